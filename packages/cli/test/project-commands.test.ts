import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

const own = (line: CommandLine, project: string, name: string, definition: object): void => {
  const folder = join(line.folder, 'projects', project, '.codomyrmex', 'workflows');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ name, ...definition }));
};

const file = (line: CommandLine, project: string): ReturnType<typeof JSON.parse> =>
  JSON.parse(readFileSync(join(line.folder, 'projects', project, '.codomyrmex', 'project.json'), 'utf8'));

describe('project commands', () => {
  it('given a new project, then it is listed, and its first status says what to do next', {
    meta: {
      specification: [
        '2.script.orchestrate.handle_list_projects',
        '2.script.orchestrate.handle_list_projects.args',
        '4.cli.project_list',
        '4.cli.project_create',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const empty = await line.run('project', 'list');
    expect(empty).toMatchObject({ code: 0, stderr: 'no projects yet: codomyrmex project create NAME\n' });
    const made = await line.json(
      'project',
      'create',
      'my-project',
      '--description',
      'a \\d \\ b',
      '--tag',
      'x',
      '--tag',
      'y',
    );
    expect(made).toMatchObject({
      code: 0,
      document: {
        success: true,
        name: 'my-project',
        description: 'a \\d \\ b',
        status: 'planning',
        path: join(line.folder, 'projects', 'my-project'),
        tags: ['x', 'y'],
        required_modules: [],
        created_at: expect.stringMatching(/Z$/),
      },
    });
    const broken = join(line.folder, 'projects', 'broken', '.codomyrmex');
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, 'project.json'), '{');
    const { document } = await line.json('project', 'list');
    expect(document).toEqual([
      expect.objectContaining({ id: 'my-project', name: 'my-project', status: 'planning', valid: true, workflows: [] }),
      expect.objectContaining({ name: 'broken', valid: false, error_code: 'PROJECT_DAMAGED' }),
    ]);
    const status = await line.run('project', 'status', 'my-project');
    const [create, run] = [...status.stdout.matchAll(/^ {2}codomyrmex (.*?) +#/gm)].map(([, command = '']) =>
      command.split(' '),
    );
    expect(create?.slice(0, 3)).toEqual(['workflow', 'create', 'hello']);
    expect((await line.run(...(create ?? []))).code).toBe(0);
    expect(await line.run(...(run ?? []))).toMatchObject({ code: 0 });
    const after = await line.json('project', 'status', 'my-project');
    expect(after.document).toMatchObject({
      status: 'active',
      active_workflows: 0,
      metrics: { workflow_runs: 1, last_workflow: 'hello', last_run_status: 'completed' },
      next_steps: [{ command: 'codomyrmex project run my-project hello' }, expect.anything()],
    });
  });

  it('given wrong names, templates, paths or words, then it is said what is wrong, and nothing is made', {
    meta: { specification: ['4.cli.project_create.--template'] },
  }, async () => {
    const line = new CommandLine();
    line.file('taken.txt', 'mine');
    const refused = async (...words: string[]) => {
      const { code, document } = await line.json('project', ...words);
      return [code, document.error_type, document.error_code];
    };
    expect(await refused('create', '../evil')).toEqual([2, 'ProjectManagementError', 'INVALID_PARAMETERS']);
    expect((await refused('create', 'a', '--template', 'no_such_template')).slice(0, 3)).toEqual([
      3,
      expect.any(String),
      'TEMPLATE_NOT_FOUND',
    ]);
    expect(await refused('create', 'a', '--path', '.')).toEqual([4, 'ProjectManagementError', 'FOLDER_NOT_EMPTY']);
    expect(await refused('status', 'nobody')).toEqual([3, 'ProjectManagementError', 'PROJECT_NOT_FOUND']);
    expect((await line.run('project', 'run', 'only-one-word')).code).toBe(2);
    expect((await line.run('project', 'create', 'a', '--dry-run')).stdout).toContain('+++ .codomyrmex/project.json');
    expect(existsSync(join(line.folder, 'projects', 'a'))).toBe(false);
  });

  it('given fields, milestones, an archive and a deletion, then the project follows', async () => {
    const line = new CommandLine();
    await line.run('project', 'create', 'a');
    const updated = await line.json(
      'project',
      'update',
      'a',
      '--version',
      '2.1.0',
      '--status',
      'paused',
      '--config',
      'ai.provider=openai',
      '--config',
      'depth=3',
    );
    expect(updated.document).toMatchObject({
      version: '2.1.0',
      status: 'paused',
      config: { ai: { provider: 'openai' }, depth: 3 },
    });
    for (const wrong of ['a.__proto__.x=2', 'depth.x=2']) {
      expect(await line.run('project', 'update', 'a', '--config', wrong)).toMatchObject({ code: 2 });
    }
    expect(await line.run('project', 'update', 'a')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no template'),
    });
    const reached = await line.json('project', 'milestone', 'a', 'beta', '--data', '{"quality_score": 8.5}');
    expect(reached.document).toMatchObject({ milestone: 'beta', quality_score: 8.5, completed_at: expect.any(String) });
    const archive = join(line.folder, 'projects', 'archives', 'a.tar.gz');
    expect((await line.json('project', 'archive', 'a')).document).toMatchObject({ status: 'archived', archive });
    const held = execFileSync('tar', ['-xzOf', archive, 'a/.codomyrmex/project.json'], { encoding: 'utf8' });
    expect(JSON.parse(held)).toMatchObject({ status: 'archived', milestones: { beta: { quality_score: 8.5 } } });
    expect(await line.run('project', 'run', 'a', 'code-health')).toMatchObject({ code: 4 });
    expect(await line.run('project', 'delete', 'a')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('--yes'),
    });
    expect((await line.run('project', 'delete', 'a', '--yes')).code).toBe(0);
    expect(existsSync(join(line.folder, 'projects', 'a'))).toBe(false);
    expect((await line.json('project', 'restore', 'a')).document).toMatchObject({ status: 'paused', version: '2.1.0' });
  });

  it('given a workflow of the project, then it runs on its folder with its configuration, and its own workflows go first', async () => {
    const line = new CommandLine();
    await line.run('project', 'create', 'a');
    await line.run('project', 'update', 'a', '--config', 'who={{ nobody }}', '--config', 'unasked=1');
    own(line, 'a', 'build', {
      parameters: { who: { type: 'string' }, n: { type: 'integer', default: 1 } },
      steps: [
        shell('say', ['sh', '-c', 'pwd; echo "$0"', '{{ who }} {{ n }}']),
        { name: 'inner', workflow: 'part', dependencies: ['say'] },
      ],
    });
    own(line, 'a', 'part', { steps: [shell('mine', ['echo', 'of the project'])] });
    const { code, document } = await line.json('project', 'run', 'a', 'build', '--param', 'n=4');
    expect(code).toBe(0);
    expect(document.results.say.output.stdout).toBe(`${join(line.folder, 'projects', 'a')}\n{{ nobody }} 4\n`);
    expect(document.results.inner.output).toMatchObject({ mine: { stdout: 'of the project\n' } });
    own(line, 'a', 'bad', { steps: [shell('no', ['false'])] });
    expect((await line.run('project', 'run', 'a', 'bad')).code).toBe(1);
    const missing = await line.run('project', 'run', 'a', 'biuld');
    expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining('did you mean "build"?')]);
    expect(missing.stderr).toContain(join('projects', 'a', '.codomyrmex', 'workflows'));
    expect(file(line, 'a')).toMatchObject({
      active_workflows: [],
      metrics: { workflow_runs: 2, workflow_runs_failed: 1 },
    });
    const folder = join(line.folder, 'projects', 'a');
    const places = ['--data-dir', join(folder, '.codomyrmex'), '--project', folder];
    const inside = await line.json('workflow', 'run', 'build', ...places, '--param', 'who=x', '--dry-run');
    expect(inside.document.levels).toEqual([['say'], ['inner']]);
  });

  it('given many projects, then a workflow goes over all or the affected ones as one run, in their order', async () => {
    const line = new CommandLine();
    const git = (...words: string[]) =>
      execFileSync('git', ['-C', line.folder, '-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...words], {
        stdio: 'pipe',
      });
    await line.run('project', 'create', 'base');
    await line.run('project', 'create', 'app', '--depends-on', 'base');
    await line.run('project', 'create', 'idle');
    const build = {
      parameters: { text: { type: 'string', default: 'x' } },
      steps: [shell('write', ['sh', '-c', 'echo "$0" >> ../order.txt; pwd', '{{ text }}'])],
    };
    own(line, 'base', 'build', {
      ...build,
      steps: [shell('write', ['sh', '-c', 'sleep 0.2; echo base >> ../order.txt; pwd'])],
    });
    own(line, 'app', 'build', build);
    git('init', '-q', '-b', 'main');
    git('add', 'projects');
    git('commit', '-qm', 'begin');
    const all = await line.json('project', 'run', '--all', 'build', '--param', 'text=app {{ x }}');
    expect(all.code).toBe(0);
    expect(all.stderr).toContain('"idle" has no workflow "build"');
    expect(Object.keys(all.document.results)).toEqual(['base', 'app']);
    expect(all.document.results.app.output.write.stdout).toBe(`${join(line.folder, 'projects', 'app')}\n`);
    expect(readFileSync(join(line.folder, 'projects', 'order.txt'), 'utf8')).toBe('base\napp {{ x }}\n');
    expect(file(line, 'app')).toMatchObject({
      status: 'active',
      metrics: { last_run_id: all.document.results.app.run },
    });
    expect(file(line, 'idle')).toMatchObject({ status: 'planning', metrics: {} });
    const none = await line.json('project', 'run', '--all', 'build', '--affected');
    expect([none.code, none.document.results]).toEqual([0, {}]);
    writeFileSync(join(line.folder, 'projects', 'app', 'new.txt'), '');
    const some = await line.json('project', 'run', '--all', 'build', '--affected', '--since', 'main', '--dry-run');
    expect(some.document.levels).toEqual([['app']]);
    own(line, 'base', 'build', { steps: [shell('fail', ['false'])] });
    const failed = await line.json('project', 'run', '--all', 'build');
    expect([failed.code, failed.document.results.app.status]).toEqual([1, 'skipped']);
    expect(file(line, 'base').metrics).toMatchObject({ workflow_runs_failed: 1 });
    expect(file(line, 'app').metrics).toMatchObject({ workflow_runs: 1 });
    await line.run('project', 'create', 'late', '--depends-on', 'app');
    expect(await line.run('project', 'update', 'base', '--depends-on', 'late')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('base → late → app → base'),
    });
  });

  it('given Ctrl-C, then the run is cancelled and the project says so', async () => {
    const line = new CommandLine();
    await line.run('project', 'create', 'a');
    own(line, 'a', 'long', { steps: [shell('wait', ['sleep', '60'])] });
    const { child, ended } = line.begin('project', 'run', 'a', 'long', '--json');
    await eventually(() => (file(line, 'a').active_workflows.length === 1 ? true : undefined));
    await eventually(async () => {
      const { document } = await line.json('run', 'list');
      return document[0]?.status === 'running' ? true : undefined;
    });
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(file(line, 'a')).toMatchObject({ active_workflows: [], metrics: { last_run_status: 'cancelled' } });
  });

  it('given projects, then status, metrics and health of the whole show them', async () => {
    const line = new CommandLine();
    await line.run('project', 'create', 'a');
    expect((await line.json('orchestration', 'status')).document.project_manager).toMatchObject({
      available: true,
      total_projects: 1,
      by_status: { planning: 1 },
      by_type: { custom: 1 },
      recent_activity: [{ name: 'a', status: 'planning', updated_at: expect.any(String) }],
    });
    writeFileSync(join(line.folder, 'projects', 'a', '.codomyrmex', 'project.json'), '');
    const health = await line.json('orchestration', 'health');
    expect(health.document.components.project_manager.status).toBe('degraded');
    expect(health.document.issues).toEqual([expect.stringContaining('project "a" cannot be used')]);
  });
});
