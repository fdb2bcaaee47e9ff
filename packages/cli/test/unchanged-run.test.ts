import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTerminal } from './at-terminal.ts';
import { CommandLine, eventually, shell } from './command-line.ts';
import { writePlugin } from './written-plugin.ts';

/** Each command is a process of its own, and there may be other tests beside. */
const STORY_MS = 120_000;

const steps = (more: object = {}) => [
  shell('build', 'echo build >> marks; echo built', { cache: { env: ['LEVEL'], ...more } }),
  shell('tell', 'echo tell >> marks; echo "{{ build.output.stdout }}"', { cache: true }),
];

/** Two cached steps that leave marks where they run. */
function given(environment: Readonly<Record<string, string>> = {}) {
  const line = new CommandLine({ environment });
  const file = line.file('w.yaml', { name: 'w', steps: steps() });
  const run = async (...words: string[]) => (await line.json('workflow', 'run', file, ...words)).document;
  return { line, file, run };
}

/** How often a step has run. */
function marks(line: CommandLine): number {
  const file = join(line.folder, 'marks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
}

/** Runs that are kept, to be compared with. */
function kept(line: CommandLine): readonly string[] {
  const folder = join(line.folder, 'data/cache/unchanged');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** How a run comes about: as a whole from the one that is kept, which is then in use, or with every step asked by itself. */
async function asked(line: CommandLine, begin: () => Promise<unknown>): Promise<'as a whole' | 'step by step'> {
  const [file = ''] = kept(line);
  utimesSync(file, 1, 1);
  const { ino } = statSync(file);
  await begin();
  const after = statSync(file);
  return after.ino === ino && after.mtimeMs > 1_000 ? 'as a whole' : 'step by step';
}

const timeless = (document: Readonly<Record<string, unknown>>): unknown =>
  JSON.parse(
    JSON.stringify(document, (key, value: unknown) =>
      /^(?:execution_id|execution_time|start_time|end_time|critical_path|seconds)$/.test(key) ? undefined : value,
    ),
  );

describe('workflow run of what an earlier run has seen', { timeout: STORY_MS }, () => {
  it('given nothing that changed, then the run is a run as others, in every view of it', async () => {
    const { line, file, run } = given();
    const first = await run();
    const second = await run();
    expect(kept(line)).toHaveLength(1);
    let third = second;
    const begin = async () => {
      third = await run();
    };
    expect(await asked(line, begin)).toBe('as a whole');
    expect(timeless(third)).toEqual(timeless(second));
    expect(third.execution_id).not.toBe(second.execution_id);
    expect(third.results.tell).toMatchObject({ cached: true, output: { exit_code: 0 } });
    expect((await line.json('run', 'show', third.execution_id)).document).toEqual(third);
    const listed = (await line.json('run', 'list')).document;
    expect(listed[0]).toMatchObject({ execution_id: third.execution_id, status: 'completed' });
    const events = (await line.json('run', 'events', third.execution_id)).document;
    expect(events.map(({ type, step }: { type: string; step?: string }) => `${type} ${step ?? ''}`.trim())).toEqual([
      'run_started',
      'attempt_started build',
      'attempt_succeeded build',
      'attempt_started tell',
      'attempt_succeeded tell',
      'run_ended',
    ]);
    const streamed = (await line.run('workflow', 'run', file, '--jsonl')).stdout.trim().split('\n');
    expect(streamed.map((text) => JSON.parse(text).type)).toEqual(events.map(({ type }: { type: string }) => type));
    expect((await line.json('run', 'explain', third.execution_id)).document.steps.build).toMatchObject([
      { decision: 'reused', reason: expect.stringContaining(first.execution_id) },
    ]);
    expect(marks(line)).toBe(2);
  });

  it('given people who read, then they see the same lines at a pipe, and one at a terminal', async () => {
    const { line, file, run } = given();
    const { execution_id: first } = await run();
    const normal = await line.run('workflow', 'run', file);
    let unchanged = normal;
    const begin = async () => {
      unchanged = await line.run('workflow', 'run', file);
    };
    expect(await asked(line, begin)).toBe('as a whole');
    const bare = (text: string) =>
      text.replaceAll(/\d\d:\d\d:\d\d/g, 'TIME').replaceAll(/(run (?:show|logs|events)) \S+/g, '$1 ID');
    expect(bare(unchanged.stderr)).toBe(bare(normal.stderr));
    expect(unchanged.stderr).toContain(`tell reused from run ${first}`);
    expect(unchanged.stdout).toMatch(/^w completed in \d\.\d s: 2 completed \(2 from the cache\)\n$/);
    expect((await line.run('workflow', 'run', file, '--quiet')).stderr).toBe('');
    const environment = { HOME: line.folder, CODOMYRMEX_ORCHESTRATION_DIR: join(line.folder, 'data'), TERM: 'xterm' };
    const { text, code } = await atTerminal(['workflow', 'run', file], { cwd: line.folder, environment }, []);
    expect(code).toBe(0);
    expect(text).toMatch(/nothing has changed since run \S+: its 2 steps are answered from the cache/);
    expect(text).not.toContain('tell reused');
  });

  const nothing = (): void => undefined;
  it.each<readonly [string, number, readonly string[], (line: CommandLine) => void]>([
    ['another definition', 1, [], (line) => line.file('w.yaml', { name: 'w', steps: steps({ version: '2' }) })],
    ['results that are gone', 2, [], (line) => rmSync(join(line.folder, 'data/cache/entries'), { recursive: true })],
    ['--no-cache', 2, ['--no-cache'], nothing],
    ['a kept run that is damaged', 0, [], (line) => damage(kept(line))],
    ['another folder to work on', 0, ['--project', 'data'], nothing],
    ['another limit', 0, ['--max-parallel', '1'], nothing],
    ['another configuration', 0, ['--config', 'c.yaml'], (line) => line.file('c.yaml', { max_workers: 3 })],
  ])('given %s, then its steps are asked one by one, and %i of them run', async (_, ran, words, change) => {
    const { line, file, run } = given();
    await run();
    await run();
    const before = marks(line);
    change(line);
    const begin = async () => {
      const { document } = await line.json('workflow', 'run', file, ...words);
      expect(document.status).toBe('completed');
    };
    expect(await asked(line, begin)).toBe('step by step');
    expect(marks(line) - before).toBe(ran);
  });

  it('given a variable that a step depends on, then another value runs it, and each value has its own answer', async () => {
    const { line, file, run } = given();
    const other = (value: string) => {
      const asked = new CommandLine({
        environment: { LEVEL: value, CODOMYRMEX_ORCHESTRATION_DIR: join(line.folder, 'data') },
      });
      return asked.json('workflow', 'run', file, '--project', line.folder);
    };
    await run();
    await run();
    expect((await other('2')).document.results).toMatchObject({ build: { cached: false }, tell: { cached: true } });
    expect((await run()).results).toMatchObject({ build: { cached: true }, tell: { cached: true } });
    expect(marks(line)).toBe(3);
  });

  it('given a result that was made anew with --no-cache, then it is the answer from then on', async () => {
    const line = new CommandLine();
    const hidden = line.file('hidden', 'bad');
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', `cat ${hidden}`, { cache: true })] });
    const run = async (...words: string[]) =>
      (await line.json('workflow', 'run', file, ...words)).document.results.a.output.stdout;
    for (let time = 0; time < 3; time++) expect(await run()).toBe('bad');
    line.file('hidden', 'good');
    expect(await run()).toBe('bad');
    expect(await run('--no-cache')).toBe('good');
    for (let time = 0; time < 3; time++) expect(await run()).toBe('good');
  });

  it('given a place where nothing can be kept, then runs complete as ever', async () => {
    const { line, run } = given();
    await run();
    writeFileSync(join(line.folder, 'data/cache/unchanged'), '');
    for (let time = 0; time < 2; time++) expect((await run()).status).toBe('completed');
  });

  it('given files that a step reads and writes, then a run is only told from an earlier one while they are as they were', async () => {
    const line = new CommandLine();
    const build = shell('build', 'echo build >> marks; mkdir -p dist; cat src/* > dist/out; chmod 644 dist/out', {
      cache: { inputs: ['src/**'], outputs: ['dist/**'] },
    });
    const file = line.file('w.yaml', { name: 'w', steps: [build] });
    const src = join(line.folder, 'src');
    mkdirSync(src);
    writeFileSync(join(src, 'a'), 'a');
    const run = async () => (await line.json('workflow', 'run', file)).document;
    await run();
    // What was written a moment ago could change once more and look the same: it is kept when that is over.
    const settled = () =>
      eventually(async () => {
        expect((await run()).results.build.cached).toBe(true);
        return kept(line).length > 0 || undefined;
      });
    await settled();
    expect(await asked(line, run)).toBe('as a whole');
    expect(marks(line)).toBe(1);
    const output = join(line.folder, 'dist/out');
    for (const spoil of [
      () => writeFileSync(output, 'spoilt'),
      () => chmodSync(output, 0o600),
      () => rmSync(output),
      () => writeFileSync(join(line.folder, 'dist/more'), ''),
    ]) {
      spoil();
      expect(await asked(line, run)).toBe('step by step');
      expect([readFileSync(output, 'utf8'), readdirSync(join(line.folder, 'dist'))]).toEqual(['a', ['out']]);
    }
    utimesSync(join(src, 'a'), 1, 1);
    expect(await asked(line, run)).toBe('step by step');
    expect(marks(line)).toBe(1);
    writeFileSync(join(src, 'b'), 'b');
    expect((await run()).results.build.cached).toBe(false);
    rmSync(join(src, 'b'));
    expect((await run()).results.build.cached).toBe(true);
    expect([readFileSync(output, 'utf8'), marks(line)]).toEqual(['a', 2]);
  });

  it('given an output that is kept apart, then it is told with the others, and its step is asked where it is gone', async () => {
    const line = new CommandLine();
    const large = shell('large', 'head -c 40000 /dev/zero | tr "\\0" x', { cache: true });
    const file = line.file('w.yaml', { name: 'w', steps: [large] });
    const run = async () => (await line.json('workflow', 'run', file)).document;
    await run();
    const { results } = await run();
    expect(results.large.output.stdout.length).toBeGreaterThan(33_000);
    const again = async () => expect(timeless((await run()).results)).toEqual(timeless(results));
    expect(await asked(line, again)).toBe('as a whole');
    rmSync(join(line.folder, 'data/payloads'), { recursive: true });
    expect(await asked(line, again)).toBe('step by step');
  });

  it('given a plugin that taps hooks, then it hears of every run', async () => {
    const { line, run } = given();
    const heard = join(line.folder, 'heard');
    const plugin = writePlugin(line.folder, {
      module: 'listener',
      before: "import { appendFileSync } from 'node:fs';",
      definition: `actions: {}, taps: (hooks) => hooks.runEnded.tapPromise('listener', async ({ id }) => appendFileSync(${JSON.stringify(heard)}, id + '\\n')),`,
    });
    expect(await line.run('plugin', 'add', plugin, '--yes')).toMatchObject({ code: 0 });
    for (let time = 0; time < 3; time++) await run();
    expect(readFileSync(heard, 'utf8').trim().split('\n')).toHaveLength(3);
    expect(kept(line)).toEqual([]);
  });
});

function damage(files: readonly string[]): void {
  for (const file of files) writeFileSync(file, readFileSync(file, 'utf8').replace('built', 'other'));
}
