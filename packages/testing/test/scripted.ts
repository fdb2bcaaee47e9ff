import { defineAction, definePlugin, NotApplicable, type Plugin } from '@codomyrmex/core';
import * as z from 'zod';
import type { VirtualClock } from '../src/virtual-clock.ts';

/** What a call of the scripted action does when its time is over. */
export type Ending = 'succeeds' | 'fails' | 'fails for good' | 'declines' | 'never ends';

export interface Script {
  /** Asked when an attempt is called. */
  ending(task: string, attempt: number): Ending;
  /** Milliseconds. */
  duration(task: string): number;
  /** Milliseconds from being asked to end until it has; none unless given. */
  parting(task: string): number;
}

/** A plugin whose one action does what the script says, in virtual time, and keeps count of what runs. */
export interface Scripted {
  readonly plugin: Plugin;
  readonly calls: { readonly task: string; readonly attempt: number; readonly at: number }[];
  readonly running: Set<string>;
  mostRunning: number;
}

export function scripted(clock: VirtualClock, script: Partial<Script> = {}): Scripted {
  const actions: Omit<Scripted, 'plugin'> = { calls: [], running: new Set(), mostRunning: 0 };
  const work = defineAction({
    title: 'Does what the script says',
    input: z.object({ value: z.unknown().optional() }),
    output: z.object({ task: z.string(), value: z.unknown() }),
    effects: [],
    idempotent: true,
    run: ({ task, attempt, signal }, { value }) => {
      actions.calls.push({ task, attempt, at: clock.now() });
      actions.running.add(task);
      actions.mostRunning = Math.max(actions.mostRunning, actions.running.size);
      const ending = script.ending?.(task, attempt) ?? 'succeeds';
      return new Promise((resolve, reject) => {
        const after = ending === 'never ends' ? 1e12 : (script.duration?.(task) ?? 1_000);
        const leave = clock.after(after, () => {
          actions.running.delete(task);
          if (ending === 'succeeds') resolve({ task, value: value ?? null });
          else reject(ending === 'declines' ? new NotApplicable('nothing to do here') : new Error(`${task} ${ending}`));
        });
        const part = (): void => {
          actions.running.delete(task);
          reject(signal.reason);
        };
        signal.addEventListener('abort', () => {
          leave();
          const takes = script.parting?.(task) ?? 0;
          if (takes === 0) part();
          else clock.after(takes, part);
        });
      });
    },
  });
  const plugin = definePlugin({
    module: 'scripted',
    version: '0.0.0',
    description: 'Does what a script says.',
    entry: import.meta.url,
    actions: { work },
  });
  return Object.assign(actions, { plugin });
}
