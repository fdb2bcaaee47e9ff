import type { RunEvent } from './event.ts';
import { evolve } from './evolve.ts';
import type { Owned } from './owned.ts';
import { READY_FIRST, type RunState } from './state.ts';

/** Folds stored events into a state, in order. The same events always give the same state (R6). */
export function replay(state: RunState, events: Iterable<RunEvent>): void {
  const stored: readonly RunEvent[] = Array.isArray(events) ? events : [...events];
  const owned = state as Owned; // as `evolve` is, this is the state's writer
  const isPlain = hasNoRareTask(state);
  for (let place = 0; place < stored.length; ) {
    if (isPlain) place = takePlain(owned, stored, place);
    const event = stored[place++];
    if (event !== undefined) evolve(state, event);
  }
}

/** Tasks of which nothing is asked but their dependencies: what follows from an attempt is then little. */
function hasNoRareTask({ plan, growth }: RunState): boolean {
  if (growth !== undefined) return false;
  const { late, rules, conditional, standing, timed } = plan;
  return late.size + rules.size + conditional.size + standing.size + timed.size === 0;
}

/**
 * Takes in what begins and completes attempts, from `from` on and up to the first event that is anything else, which it leaves to
 * `evolve`, and gives the place of that one. It makes the same of these events as `evolve` does, in two functions instead of thirty:
 * in a process that has just started, where no compiler has been at work, that is half the time of a replay.
 */
function takePlain(state: Owned, events: readonly RunEvent[], from: number): number {
  const { tasks, changed } = state;
  let place = from;
  let ended = 0;
  for (; place < events.length; place++) {
    const event = events[place];
    if (event?.type === 'attempt_started') {
      const { task, attempt, at: since } = event;
      const before = tasks[task];
      if (before?.kind !== 'ready' || before.rounds !== undefined) break;
      tasks[task] = { kind: 'running', attempt, failed: before.failed, since };
      changed.push(task);
    } else if (event?.type === 'attempt_succeeded' && event.source === undefined && event.signal === undefined) {
      const { task, attempt, at: endedAt, output } = event;
      const before = tasks[task];
      if (before?.kind !== 'running' || before.attempt !== attempt) break;
      tasks[task] = { kind: 'completed', attempt, output, startedAt: before.since, endedAt };
      changed.push(task);
      ended++;
      tellPlainly(state, task);
    } else break;
  }
  const taken = place - from;
  state.position += taken;
  state.running += taken - 2 * ended;
  state.unsettled -= ended;
  return place;
}

/** Its dependents, none of which has a rule, a condition or a later stage, become ready with the last of their dependencies. */
function tellPlainly({ tasks, unmet, changed, plan }: Owned, task: number): void {
  const { dependentStart, dependents } = plan;
  const last = dependentStart[task + 1] ?? 0;
  for (let edge = dependentStart[task] ?? 0; edge < last; edge++) {
    const dependent = dependents[edge] ?? 0;
    const left = (unmet[dependent] ?? 0) - 1;
    unmet[dependent] = left;
    if (left !== 0 || tasks[dependent]?.kind !== 'waiting') continue;
    tasks[dependent] = READY_FIRST;
    changed.push(dependent);
  }
}
