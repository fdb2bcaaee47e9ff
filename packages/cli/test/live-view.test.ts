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
});
