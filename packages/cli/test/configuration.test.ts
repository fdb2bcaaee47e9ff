import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTerminal } from './at-terminal.ts';
import { CommandLine, shell } from './command-line.ts';

describe('the configuration of the command line', () => {
  it('given workflows_dir in the data folder’s file, then definitions are read and written there', async () => {
    const cli = new CommandLine();
    mkdirSync(join(cli.folder, 'data'));
    mkdirSync(join(cli.folder, 'flows'));
    cli.file('data/config.json', JSON.stringify({ workflows_dir: '../flows', max_workers: 1 }));
    cli.file('flows/here.yaml', { steps: [shell('a', ['true'])] });
    const listed = await cli.json('workflow', 'list');
    expect(listed.code).toBe(0);
    expect(listed.document).toContainEqual(
      expect.objectContaining({ name: 'here', file: join(cli.folder, 'flows', 'here.yaml') }),
    );
    expect((await cli.json('workflow', 'run', 'here')).document).toMatchObject({ status: 'completed' });
    const created = await cli.json('workflow', 'create', 'new', '--from', join(cli.folder, 'flows', 'here.yaml'));
    expect(created.code).toBe(0);
    const { document } = await cli.json('doctor');
    expect(document.findings).toContainEqual(
      expect.objectContaining({ check: 'configuration', message: expect.stringContaining('workflows_dir from') }),
    );
  });

  it('given max_workers, then only so many steps are in hand at once', async () => {
    const cli = new CommandLine();
    const config = cli.file('mine.yaml', 'max_workers: 1\n');
    const steps = ['a', 'b', 'c'].map((name) => shell(name, 'mkdir lock && sleep 0.05 && rmdir lock'));
    const file = cli.file('w.yaml', { name: 'w', steps });
    const { code, document } = await cli.json('workflow', 'run', file, '--config', config);
    expect(document).toMatchObject({ status: 'completed', steps_executed: 3 });
    expect(code).toBe(0);
  });

  it('given a resource file, then its resources can be asked for, and an entry that is wrong costs itself', async () => {
    const cli = new CommandLine();
    const resources = cli.file(
      'machine.json',
      JSON.stringify({
        resources: {
          printer: { name: 'printer', type: 'lock', capacity: {} },
          storage: { name: 'storage', type: 'storage', capacity: { gb: 100 } },
        },
      }),
    );
    const config = cli.file('mine.json', JSON.stringify({ resource_config: resources }));
    const ended = await cli.json('orchestration', 'status', '--config', config);
    expect(ended.document.resource_manager.resources).toContainEqual(
      expect.objectContaining({ resource_id: 'printer' }),
    );
    expect(ended.stderr).toContain('storage');
  });

  it('given a wrong key, then the command is refused with its place, what it was meant for, and exit 2', async () => {
    const cli = new CommandLine();
    const config = cli.file('mine.yaml', 'max_wokers: 2\n');
    const ended = await cli.json('workflow', 'list', '--config', config);
    expect(ended.code).toBe(2);
    expect(ended.document).toMatchObject({
      success: false,
      error_type: 'WorkflowExecutionError',
      error_code: 'INVALID_PARAMETERS',
      details: { problems: [{ code: 'unknown_key', line: 1, column: 1, suggestion: 'did you mean "max_workers"?' }] },
    });
    expect(Object.keys(ended.document)).toEqual([
      'success',
      'error',
      'error_type',
      'error_code',
      'details',
      'suggestions',
    ]);
  });
});

describe('exit codes of the original that are none of ours', () => {
  it('workflow list exits 1: given a list, then it exits 0', async () => {
    expect((await new CommandLine().run('workflow', 'list')).code).toBe(0);
  });

  it('bare workflow exits 0 silently: given no verb, then help is shown and it exits 2', async () => {
    const ended = await new CommandLine().run('workflow');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('Usage');
  });
});

describe('what a machine or a terminal lacks', () => {
  it('given a machine without git, then doctor marks it as lacking and not as well, and exits 0', async () => {
    const { code, stdout } = await new CommandLine({ environment: { PATH: '' } }).run('doctor');
    expect(code).toBe(0);
    expect(stdout).toContain('– git: not found\n');
    expect(stdout).toMatch(/✓ node: /);
  });

  it.each([
    { terminal: 'xterm', escapes: true },
    { terminal: 'dumb', escapes: false },
  ])('given the terminal $terminal, then there are escapes: $escapes', async ({ terminal, escapes }) => {
    const line = new CommandLine();
    line.file('w.yaml', { name: 'w', steps: [shell('a', 'true')] });
    const { code, text } = await atTerminal(
      ['workflow', 'run', 'w.yaml'],
      { cwd: line.folder, environment: { HOME: line.folder, NO_COLOR: '', TERM: terminal } },
      [],
    );
    expect(code).toBe(0);
    expect(text.includes('\u001b')).toBe(escapes);
  });
});
