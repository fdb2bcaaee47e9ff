import type { Action } from '@codomyrmex/core';
import type { AttemptContext } from './action-context.ts';
import type { ThreadPool } from './thread-pool.ts';

export interface PerformedAction {
  readonly action: Action;
  /** The plugin's `entry`. */
  readonly entry: string;
  /** Parsed by the action's input schema. */
  readonly input: unknown;
  readonly context: AttemptContext;
  readonly threads: ThreadPool;
}

/**
 * Runs an action where it asks to be run and gives what it gives, unparsed: on this thread the very value or promise, so that a
 * synchronous action costs no promise. It throws or rejects with what the action throws; on a worker thread, after an abort, with
 * the signal's reason.
 */
export function performAction({ action, entry, input, context, threads }: PerformedAction): unknown {
  switch (action.isolation) {
    case undefined:
    case 'none':
      return action.run(context, input);
    case 'thread':
      return performOnThread({ action, entry, input, context, threads });
  }
}

function performOnThread({ action, entry, input, context, threads }: PerformedAction): Promise<unknown> {
  const { run, task, attempt, workspace, resources } = context;
  const seed = Math.floor(context.random() * 2 ** 32);
  const job = { entry, action: action.name, input, run, task, attempt, workspace, resources, now: context.now(), seed };
  return threads.perform(job, context);
}
