import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

const marks = (line: CommandLine): number =>
  existsSync(join(line.folder, 'marks'))
    ? readFileSync(join(line.folder, 'marks'), 'utf8').trim().split('\n').length
    : 0;

/** A folder with `src/a.ts` and a step that bundles it into `dist`. */
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

describe('workflow run of cached steps', () => {
  it('given the same inputs, then the second run is answered by the first; given a changed one, then the step runs', async () => {
    const { line, run } = given();
    const first = await run();
    expect(first.results).toMatchObject({ build: { cached: false }, tell: { cached: false } });
    const second = await run();
    expect(second).toMatchObject({
      status: 'completed',
      results: {
        build: { cached: true, attempts: 1, output: first.results.build.output },
        tell: { cached: true },
      },
    });
    expect(marks(line)).toBe(1);
    expect((await line.json('run', 'show', second.execution_id)).document.results.build.cached).toBe(true);
    line.file('src/a.ts', 'other');
    // Its own output is the same again: what comes after it is still answered.
    expect((await run()).results).toMatchObject({ build: { cached: false }, tell: { cached: true } });
    expect(marks(line)).toBe(2);
  });

  it('given --no-cache, then every step runs, and the next run is answered with what it gave', async () => {
    const { line, run } = given();
    await run();
    const forced = await run('--no-cache');
    expect(forced.results).toMatchObject({ build: { cached: false }, tell: { cached: false } });
    expect(marks(line)).toBe(2);
    const { execution_id: id } = await run();
    expect((await line.json('run', 'events', id)).document).toContainEqual(
      expect.objectContaining({
        type: 'attempt_succeeded',
        source: expect.objectContaining({ run: forced.execution_id }),
      }),
    );
  });

  it('given outputs that were changed, removed and added to, then reuse puts back content and permissions, and nothing else', async () => {
    const { line, run } = given();
    await run();
    const out = join(line.folder, 'dist/out');
    chmodSync(out, 0o751);
    await run('--no-cache');
    writeFileSync(out, 'spoilt');
    chmodSync(out, 0o600);
    line.file('dist/stale', 'x');
    expect((await run()).results.build.cached).toBe(true);
    expect(readFileSync(out, 'utf8')).toBe('a');
    expect(statSync(out).mode & 0o777).toBe(0o751);
    expect(existsSync(join(line.folder, 'dist/stale'))).toBe(false);
  });

  it('given a damaged cache, then there is a warning and the step runs', async () => {
    const { line, run } = given();
    await run();
    const hash = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'; // of "a", which is what dist/out holds
    appendFileSync(join(line.folder, 'data/cache/contents', hash.slice(0, 2), hash), 'spoilt');
    const { execution_id: id, results } = await run();
    expect(results.build.cached).toBe(false);
    expect((await line.run('run', 'logs', id, 'build')).stdout).toContain('not whole');
    expect((await run()).results.build.cached).toBe(true);
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
});

describe('why a cached step ran', () => {
  it('given a changed input, then run explain and --dry-run name it', async () => {
    const { line, file, run } = given();
    const dry = async () => (await line.json('workflow', 'run', file, '--dry-run')).document.cache;
    expect((await dry()).build).toEqual({ decision: 'ran', reason: 'no earlier run has a result', changed: [] });
    const first = await run();
    const second = await run();
    const explained = await line.json('run', 'explain', second.execution_id);
    const reused = [
      { attempt: 1, decision: 'reused', reason: `run ${first.execution_id} has the same result`, changed: [] },
    ];
    expect(explained.document.steps).toMatchObject({ build: reused, tell: reused });
    expect(await dry()).toMatchObject({
      build: { decision: 'reused', reason: `run ${first.execution_id} has the same result` },
      tell: { decision: 'unknown', reason: 'its parameters refer to build' },
    });
    line.file('src/a.ts', 'other');
    expect((await dry()).build).toMatchObject({ decision: 'ran', changed: ['input src/a.ts'] });
    const third = await run();
    const { document } = await line.json('run', 'explain', third.execution_id, 'build');
    expect(document.steps.build).toMatchObject([{ attempt: 1, decision: 'ran', changed: ['input src/a.ts'] }]);
    expect((await line.run('run', 'explain', third.execution_id)).stdout).toContain('input src/a.ts');
    expect(marks(line)).toBe(2);
  });
});

describe('equal steps of two processes', () => {
  const slow = 'echo a >> marks; while ! test -e go; do sleep 0.02; done; echo done';

  it('given both at once, then one runs and the other is answered by it', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', slow, { cache: true })] });
    const one = line.begin('workflow', 'run', file, '--json');
    await eventually(() => (marks(line) === 1 ? true : undefined));
    const two = line.begin('workflow', 'run', file, '--json');
    await waitsForAnother(line);
    line.file('go', '');
    const [first, second] = (await Promise.all([one.ended, two.ended])).map(({ stdout }) => JSON.parse(stdout));
    expect([first.results.a.cached, second.results.a.cached]).toEqual([false, true]);
    expect(marks(line)).toBe(1);
    const { document } = await line.json('run', 'explain', second.execution_id);
    expect(document.steps.a).toMatchObject([{ decision: 'joined' }]);
  });

  it('given kill -9 of the one that runs, then the one that waits runs', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', slow, { cache: true })] });
    const one = line.begin('workflow', 'run', file, '--json');
    await eventually(() => (marks(line) === 1 ? true : undefined));
    const two = line.begin('workflow', 'run', file, '--json');
    await waitsForAnother(line);
    one.child.kill('SIGKILL');
    await one.ended;
    await eventually(() => (marks(line) === 2 ? true : undefined));
    line.file('go', '');
    expect(JSON.parse((await two.ended).stdout).results.a).toMatchObject({ success: true, cached: false });
  });

  /** The newest run has said in its log that it waits. */
  const waitsForAnother = (line: CommandLine) =>
    eventually(async () => {
      const runs = (await line.json('run', 'list')).document;
      if (runs.length < 2) return undefined;
      const { stdout } = await line.run('run', 'logs', runs[0].execution_id, 'a');
      return stdout.includes('waited for') ? true : undefined;
    });
});
