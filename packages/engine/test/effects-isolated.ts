import { failureFrom, type Isolation, type Limits } from '@codomyrmex/core';
import { performAction } from '../src/effects/perform-action.ts';
import type { ActionProcesses } from '../src/effects/process/action-processes.ts';
import { ThreadPool } from '../src/effects/thread-pool.ts';
import type { TestAttempt } from './effects-attempt.ts';
import plugin from './fixtures/effects-plugin.mjs';

export interface Isolated {
  readonly processes: ActionProcesses;
  readonly isolation: Isolation;
  readonly limits?: Limits;
}

const threads = new ThreadPool({ size: 1 });

/** Performs an action of the fixture as a step asks for it. */
export async function performIsolated(
  name: keyof typeof plugin.actions,
  { context }: TestAttempt,
  { processes, isolation, limits = {} }: Isolated,
  input: unknown = {},
): Promise<unknown> {
  const confinement = { isolation, limits };
  const performed = { action: plugin.actions[name], entry: plugin.entry, confinement };
  return performAction(performed, input, context, { threads, processes });
}

export const failureOfIsolated = async (...args: Parameters<typeof performIsolated>) =>
  failureFrom(await performIsolated(...args).catch((error: unknown) => error));
