import { once } from 'node:events';
import { existsSync } from 'node:fs';
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
