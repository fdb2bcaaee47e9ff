import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CommandLine, type Ended, shell } from './command-line.ts';

const program = fileURLToPath(new URL('../bin/codomyrmex.cjs', import.meta.url));
const setBack = fileURLToPath(new URL('./child/set-clock-back.mjs', import.meta.url));

/** Linux lets users mount what only they see, unless it is forbidden: then these tests cannot be made. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']).status === 0;
const canLimit = spawnSync('prlimit', ['--version']).status === 0;

/** A script in the folder of `line`, with the built command and the newest run's id; its `data` is the data folder. */
function script({ folder }: CommandLine, text: string, more: readonly string[] = ['sh']): Promise<Ended> {
  const command = `
    codomyrmex() { "$NODE" "$PROGRAM" "$@"; }
    newest() { codomyrmex run list --json | "$NODE" -p 'JSON.parse(require("fs").readFileSync(0, "utf8"))[0].execution_id'; }
    ${text}`;
  const [shellName = 'sh', ...words] = more;
  const child = spawn(shellName, [...words, '-c', command], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NODE: process.execPath,
      PROGRAM: program,
      CODOMYRMEX_ORCHESTRATION_DIR: join(folder, 'data'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (some: string) => {
    stdout += some;
  });
  child.stderr.setEncoding('utf8').on('data', (some: string) => {
    stderr += some;
  });
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}

/** In a file system of its own, which mounts are made in. */
const mounting = ['unshare', '-Urm', 'sh'];

const marks = ({ folder }: CommandLine): readonly string[] => {
  const file = join(folder, 'marks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

/** The documents that a script printed, one after the other between lines of `--`. */
const documents = ({ stdout }: Ended): readonly ReturnType<typeof JSON.parse>[] =>
  stdout.split('--\n').map((text) => (text.trim() === '' ? undefined : JSON.parse(text)));

describe('a machine that fails', { timeout: 120_000 }, () => {
  it.skipIf(!canMount)(
    'given a full disk, then the run says so, stays resumable, and is resumed when there is room',
    async () => {
      const line = new CommandLine();
      const large = 'echo large >> marks; head -c 700000 /dev/zero | tr "\\0" x';
      line.file('w.yaml', {
        name: 'w',
        steps: [
          shell('small', 'echo small >> marks; echo kept'),
          shell('large', large, { dependencies: ['small'] }),
          shell('last', 'echo last >> marks', { dependencies: ['large'] }),
        ],
      });
      const told = await script(
        line,
        `mkdir data && mount -t tmpfs -o size=6m tmpfs data && head -c 5300000 /dev/zero > data/ballast
       codomyrmex workflow run w.yaml --quiet; echo "ended with $?" >&2
       codomyrmex run list --json; echo --
       rm data/ballast
       codomyrmex run resume "$(newest)" --json; echo "then with $?" >&2`,
        mounting,
      );
      expect(told.stderr).toMatch(/no room left on the disk for .*data.*nothing of this was stored/);
      expect(told.stderr).toMatch(/Make room, then try again\.\n {2}Then: codomyrmex run resume \S+\n/);
      expect(told.stderr).toContain('ended with 1');
      expect(told.stderr).toContain('then with 0');
      const [list, document] = documents(told);
      expect(list).toMatchObject([{ status: 'interrupted' }]);
      expect(document).toMatchObject({
        status: 'completed',
        results: { small: { attempts: 1, output: { stdout: 'kept\n' } } },
      });
      expect(marks(line).filter((mark) => mark === 'small')).toHaveLength(1);
      expect(marks(line).at(-1)).toBe('last');
    },
  );

  it.skipIf(!canMount).each([0, 20_000, 60_000, 100_000])(
    'given a disk with room for %i bytes, so that not even the run is stored, then nothing is said of a run',
    async (room) => {
      const line = new CommandLine();
      line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo a >> marks')] });
      const told = await script(
        line,
        `mkdir data && mount -t tmpfs -o size=2m tmpfs data
       head -c 3000000 /dev/zero > data/ballast 2> /dev/null; truncate -s -${room} data/ballast
       codomyrmex workflow run w.yaml --quiet > /dev/null; echo "ended with $?" >&2
       codomyrmex workflow run w.yaml --quiet --json; echo --
       rm data/ballast
       codomyrmex run list --json`,
        mounting,
      );
      const [error, list] = documents(told);
      expect(told.stderr).toMatch(/^error no room left on the disk for .*data.*nothing of this was stored$/m);
      expect(told.stderr).toContain('Make room, then try again.\nended with 1');
      expect(error).toMatchObject({ error_code: 'DISK_FULL', suggestions: ['Make room, then try again.'] });
      if (error.details.cause !== undefined) expect(error.details.cause.code).toBe('ERR_SQLITE_ERROR');
      expect(list).toEqual([]);
      expect(marks(line)).toEqual([]);
    },
  );

  it.skipIf(!canMount)(
    'given a read-only data folder, then what writes says why, and what is there can be read',
    async () => {
      const line = new CommandLine();
      line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo a >> marks')] });
      expect((await line.run('workflow', 'run', 'w.yaml')).code).toBe(0);
      const told = await script(
        line,
        `mount --bind data data && mount -o remount,bind,ro data
       for words in "workflow run w.yaml --quiet" "serve" "schedule add s --workflow w.yaml --every 1h"; do
         codomyrmex $words > /dev/null; echo "$words: $?" >&2
       done
       codomyrmex run list --json`,
        mounting,
      );
      expect(told.stderr.match(/^error .*data.* cannot be used: /gm)).toHaveLength(3);
      expect(told.stderr).toContain('Check that the folder exists, is writable for this user');
      expect(told.stderr).not.toContain('    at ');
      expect(told.stderr.match(/^.*: 1$/gm)).toHaveLength(3);
      expect(documents(told)).toMatchObject([[{ status: 'completed' }]]);
      expect(marks(line)).toEqual(['a']);
    },
  );

  // Beside as many as it has open while one step runs; none is enough for eight. A process is started with files in pairs, so
  // that with an odd number the last free one is lost to what comes after. From -2 on nothing can be opened after the step's end.
  it.skipIf(!canLimit).each([-4, -2, -1, 0, 1])(
    'given too few open files (%i), then the step says so, and the run can be made again with more',
    async (more) => {
      const line = new CommandLine();
      const limit = `prlimit --pid "$PPID" --nofile="$(( $(ls "/proc/$PPID/fd" | wc -l) + ${more} )):4096"`;
      line.file('w.yaml', {
        name: 'w',
        steps: [
          shell('first', `echo first >> marks; test -e enough || ${limit}; echo kept`),
          ...Array.from({ length: 8 }, (_, index) =>
            shell(`next${index}`, 'echo next >> marks; sleep 0.5', { dependencies: ['first'] }),
          ),
        ],
      });
      const failed = await line.run('workflow', 'run', 'w.yaml');
      expect(failed.code).toBe(1);
      expect(failed.stderr).toContain('EMFILE');
      expect(failed.stderr).not.toMatch(/^ {4}at /m);
      expect(failed.stderr).toMatch(/^next:$|^error .*: too many files are open$/m);
      const [{ execution_id: id, status }] = (await line.json('run', 'list')).document;
      expect(status).toBe('failed');
      expect((await line.json('run', 'show', id)).document.results.first).toMatchObject({
        output: { stdout: 'kept\n' },
      });
      line.file('enough', '');
      expect((await line.run('workflow', 'run', 'w.yaml')).code).toBe(0);
      expect(marks(line).filter((mark) => mark === 'first')).toHaveLength(2);
      expect(marks(line).slice(marks(line).lastIndexOf('first') + 1)).toEqual(Array(8).fill('next'));
    },
  );

  it.skipIf(!canLimit).each([20, 22])(
    'given no more than %i open files to begin with, then that is said in a sentence',
    async (limit) => {
      const line = new CommandLine();
      line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo a >> marks')] });
      const told = await script(line, `prlimit --pid $$ --nofile=${limit}; codomyrmex workflow run w.yaml`);
      expect(told.code).toBe(1);
      expect(told.stderr).toMatch(/^error .*too many (open files|files are open)/m);
      expect(told.stderr).not.toMatch(/^ {4}at /m);
      expect(marks(line)).toEqual([]);
    },
  );

  it('given a clock that is set back an hour during a run and a kill, then nothing waits for it and no duration is negative', async () => {
    const line = new CommandLine();
    line.file('w.yaml', {
      name: 'w',
      timeout: 600,
      steps: [
        shell('a', 'echo a >> marks; sleep 0.2; touch set-back', { timeouts: { attempt: 60, total: 90, waiting: 60 } }),
        shell('b', 'echo b >> marks; test -e once || { touch once; exit 1; }', {
          dependencies: ['a'],
          retry: { max: 2, delay: 0.2, factor: 1 },
        }),
        shell('c', 'echo c >> marks; test -e twice || { touch twice; kill -9 "$PPID"; sleep 60; }', {
          dependencies: ['b'],
        }),
      ],
    });
    const told = await script(
      line,
      `export NODE_OPTIONS="--import ${setBack}"
       codomyrmex workflow run w.yaml --quiet
       codomyrmex run resume "$(newest)" --json; echo "ended with $?" >&2`,
    );
    expect(told.stderr).toContain('ended with 0');
    const [document] = documents(told);
    expect(document.status).toBe('completed');
    const times = [document, ...Object.values<{ execution_time: number }>(document.results)];
    for (const { execution_time: seconds } of times) {
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThan(110);
    }
    expect(marks(line)).toEqual(['a', 'b', 'b', 'c', 'c']);
  });
});
