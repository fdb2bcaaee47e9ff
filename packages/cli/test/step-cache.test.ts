import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';

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

  it.each([['../x'], ['/etc/passwd'], ['a/../../b'], ['{a,../b}'], ['C:/x']])(
    'given the input %s, then the definition is refused at its place',
    async (pattern) => {
      const { line, file } = given({ inputs: ['src/**', pattern] });
      const { code, document } = await line.json('workflow', 'validate', file);
      expect(code).toBe(2);
      expect(document.problems).toMatchObject([
        {
          path: 'steps[0].cache.inputs[1]',
          message: expect.stringContaining('leaves the folder'),
          line: expect.any(Number),
        },
      ]);
    },
  );
});
