import { describe, expect, it } from 'vitest';
import { atTerminal } from './at-terminal.ts';
import { CommandLine, shell } from './command-line.ts';
import { screenOf } from './screen.ts';

describe('a run at a terminal', () => {
  it('given Ctrl-C, then what is said of it stands above the steps, which stand there once', async () => {
    const line = new CommandLine();
    line.file('w.yaml', {
      name: 'w',
      steps: [shell('long', 'sleep 60'), shell('after', 'true', { dependencies: ['long'] })],
    });
    const environment = { HOME: line.folder, CODOMYRMEX_ORCHESTRATION_DIR: `${line.folder}/data`, TERM: 'xterm' };
    const place = { cwd: line.folder, environment };
    const { code, text } = await atTerminal(['workflow', 'run', 'w.yaml'], place, [
      { when: 'waits for long', keys: '\u0003' },
    ]);
    expect(code).toBe(130);
    const screen = screenOf(text).map((one) => one.trimEnd());
    const places = (part: string) => screen.flatMap((one, at) => (one.includes(part) ? [at] : []));
    const [said = -1, ...more] = places('once more leaves at once');
    const [head = -1, ...others] = places('of 2 steps');
    expect([more, others]).toEqual([[], []]);
    expect(said).toBeGreaterThanOrEqual(0);
    expect(head).toBeGreaterThan(said);
  });

  it('given another width, then the steps are taken off as the terminal has broken them, and names leave room for the rest', async () => {
    const line = new CommandLine();
    const name = 'a-name-that-is-as-long-as-names-of-steps-and-workflows-may-be-ok';
    line.file('w.yaml', { name, steps: [shell(name, 'sleep 60'), shell('after', 'true', { dependencies: [name] })] });
    const environment = { HOME: line.folder, CODOMYRMEX_ORCHESTRATION_DIR: `${line.folder}/data`, TERM: 'xterm' };
    const { text } = await atTerminal(['workflow', 'run', 'w.yaml'], { cwd: line.folder, environment }, [
      { when: 'waits for', columns: 30 },
      { when: '[J', keys: '\u0003' },
    ]);
    const [taken = '', up] = /⎋\[(\d+)A⎋\[J/.exec(text.replaceAll('\u001b', '⎋')) ?? [];
    const before = screenOf(text.slice(0, text.replaceAll('\u001b', '⎋').indexOf(taken))).filter((one) => one !== '');
    expect(before).toHaveLength(3);
    expect(before[0]).toMatch(/^a-name-that-is\S*… run \S+, 0 of 2 steps, [\d.]+ s$/);
    expect(before[1]).toMatch(/^\S a-name-that-is\S* [\d.]+ s $/);
    expect(before[2]).toMatch(/^└─ · after waits for a-name-that-is/);
    expect(Number(up)).toBe(before.reduce((sum, one) => sum + Math.ceil(one.trimEnd().length / 30), 0));
    const last = screenOf(text.slice(text.lastIndexOf('cancelling')));
    expect(last.filter((one) => one.includes('…')).every((one) => one.length <= 30)).toBe(true);
  });
});
