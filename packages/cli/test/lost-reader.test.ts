import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';

describe('a reader that closes its end', () => {
  it.each([
    { code: 0, last: 'touch last' },
    { code: 1, last: 'touch last; exit 3' },
  ])(
    'given a run that is read for one line, then it goes on and ends with its own code $code',
    async ({ code, last }) => {
      const line = new CommandLine();
      // Many lines come after the first: each is one that nobody reads.
      const many = 'for i in $(seq 200); do echo "$i"; done; until test -e gone; do sleep 0.01; done; seq 200';
      line.file('w.yaml', { name: 'w', steps: [shell('many', many), shell('last', last, { dependencies: ['many'] })] });
      const { child, ended } = line.begin('workflow', 'run', 'w.yaml', '--jsonl');
      if (child.stdout === null) throw new Error('stdout is piped');
      await once(child.stdout, 'data');
      child.stdout.destroy();
      line.file('gone', '');
      expect((await ended).code).toBe(code);
      expect(existsSync(join(line.folder, 'last'))).toBe(true);
      expect((await line.json('run', 'list')).document).toMatchObject([
        { status: code === 0 ? 'completed' : 'failed' },
      ]);
    },
  );

  it('given a command that only prints, then it ends at once and without a word', async () => {
    const line = new CommandLine();
    const { child, ended } = line.begin('action', 'list', '--json');
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('output that cannot be written', () => {
  it.each([[['action', 'list']], [['--version']], [['workflow', 'list', '--json']]])(
    'given a stdout of %j that takes nothing, then a sentence says so, and the exit code is 1',
    (words) => {
      const { code, stderr } = intoNothing(words, new CommandLine());
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error what the command prints cannot be written: EBADF.*\n.*\n$/);
    },
  );

  it('given a run, then it goes on to its end all the same', async () => {
    const line = new CommandLine();
    line.file('w.yaml', { name: 'w', steps: [shell('a', 'true')] });
    expect(intoNothing(['workflow', 'run', 'w.yaml'], line).code).toBe(1);
    expect((await line.json('run', 'list')).document).toMatchObject([{ status: 'completed' }]);
  });

  /** A file that is open for reading alone fails as a full disk does, on every machine. */
  function intoNothing(words: readonly string[], line: CommandLine) {
    const { program, folder } = line;
    const readOnly = openSync(line.file('out', ''), 'r');
    try {
      const { status, stderr } = spawnSync(process.execPath, [program, ...words], {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, CODOMYRMEX_ORCHESTRATION_DIR: join(folder, 'data') },
        stdio: ['ignore', readOnly, 'pipe'],
        encoding: 'utf8',
      });
      return { code: status, stderr };
    } finally {
      closeSync(readOnly);
    }
  }
});
