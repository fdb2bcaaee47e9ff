import { type Action, unreachable } from '@codomyrmex/core';
import type { AttemptContext } from './action-context.ts';
import { type Confinement, confinementOfAction } from './confinement.ts';
import type { ActionProcesses } from './process/action-processes.ts';
import type { ThreadPool } from './thread-pool.ts';
import type { IsolatedJob } from './thread-protocol.ts';

export interface PerformedAction {
  readonly action: Action;
  /** The plugin's `entry`. */
  readonly entry: string;
  /** As the action itself asks unless given. */
  readonly confinement?: Confinement | undefined;
}

/** Where actions run that do not run here. */
export interface Elsewhere {
  readonly threads: ThreadPool;
  readonly processes: ActionProcesses;
}

/**
 * Runs an action where it is to be run and gives what it gives, unparsed: on this thread the very value or promise, so that a
 * synchronous action costs no promise. It throws or rejects with what the action throws; elsewhere, after an abort, with the
 * signal's reason.
 * @param input parsed by the action's input schema
 */
export function performAction(
  performed: PerformedAction,
  input: unknown,
  context: AttemptContext,
  { threads, processes }: Elsewhere,
): unknown {
  const { isolation, limits } = performed.confinement ?? confinementOfAction(performed.action);
  switch (isolation) {
    case 'none':
      return performed.action.run(context, input);
    case 'thread':
      return threads.perform(jobOf(performed, input, context), context, limits.memoryMb);
    case 'process':
    case 'sandbox':
      return processes.perform(jobOf(performed, input, context), context, { isolation, limits });
    default:
      return unreachable(isolation);
  }
}

function jobOf({ action, entry }: PerformedAction, input: unknown, context: AttemptContext): IsolatedJob {
  const { run, task, attempt, workspace, resources } = context;
  const seed = Math.floor(context.random() * 2 ** 32);
  const powers = context.lend(action);
  return {
    entry,
    action: action.name,
    input,
    run,
    task,
    attempt,
    workspace,
    resources,
    now: context.now(),
    seed,
    powers,
  };
}
