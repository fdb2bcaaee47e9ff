import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { eventually } from './command-line.ts';

const program = fileURLToPath(new URL('../bin/codomyrmex.cjs', import.meta.url));

/** Keys that are pressed when a text has appeared, or another width that the terminal has from then on. */
export type Pressed = { readonly when: string } & ({ readonly keys: string } | { readonly columns: number });

export interface TerminalPlace {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** 80 unless given. */
  readonly columns?: number;
}

/** Runs the command line at a terminal of its own, 24 high, by the program `script`, and presses keys; gives all that appeared. */
export async function atTerminal(
  words: readonly string[],
  { cwd, environment, columns = 80 }: TerminalPlace,
  pressed: readonly Pressed[],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const command = [process.execPath, program, ...words];
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const all = `tty > tty; stty cols ${columns} rows 24; ${quoted}`;
  const script = process.platform === 'linux' ? ['-qefc', all, '/dev/null'] : ['-q', '/dev/null', 'sh', '-c', all];
  const child = spawn('script', script, {
    cwd,
    env: { PATH: process.env.PATH, TERM: 'dumb', NO_COLOR: '1', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  let from = 0;
  for (const { when, ...done } of pressed) {
    from = await eventually(() => {
      const at = text.indexOf(when, from);
      return at < 0 ? undefined : at + when.length;
    });
    if ('keys' in done) child.stdin.write(done.keys);
    else
      execFileSync('stty', [
        process.platform === 'linux' ? '-F' : '-f',
        readFileSync(join(cwd, 'tty'), 'utf8').trim(),
        'cols',
        String(done.columns),
      ]);
  }
  const code = await ended;
  return { code, text: text.replaceAll('\r', '') };
}
