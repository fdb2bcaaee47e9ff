import { constants } from 'node:os';
import type { ExecResult } from '@codomyrmex/core';
import type { NamedLimit } from './limits.ts';

/** How an execution ended. */
export type Verdict =
  | { readonly status: 'success' }
  | { readonly status: 'error' | 'timeout'; readonly message: string }
  | { readonly status: 'limit'; readonly limit: NamedLimit; readonly message: string };

export interface EndedExecution {
  readonly result: ExecResult;
  /** Seconds that it took, and that it might have taken. */
  readonly seconds: number;
  readonly allowedSeconds: number;
}

/** What `timeout` exits with when it had to end something, and when it had to kill it. */
const TIMED_OUT = [124, 137];

/**
 * The system tells a program that it may have no more; what the program makes of that only it can say, in the words of its language.
 * So a limit is known by the signal that ended the code or by these words, and one that the code hides is an ordinary error.
 */
const words: readonly (readonly [NamedLimit, RegExp])[] = [
  [
    'processes',
    /fork: .*temporarily unavailable|Cannot fork|BlockingIOError: \[Errno 11\]|can't start new thread|native thread|(?:fork|spawn|clone|pthread_create|thread).*EAGAIN|EAGAIN.*(?:fork|spawn|thread)|failed to create new OS thread/i,
  ],
  ['files', /File too large|No space left on device|File size limit exceeded|EFBIG|ENOSPC/],
  [
    'memory',
    /MemoryError|out of memory|OutOfMemoryError|bad_alloc|cannot allocate memory|buffer allocation failed|memory allocation of \d+ bytes failed|ENOMEM|xmalloc:/i,
  ],
  ['cpu', /CPU time limit exceeded/],
];

const LOOKED_AT = 8_192;

export function verdictOf({ result, seconds, allowedSeconds }: EndedExecution): Verdict {
  const code = exitCodeOf(result);
  // A shell that started more than it may tells it, and then ends well before those that it started do.
  if (code === 0 && !/: fork: .*temporarily unavailable/.test(result.stderr)) return { status: 'success' };
  if (TIMED_OUT.includes(code) && seconds >= allowedSeconds) {
    return { status: 'timeout', message: `it was not done after ${allowedSeconds} s and was ended` };
  }
  const limit = limitOf(code, result.stderr.slice(-LOOKED_AT));
  if (limit !== undefined) return { status: 'limit', limit, message: `it reached its limit of ${limit}` };
  const last = result.stderr.trimEnd().split('\n').at(-1)?.slice(0, 300) ?? '';
  const signal = code > 128 ? signalNumbered(code - 128) : undefined;
  const how = signal === undefined ? `it exited with ${code}` : `it was ended by ${signal}`;
  return { status: 'error', message: last === '' ? how : `${how}: ${last}` };
}

function limitOf(code: number, stderr: string): NamedLimit | undefined {
  const signal = signalNumbered(code - 128);
  if (signal === 'SIGXCPU') return 'cpu';
  if (signal === 'SIGXFSZ') return 'files';
  return words.find(([, pattern]) => pattern.test(stderr))?.[0];
}

/** As shells count. */
export const exitCodeOf = ({ exitCode, signal }: ExecResult): number =>
  exitCode ?? 128 + (Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0);

const signalNumbered = (number: number): string | undefined =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
