import type { Signal } from './event.ts';
import type { Growth, RunState, TaskState } from './state.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The state as its one writer sees it. */
export type Owned = Omit<Mutable<RunState>, 'tasks' | 'ends' | 'begun' | 'growth' | 'signals' | 'untaken'> & {
  tasks: TaskState[];
  growth: Mutable<Growth> | undefined;
  // An empty map may be that of all runs: entries come in by `withEntry`.
  begun: Map<number, number>;
  signals: Map<string, Signal>;
  untaken: Map<string, Signal[]>;
  ends: Map<number, { completed: number; failed: number }>;
};

/** The map with one entry more: another one where it was empty. */
export function withEntry<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): Map<Key, Value> {
  return map.size === 0 ? new Map([[key, value]]) : map.set(key, value);
}
