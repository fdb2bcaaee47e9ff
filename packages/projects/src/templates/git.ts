import { spawn } from 'node:child_process';
import { gitEnvironment } from './config.ts';
import { systemCode } from './scaffold-error.ts';

export interface GitOptions {
  readonly cwd: string;
  readonly input?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Besides the variables that every git here has. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export type GitResult =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'stopped'; readonly why: 'time' | 'size' | 'signal' };

/** What a repository's own settings could start is switched off for each command. */
const safety = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'submodule.recurse=false',
  'maintenance.auto=false',
  'gc.auto=0',
];

/** Runs git with an array of arguments, no shell, and an environment of its own. Its exit code is a result, and so is its absence. */
export function git(words: readonly string[], options: GitOptions): Promise<GitResult> {
  const { cwd, input, signal, environment, timeoutMs, maxBytes } = options;
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...safety.flatMap((one) => ['-c', one]), ...words], {
      cwd,
      env: { ...gitEnvironment(), ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let complaints = '';
    let stopped: 'time' | 'size' | 'signal' | undefined;
    const stop = (why: 'time' | 'size' | 'signal'): void => {
      stopped ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop('time'), timeoutMs);
    const onAbort = (): void => stop('signal');
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) stop('size');
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk.toString('utf8')).slice(-4_096);
    });
    child.stdin.on('error', () => undefined); // it ended before it had read everything, which its exit code tells
    child.stdin.end(input);
    const tidy = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    child.once('error', (error) => {
      tidy();
      if (systemCode(error) === 'ENOENT') resolve({ kind: 'missing' });
      else reject(error);
    });
    child.once('close', (code) => {
      tidy();
      if (stopped !== undefined) resolve({ kind: 'stopped', why: stopped });
      else resolve({ kind: 'ended', code: code ?? -1, stdout: Buffer.concat(chunks), stderr: complaints.trim() });
    });
  });
}
