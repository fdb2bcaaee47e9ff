import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.ts';
import { action, actions, step, writePlugin } from './written-plugin.ts';

describe('the end of a command', () => {
  it('given a reader that takes more than a pipe holds in small pieces, then nothing is missing', async () => {
    const line = new CommandLine();
    const { child, ended } = line.begin('action', 'list', '--json');
    const { stdout } = child;
    if (stdout === null) throw new Error('stdout is piped');
    let text = '';
    stdout.setEncoding('utf8');
    stdout.on('data', (piece: string) => {
      text += piece;
      stdout.pause();
      nextTurn().then(
        () => stdout.resume(),
        () => undefined,
      );
    });
    expect(await ended).toMatchObject({ code: 0 });
    expect(text.length).toBeGreaterThan(70_000);
    expect(JSON.parse(text)).toContainEqual(expect.objectContaining({ id: 'shell.run' }));
  });

  it('given an action that goes on writing after its step, then the command waits for what is under way', async () => {
    const line = new CommandLine();
    const file = join(line.folder, 'late.txt');
    const run = `writeLate(${JSON.stringify(file)}); return { text: 'x' };`;
    const folder = writePlugin(line.folder, {
      module: 'late',
      definition: actions({ say: action(run) }),
      before: `import { writeFile } from 'node:fs/promises';
const writeLate = async (file) => { for (let n = 1; n <= 300; n++) await writeFile(file, 'x'.repeat(n * 1_000)); };`,
    });
    expect(await line.run('plugin', 'add', folder, '--link', '--yes')).toMatchObject({ code: 0 });
    const workflow = line.file('w.yaml', { name: 'w', steps: [step('late', 'late', 'say')] });
    expect(await line.run('workflow', 'run', workflow)).toMatchObject({ code: 0 });
    expect(readFileSync(file)).toHaveLength(300_000);
  });
});
