import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';

describe('workflow list', () => {
  it('given a run, then the estimate is learned from it; given a file that is no workflow, then it says what is wrong', async () => {
    const line = new CommandLine();
    const steps = [shell('a', 'true'), shell('b', 'echo "{{ a.output.stdout }}"')];
    await line.run('workflow', 'create', 'mine', '--from', line.file('mine.yaml', { name: 'mine', steps }));
    await line.run('workflow', 'create', 'bad', '--template', 'starter');
    line.file('data/workflows/bad.yaml', 'steps: [');
    const before = await mine(line);
    expect(before).toMatchObject({
      valid: true,
      steps: 2,
      modules: ['shell'],
      has_dependencies: true,
      estimated_duration: null,
      created_time: expect.stringMatching(/^\d{4}-.*Z$/),
      file: join(line.folder, 'data', 'workflows', 'mine.yaml'),
    });
    expect((await line.run('workflow', 'run', 'mine')).code).toBe(0);
    expect((await mine(line)).estimated_duration).toBeGreaterThan(0);
    const { document } = await line.json('workflow', 'list');
    expect(document.find((one: { name: string }) => one.name === 'bad')).toMatchObject({ valid: false, steps: 0 });
    expect((await line.run('workflow', 'list')).stdout).toContain('not valid');
  });

  async function mine(line: CommandLine) {
    const { code, document } = await line.json('workflow', 'list');
    expect(code).toBe(0);
    return document.find((one: { name: string }) => one.name === 'mine');
  }
});

describe('workflow create', () => {
  it('given a template, then what is made can run; given one of modules that are missing, then it is made and says so', async () => {
    const line = new CommandLine();
    const first = await line.json('workflow', 'create', '123');
    expect(first).toMatchObject({ code: 0, document: { success: true, name: '123', problems: [] } });
    expect((await line.run('workflow', 'validate', '123')).code).toBe(0);
    for (const template of ['ai-analysis', 'build-and-test']) {
      const { code, document } = await line.json('workflow', 'create', template, '--template', template);
      expect(code).toBe(0);
      expect(existsSync(document.file)).toBe(true);
      expect((await line.json('workflow', 'validate', template)).document.problems).toEqual(document.problems);
    }
    const shown = (await line.json('workflow', 'show', 'ai-analysis')).document;
    expect(shown.steps.map(({ name, module, action }: Record<string, string>) => [name, module, action])).toEqual([
      ['analyze_code', 'static_analysis', 'analyze_code_quality'],
      ['generate_insights', 'ai_code_editing', 'generate_code_insights'],
      ['create_visualization', 'data_visualization', 'create_analysis_chart'],
    ]);
  });

  it.each([
    ['a template that is not there', ['x', '--template', 'ai-analisis'], 3, 'ai-analysis'],
    ['a name that leaves the folder', ['../x'], 2, 'letters'],
    ['a device of Windows', ['nul'], 2, 'device'],
  ])('given %s, then the exit code says whose fault it is, and nothing is written', async (_, words, code, text) => {
    const line = new CommandLine();
    const ended = await line.run('workflow', 'create', ...words);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(text);
    expect(existsSync(join(line.folder, 'data'))).toBe(false);
  });

  it('given four processes that create one name at once, then one of them does, and the others are refused', async () => {
    const line = new CommandLine();
    const ends = await Promise.all([1, 2, 3, 4].map(() => line.run('workflow', 'create', 'same')));
    expect(ends.map(({ code }) => String(code)).sort()).toEqual(['0', '4', '4', '4']);
    expect(readFileSync(join(line.folder, 'data', 'workflows', 'same.yaml'), 'utf8')).toContain('a first workflow');
  });
});

describe('run explain', () => {
  it('given a run, then every attempt has its reason, as text and as data; given what is not there, then exit 3', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('a', 'test -e tried || { touch tried; exit 7; }', { max_retries: 1, retry_delay: 0 }),
        shell('b', 'false', { dependencies: ['a'] }),
        shell('c', 'true', { dependencies: ['b'] }),
      ],
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    const { code, document } = await line.json('run', 'explain', id);
    expect(code).toBe(0);
    expect(document).toMatchObject({
      execution_id: id,
      steps: {
        a: [
          { attempt: 1, decision: 'ran', reason: expect.stringContaining('first attempt'), changed: [] },
          { attempt: 2, decision: 'ran', reason: expect.stringContaining('retry after COMMAND_FAILED'), changed: [] },
        ],
        b: [{ attempt: 1, decision: 'ran' }],
        c: [{ attempt: 1, decision: 'skipped', reason: 'dependency_failed: b', changed: [] }],
      },
    });
    expect((await line.json('run', 'explain', id, 'c')).document.steps).toEqual({ c: document.steps.c });
    expect((await line.run('run', 'explain', id)).stdout).toMatch(/^a\n {2}1\. ran: first attempt/);
    expect((await line.json('run', 'explain', id, 'toString')).document).toMatchObject({
      error_code: 'STEP_NOT_FOUND',
    });
    expect((await line.run('run', 'explain', id, 'toString')).code).toBe(3);
    expect((await line.run('run', 'explain', 'nowhere')).code).toBe(3);
  });
});

describe('a path that no workflow can be read from, or no run can work on', () => {
  it.each(['.', './folder', '/'])('given the folder %s, then it is said what it is, and exit 2', async (path) => {
    const line = new CommandLine();
    mkdirSync(join(line.folder, 'folder'));
    const { code, stderr } = await line.run('workflow', 'run', path);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error \S+ is a folder, and a workflow is a file\n {2}Name a file in it/);
  });

  it('given a file that is there and cannot be read, then exit 1 with advice; given none, then exit 3 with advice', async () => {
    const line = new CommandLine();
    symlinkSync('loop.yaml', join(line.folder, 'loop.yaml'));
    expect(await line.json('workflow', 'run', 'loop.yaml')).toMatchObject({
      code: 1,
      document: { error_code: 'WORKFLOW_UNREADABLE', suggestions: [expect.stringContaining('read the file')] },
    });
    expect(await line.json('workflow', 'run', 'none.yaml')).toMatchObject({
      code: 3,
      document: { error_code: 'WORKFLOW_NOT_FOUND', suggestions: [expect.stringContaining('Look at the path')] },
    });
  });

  it.each([
    ['workflow', 'run', 'w.yaml'],
    ['workflow', 'run', 'w.yaml', '--detach'],
    ['task', 'run', 'shell.run', '--param', 'command=true'],
    ['schedule', 'add', 'often', '--workflow', 'w.yaml', '--every', '10m'],
  ])('given %s %s and a --project that is no folder, then nothing is run or written', async (...words) => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'true')] });
    const missing = join(line.folder, 'missing');
    expect(await line.json(...words, '--project', missing)).toMatchObject({
      code: 3,
      document: { error_code: 'FOLDER_NOT_FOUND', error: `--project: there is no folder ${missing}` },
    });
    expect(await line.json(...words, '--project', file)).toMatchObject({
      code: 2,
      document: { error_code: 'NOT_A_FOLDER', suggestions: [expect.stringContaining(`--project ${line.folder}`)] },
    });
    expect([missing, join(line.folder, 'data')].filter((folder) => existsSync(folder))).toEqual([]);
  });

  it('given a place below a file, then no folder is there', async () => {
    const line = new CommandLine();
    const below = join(line.file('f', ''), 'x');
    const words = ['task', 'run', 'shell.run', '--param', 'command=true'];
    expect(await line.json(...words, '--project', below)).toMatchObject({
      code: 3,
      document: { error_code: 'FOLDER_NOT_FOUND' },
    });
    expect((await line.json(...words, '--data-dir', below)).document.error_code).toBe('DATA_FOLDER_UNUSABLE');
  });

  it('given a data folder that is a file, then it is said that it is one, and exit 2', async () => {
    const line = new CommandLine();
    const file = line.file('datafile', '');
    expect(await line.json('run', 'list', '--data-dir', file)).toMatchObject({
      code: 2,
      document: { error: `the data folder ${file} is a file`, error_code: 'NOT_A_FOLDER', details: {} },
    });
  });
});
