import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, shell } from './command-line.ts';

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** A run that goes on until the file `go` is there, in a process of its own, and its id. */
async function waiting(line: CommandLine): Promise<{ readonly id: string; readonly ended: Promise<unknown> }> {
  const file = line.file('w.yaml', {
    name: 'w',
    steps: [
      shell('first', 'echo early; until [ -e first ]; do sleep 0.05; done; echo late'),
      shell('second', 'until [ -e second ]; do sleep 0.05; done; echo last', { dependencies: ['first'] }),
    ],
  });
  const { child, ended } = line.begin('workflow', 'run', file, '--jsonl');
  const events = textOf({ child });
  const id = await eventually(() => /"execution_id":"([^"]+)"/.exec(events())?.[1]);
  return { id, ended };
}

const touch = (line: CommandLine, name: string): void => writeFileSync(join(line.folder, name), '');

function textOf({ child }: Pick<ReturnType<CommandLine['begin']>, 'child'>): () => string {
  let text = '';
  child.stdout?.on('data', (part: string) => {
    text += part;
  });
  return () => text;
}

describe('run logs', () => {
  it('given --follow of a run in another process, then lines come as they are written, and it ends with the step or the run', async () => {
    const line = new CommandLine();
    const { id, ended } = await waiting(line);
    const step = line.begin('run', 'logs', id, 'first', '--follow');
    const run = line.begin('run', 'logs', id, '--follow', '--jsonl');
    const soFar = textOf(step);
    await eventually(() => soFar().includes('early') || undefined);
    expect(soFar()).not.toContain('late');
    touch(line, 'first');
    expect(await step.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/ early\n.* late\n$/) });
    touch(line, 'second');
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    expect(linesOf(stdout).map((text) => JSON.parse(text).message)).toEqual(['early', 'late', 'last']);
    await ended;
  });

  it('given steps that have said nothing, then that is told beside the lines, of which there are none', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('quiet', 'true')] });
    const id = (await line.json('workflow', 'run', file)).document.execution_id;
    expect(await line.run('run', 'logs', id)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: `no step of run ${id} has logged anything\n`,
    });
    expect(await line.run('run', 'logs', id, 'quiet')).toMatchObject({
      stdout: '',
      stderr: 'quiet has logged nothing\n',
    });
  });

  it('given Ctrl-C while it follows, then it exits with 130 and the run goes on', async () => {
    const line = new CommandLine();
    const { id, ended } = await waiting(line);
    const following = line.begin('run', 'logs', id, '--follow');
    const soFar = textOf(following);
    await eventually(() => soFar().includes('early') || undefined);
    following.child.kill('SIGINT');
    expect((await following.ended).code).toBe(130);
    touch(line, 'first');
    touch(line, 'second');
    expect(await ended).toMatchObject({ code: 0 });
  });

  it('given a reader that closes its end, then it ends quietly', async () => {
    const line = new CommandLine();
    const { id, ended } = await waiting(line);
    const following = line.begin('run', 'logs', id, '--follow');
    const soFar = textOf(following);
    await eventually(() => soFar().includes('early') || undefined);
    following.child.stdout?.destroy();
    touch(line, 'first');
    touch(line, 'second');
    expect(await following.ended).toMatchObject({ code: 0, stderr: '' });
    await ended;
  });

  it('given attempts, text, a tail and bytes to look for, then only those come', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('a', 'echo ä1; echo b; if [ -e again ]; then echo done; else touch again; exit 1; fi', {
          max_retries: 1,
          retry_delay: 0.01,
        }),
      ],
    });
    const { execution_id: id } = (await line.json('workflow', 'run', file)).document;
    const logs = async (...words: string[]) => (await line.json('run', 'logs', id, ...words)).document;
    expect((await logs('a', '--attempt', '2')).map(({ message }: { message: string }) => message)).toEqual([
      'ä1',
      'b',
      'done',
    ]);
    expect(await logs('--grep', 'ä', '--tail', '1')).toMatchObject([{ step: 'a', attempt: 2, message: 'ä1' }]);
    expect(await logs('a', '--bytes', '1-6')).toMatchObject({ from: 2, to: 6, text: '1\nb\n' });
  });

  it('given bytes of no step, then it is refused', async () => {
    expect((await new CommandLine().run('run', 'logs', 'any', '--bytes', '5-1')).code).toBe(2);
  });
});
