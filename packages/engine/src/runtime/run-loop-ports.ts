import type { Clock, Random } from '@codomyrmex/core';
import type { Journal, RunState } from '@codomyrmex/dag';
import type { Feed } from '../feed.ts';
import type { Capacity } from './capacity.ts';
import type { Invoke } from './invocation.ts';
import type { Judge } from './judge.ts';
import type { OutputStore } from './output.ts';
import type { RunPlan } from './run-plan.ts';
import type { TimeSlice } from './time-slice.ts';

export interface RunLoopPorts {
  readonly journal: Pick<Journal, 'begin' | 'append'>;
  readonly outputs: OutputStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly feed: Feed;
  readonly capacity: Capacity;
  readonly slice: Pick<TimeSlice, 'enter' | 'leave' | 'isShared' | 'isOver' | 'isTaken' | 'turn' | 'turnAfter'>;
  /** Of one run; the look at its state is for what upstream tasks left. */
  readonly performers: (run: RunPlan, look: () => RunState) => Performers;
}

/** Who does what the tasks of a run want. */
export interface Performers {
  readonly invoke: Invoke;
  readonly judge: Judge;
}
