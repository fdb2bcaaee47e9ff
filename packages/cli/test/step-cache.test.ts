import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

function marks(line: CommandLine): number {
  const file = join(line.folder, 'marks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
}

/** A folder with `src/a.ts`, a step that bundles it into `dist`, and one that refers to it. */
function given(more: object = {}) {
  const line = new CommandLine();
  mkdirSync(join(line.folder, 'src'));
  line.file('src/a.ts', 'a');
  const file = line.file('w.yaml', {
    name: 'w',
    steps: [
      shell('build', 'echo build >> marks; mkdir -p dist; cat src/*.ts > dist/out; echo built', {
        cache: { inputs: ['src/**'], outputs: ['dist/**'], ...more },
      }),
      shell('tell', 'echo "{{ build.output.stdout }}"', { cache: true }),
    ],
  });
  const run = async (...words: string[]) => (await line.json('workflow', 'run', file, ...words)).document;
  return { line, file, run };
}

/** Each command is a process of its own, and there may be other tests beside. */
const STORY_MS = 90_000;

describe('workflow run of cached steps', { timeout: STORY_MS }, () => {
  it('given the same inputs, then a run is answered by an earlier one, files and all; given a changed one or --no-cache, then it runs', async () => {
    const { line, run } = given();
    const first = await run();
    expect(first.results).toMatchObject({ build: { cached: false }, tell: { cached: false } });
    rmSync(join(line.folder, 'dist'), { recursive: true });
    const second = await run();
    expect(second).toMatchObject({
      status: 'completed',
      results: { build: { cached: true, attempts: 1, output: first.results.build.output }, tell: { cached: true } },
    });
    expect(readFileSync(join(line.folder, 'dist/out'), 'utf8')).toBe('a');
    expect((await line.json('run', 'events', second.execution_id)).document).toContainEqual(
      expect.objectContaining({
        step: 'build',
        source: { kind: 'reused', run: first.execution_id, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
      }),
    );
    const logs = await line.run('run', 'logs', second.execution_id, 'build');
    expect(logs).toMatchObject({ code: 0, stdout: '' });
    expect(logs.stderr.trim()).toBe(
      `build reused the result of run ${first.execution_id}: codomyrmex run logs ${first.execution_id}`,
    );
    expect(marks(line)).toBe(1);
    line.file('src/a.ts', 'other');
    // Its own result is the same again: what refers to it is still answered.
    expect((await run()).results).toMatchObject({ build: { cached: false }, tell: { cached: true } });
    expect((await run('--no-cache')).results).toMatchObject({ build: { cached: false }, tell: { cached: false } });
    expect(marks(line)).toBe(3);
  });

  it('given a pattern that leaves the workspace, then the definition is refused at its place', async () => {
    const { line, file } = given({ inputs: ['src/**', '../x'] });
    const { code, document } = await line.json('workflow', 'validate', file);
    expect(code).toBe(2);
    expect(document.problems).toMatchObject([
      {
        path: 'steps[0].cache.inputs[1]',
        message: expect.stringContaining('leaves the folder'),
        line: expect.any(Number),
      },
    ]);
  });

  it('given --dry-run, then it says who has the result, or what has changed, and nothing runs', async () => {
    const { line, file, run } = given();
    const dry = async () => (await line.json('workflow', 'run', file, '--dry-run')).document.cache;
    const { execution_id: first } = await run();
    expect(await dry()).toEqual({
      build: { decision: 'reused', reason: `run ${first} has the same result`, changed: [] },
      tell: { decision: 'unknown', reason: 'its parameters refer to build', changed: [] },
    });
    line.file('src/a.ts', 'other');
    expect((await dry()).build).toMatchObject({ decision: 'ran', changed: ['input src/a.ts'] });
    expect(marks(line)).toBe(1);
  });

  it('given an output that is a link, then --dry-run says why the next run makes it again', async () => {
    const line = new CommandLine();
    const steps = [shell('build', 'echo x > release-1; ln -sf release-1 latest', { cache: { outputs: ['latest'] } })];
    const file = line.file('w.yaml', { name: 'w', steps });
    const { execution_id: first } = (await line.json('workflow', 'run', file)).document;
    const why = 'the output latest is a symbolic link, and links are not kept';
    expect((await line.json('workflow', 'run', file, '--dry-run')).document.cache.build).toEqual({
      decision: 'ran',
      reason: `no earlier run has a result; that of run ${first} was not kept: ${why}`,
      changed: [],
    });
    expect((await line.run('run', 'explain', first, 'build')).stdout).toContain(
      `its result is not in the cache: ${why}`,
    );
  });

  it('given a changed input, then run explain names it', async () => {
    const { line, run } = given();
    await run();
    line.file('src/a.ts', 'other');
    const { execution_id: second } = await run();
    expect((await line.json('run', 'explain', second)).document.steps).toMatchObject({
      build: [{ attempt: 1, decision: 'ran', changed: ['input src/a.ts'] }],
      tell: [{ attempt: 1, decision: 'reused', changed: [] }],
    });
  });

  it('given equal steps of three processes, then one runs and the next waits, also after kill -9', async () => {
    const line = new CommandLine();
    const slow = 'echo a >> marks; while ! test -e go; do sleep 0.02; done; echo done';
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', slow, { cache: true })] });
    const begun = () => line.begin('workflow', 'run', file, '--json');
    const one = begun();
    await eventually(() => (marks(line) === 1 ? true : undefined));
    const two = begun();
    await eventually(() => (waiting(line) === 1 ? true : undefined));
    one.child.kill('SIGKILL');
    await one.ended;
    await eventually(() => (marks(line) === 2 ? true : undefined));
    const three = begun();
    await eventually(() => (waiting(line) === 2 ? true : undefined));
    line.file('go', '');
    const [second, third] = (await Promise.all([two.ended, three.ended])).map(({ stdout }) => JSON.parse(stdout));
    expect(second.results.a).toMatchObject({ success: true, cached: false });
    expect(third.results.a).toMatchObject({ success: true, cached: true, output: second.results.a.output });
    const { document } = await line.json('run', 'explain', third.execution_id);
    expect(document.steps.a).toMatchObject([{ decision: 'joined' }]);
  });
});

/** How many steps have said in their logs that they wait for an equal one. */
function waiting(line: CommandLine): number {
  const runs = join(line.folder, 'data/runs');
  if (!existsSync(runs)) return 0;
  const logs = readdirSync(runs, { withFileTypes: true, recursive: true }).filter((item) => item.isFile());
  return logs.filter(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').includes('waited for'))
    .length;
}
