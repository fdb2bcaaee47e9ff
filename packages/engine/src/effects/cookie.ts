import { InternalError } from '@codomyrmex/core';
import { killMarked } from './process-tree.ts';

export interface AttemptName {
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
}

/** What every child process of an attempt has in its environment: `CODOMYRMEX_ATTEMPT=<run>/<task>/<attempt>`. */
export const attemptCookie = ({ run, task, attempt }: AttemptName): string =>
  `CODOMYRMEX_ATTEMPT=${run}/${task}/${attempt}`;

/**
 * Kills what an attempt of a run whose process died (kill -9, power cut of a container) has left running, before the task is
 * tried again. Gives the number of processes found. Works by /proc: elsewhere than on Linux it finds none. Processes that
 * cleared their environment, or belong to another user, are not found unless a found process is their ancestor.
 */
export async function sweepCookie(cookie: string): Promise<number> {
  // Less than a whole cookie would name processes that are none of ours.
  if (!cookiePattern.test(cookie)) throw new InternalError(`${JSON.stringify(cookie)} names no attempt`);
  return killMarked(cookie);
}

const cookiePattern = /^CODOMYRMEX_ATTEMPT=[^/\0]+\/[^/\0]+\/[1-9]\d*$/;
