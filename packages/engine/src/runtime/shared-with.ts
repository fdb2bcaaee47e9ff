import { slotsOf } from './capacity.ts';
import type { RunPlan } from './run-plan.ts';

/** What a run in another has of it: its session, whether it uses the cache, and its slots beside all those around it. */
export function sharedWith(outer: RunPlan): Pick<RunPlan, 'reuse' | 'session' | 'outerSlots'> {
  const { reuse, session, outerSlots = [], record } = outer;
  return { reuse, session, outerSlots: [...outerSlots, slotsOf(record.id)] };
}
