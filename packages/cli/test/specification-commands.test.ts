import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';

describe('the commands of the specification', () => {
  it('given workflows of one’s own, then workflow list names them beside those that came with the product', {
    meta: {
      specification: [
        '2.script.orchestrate.handle_list_workflows',
        '2.script.orchestrate.handle_list_workflows.args',
        '2.architecture.command_list',
        '4.cli.workflow_list',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const file = line.file('mine.yaml', { name: 'mine', steps: [shell('a', 'echo a'), shell('b', 'echo b')] });
    expect((await line.run('workflow', 'create', 'mine', '--from', file)).code).toBe(0);
    const people = await line.run('workflow', 'list');
    expect(people).toMatchObject({ code: 0, stderr: '' });
    expect(people.stdout).toMatch(/^mine +2 /m);
    expect(people.stdout).toMatch(/^code-health /m);
    const { code, document } = await line.json('workflow', 'list');
    expect(code).toBe(0);
    expect(document).toContainEqual(
      expect.objectContaining({ name: 'mine', steps: 2, modules: ['shell'], has_dependencies: false, valid: true }),
    );
  });

  it('given a template, then workflow create keeps a workflow made from it under the new name, and not over another', {
    meta: {
      specification: [
        '1.guideline.definition.templates_and_reuse',
        '4.cli.workflow_create',
        '4.cli.workflow_create.--template',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const { code, document } = await line.json('workflow', 'create', 'my-workflow', '--template', 'ai-analysis');
    expect(code).toBe(0);
    expect(document).toMatchObject({ success: true, name: 'my-workflow' });
    expect(existsSync(document.file)).toBe(true);
    const listed = (await line.json('workflow', 'list')).document;
    expect(listed).toContainEqual(expect.objectContaining({ name: 'my-workflow', steps: 3 }));
    const again = await line.json('workflow', 'create', 'my-workflow', '--template', 'build-and-test');
    expect(again.code).not.toBe(0);
    expect(again.document).toMatchObject({ success: false, error_code: 'WORKFLOW_EXISTS' });
    const unknown = await line.json('workflow', 'create', 'other', '--template', 'ai-analisis');
    expect(unknown.document).toMatchObject({ error_code: 'TEMPLATE_NOT_FOUND' });
    expect(unknown.document.suggestions.join()).toContain('ai-analysis');
  });

  it('given a new folder, then orchestration status counts workflows and runs and shows the resources', {
    meta: {
      specification: [
        '2.script.orchestrate.handle_status',
        '2.script.orchestrate.handle_status.args',
        '2.architecture.command_status',
        '4.cli.orchestration_status',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const people = await line.run('orchestration', 'status');
    expect(people.code).toBe(0);
    expect(people.stdout).toMatch(/^workflows +1 defined, 0 running/m);
    expect(people.stdout).toMatch(/^system_cpu /m);
    const { code, document } = await line.json('orchestration', 'status');
    expect(code).toBe(0);
    expect(document.workflow_manager).toMatchObject({ total_workflows: 1, running_workflows: 0 });
    expect(Date.parse(document.timestamp)).not.toBeNaN();
  });

  it('given a folder that works, then orchestration health says healthy; given a file in its place, then what is wrong', {
    meta: {
      specification: [
        '2.script.orchestrate.handle_health',
        '2.script.orchestrate.handle_health.args',
        '2.architecture.command_health',
        '2.capability.health_monitoring',
        '4.cli.orchestration_health',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const people = await line.run('orchestration', 'health');
    expect(people.code).toBe(0);
    expect(people.stdout).toMatch(/^healthy\n( {2}\w+: healthy\n)+$/);
    const { code, document } = await line.json('orchestration', 'health');
    expect(code).toBe(0);
    expect(document).toMatchObject({ overall_status: 'healthy', issues: [] });
    line.file('data', 'no folder');
    expect(existsSync(join(line.folder, 'data/journal'))).toBe(false);
    const broken = await line.json('orchestration', 'health');
    expect(broken.code).not.toBe(0);
    expect(JSON.stringify(broken.document)).toContain(join(line.folder, 'data'));
  });

  it('given --help, then the commands come on stdout', {
    meta: { specification: ['2.script.orchestrate.main', '2.feature.command_line'] },
  }, async () => {
    const { code, stdout, stderr } = await new CommandLine().run('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['workflow', 'run', 'task', 'orchestration']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
  });
});
