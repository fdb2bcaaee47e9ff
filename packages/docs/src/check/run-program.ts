import { spawn } from 'node:child_process';
import { blockEnvironment } from '../config.ts';

export type ProgramEnd = { readonly output: string } & (
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'out_of_time' }
  | { readonly kind: 'not_started'; readonly reason: string }
);

interface ProgramRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly seconds: number;
  readonly signal: AbortSignal | undefined;
}

const MAX_OUTPUT = 64 * 1024;
const LEFT_OPEN_MS = 1_000;

/**
 * Runs a program in a process group of its own, and ends the whole group when it ends, is out of time, or nobody wants it any more.
 * Only the end of its output is kept.
 * @throws the signal's reason, when the group has ended.
 */
export async function runProgram({ program, args, cwd, seconds, signal }: ProgramRequest): Promise<ProgramEnd> {
  const child = spawn(program, args, {
    cwd,
    env: blockEnvironment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (text: string): void => {
    output = (output + text).slice(-MAX_OUTPUT);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const end = (): void => killGroup(child.pid);
  let isLate = false;
  let late: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, seconds * 1000);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted === true) end();
  try {
    const ended = await new Promise<ProgramEnd>((resolve) => {
      child.once('error', (error) => resolve({ kind: 'not_started', reason: error.message, output }));
      // What it has left in the background holds its streams open; what has left its group as well is not waited for.
      child.once('exit', () => {
        end();
        late = setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), LEFT_OPEN_MS);
      });
      child.once('close', (code, killed) => {
        if (isLate) resolve({ kind: 'out_of_time', output });
        else
          resolve(
            killed === null ? { kind: 'exited', code: code ?? 0, output } : { kind: 'killed', signal: killed, output },
          );
      });
    });
    signal?.throwIfAborted();
    return ended;
  } finally {
    clearTimeout(timer);
    clearTimeout(late);
    signal?.removeEventListener('abort', end);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
    return;
  }
}
