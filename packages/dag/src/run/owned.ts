import type { Signal } from './event.ts';
import type { Growth, RunState, TaskState } from './state.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The state as its one writer sees it. */
export type Owned = Omit<Mutable<RunState>, 'tasks' | 'ends' | 'begun' | 'growth' | 'signals' | 'untaken'> & {
  tasks: TaskState[];
  growth: Mutable<Growth> | undefined;
  begun: Map<number, number>;
  signals: Map<string, Signal>;
  untaken: Map<string, Signal[]>;
  ends: Map<number, { completed: number; failed: number }>;
};
