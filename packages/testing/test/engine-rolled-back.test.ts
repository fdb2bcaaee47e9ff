import type { StepResult } from '@codomyrmex/engine';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pick, seeded } from '../../dag/test/random-graph.ts';
import { createMemoryJournal, VirtualClock } from '../src/index.ts';
import { beginOrGoOn, compose } from './begun-again.ts';
import { settledInTime } from './in-time.ts';
import { scripted } from './scripted.ts';

const RUNS = Number(process.env.FC_RUNS ?? 150);
const ACTION = { module: 'scripted', action: 'work', max_retries: 0 } as const;

interface Step {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly run_on: string;
  readonly workflow?: string;
  readonly compensate?: object;
  readonly compensate_steps?: boolean;
}

interface Workflow {
  readonly name: string;
  readonly on_failure?: string;
  readonly steps: readonly Step[];
  readonly workflows: Readonly<Record<string, Workflow>>;
}

/** Steps and workflows in each other, no two steps of one name; those called `bad…` fail. */
function randomWorkflow(random: () => number, name: string, depth: number): Workflow {
  const workflows: Record<string, Workflow> = {};
  const steps: Step[] = [];
  const count = 1 + Math.floor(random() * 4);
  for (let index = 0; index < count; index++) {
    const isSub = depth > 0 && random() < 0.5;
    const isBad = !isSub && depth < 3 && random() < 0.08;
    const step = `${isBad ? 'bad' : ''}${name}_${index}`;
    if (isSub) workflows[step] = randomWorkflow(random, step, depth - 1);
    steps.push({
      name: step,
      dependencies: steps.map((other) => other.name).filter(() => random() < 0.4),
      run_on: 'always',
      ...(isSub ? { workflow: step } : ACTION),
      ...(random() < 0.1 && { when: false }),
      ...(random() < 0.2 && { required: false }),
      ...(isSub && random() < 0.1 && { compensate_steps: false }),
      ...(random() < (isSub ? 0.15 : 0.7) && { compensate: ACTION }),
    });
  }
  const onFailure = pick(random, ['continue', 'stop', 'rollback'] as const);
  return { name, steps, workflows, on_failure: depth === 3 ? 'rollback' : onFailure };
}

type Results = Readonly<Record<string, StepResult>>;

/** A step whose compensation is to have run, by where it is: the steps around it, itself last. */
type Place = readonly { readonly workflow: Workflow; readonly step: Step; readonly isInner: boolean }[];

/** What completed and has something that undoes it, where it is rolled back. */
function toBeUndone(workflow: Workflow, results: Results, isUndone: boolean, around: Place = []): readonly Place[] {
  return workflow.steps.flatMap((step): readonly Place[] => {
    const place = [...around, { workflow, step, isInner: around.length > 0 }];
    const result = results[step.name];
    const isDone = result?.status === 'completed';
    const inner = step.workflow === undefined ? undefined : workflow.workflows[step.workflow];
    const own = isUndone && isDone && step.compensate !== undefined ? [place] : [];
    if (inner === undefined || result?.steps === undefined) return own;
    const isUndoneInside = step.compensate === undefined && step.compensate_steps !== false;
    const isInnerUndone = isDone ? isUndone && isUndoneInside : inner.on_failure === 'rollback';
    // One that failed was rolled back by itself: its places have nothing to do with those around it.
    return [...own, ...toBeUndone(inner, result.steps, isInnerUndone, isDone ? place : [])];
  });
}

const undoingOf = (place: Place): string => `${place.at(-1)?.step.name}.compensate`;

/** Whether what is at `later` must be undone before what is at `earlier`. */
function mustFollow(earlier: Place, later: Place, endOf: (step: string) => number): boolean {
  for (const [level, one] of earlier.entries()) {
    const other = later[level];
    if (other === undefined || one.workflow !== other.workflow) return false;
    if (one.step === other.step) continue;
    if (one.isInner && endOf(one.step.name) < endOf(other.step.name)) return true;
    return dependsOn(one.workflow, other.step.name, one.step.name);
  }
  return false;
}

function dependsOn(workflow: Workflow, step: string, on: string): boolean {
  const dependencies = workflow.steps.find(({ name }) => name === step)?.dependencies ?? [];
  return dependencies.some((name) => name === on || dependsOn(workflow, name, on));
}

/** A run that fails and is rolled back, by processes that die at random writes. */
async function story(seed: number) {
  const random = seeded(seed);
  const made = randomWorkflow(random, 'w', 3);
  const before = made.steps.map(({ name }) => name).filter(() => random() < 0.5);
  const boom = { name: 'boom', ...ACTION, dependencies: before, run_on: 'always' };
  const workflow = { ...made, steps: [...made.steps, boom] };
  const clock = new VirtualClock();
  const actions = scripted(clock, {
    // Some end in one moment, and one after the other all the same.
    duration: () => pick(random, [0, 0, 500, 1_000, 2_500]),
    ending: (task) => (task === 'boom' || (task.startsWith('bad') && !task.includes('.')) ? 'fails' : 'succeeds'),
  });
  let journal = createMemoryJournal({ answers: random() < 0.5 ? 'later' : 'at_once' });
  let orchestrator = compose(actions, journal, clock);
  let crashes = 0;
  for (;;) {
    if (crashes < 8 && random() < 0.7) {
      journal.failWrite(
        1 + Math.floor(random() * 30),
        pick(random, ['crash_before', 'crash_after', 'refuse'] as const),
      );
    }
    try {
      const live = await beginOrGoOn(orchestrator, journal, workflow);
      if (live !== undefined) await settledInTime(clock, live.ended);
      break;
    } catch (error) {
      if (++crashes > 20) throw error;
      await orchestrator.close();
      await clock.settle();
      journal = journal.crash();
      orchestrator = compose(actions, journal, clock);
    }
  }
  const runs = journal.snapshot();
  const whole = runs.find(({ record }) => !record.id.includes('~'));
  const document = await orchestrator.document(whole!.record.id);
  await orchestrator.close();
  await clock.settle();
  return { workflow, document, runs, calls: actions.calls, crashes, timers: clock.pending };
}

/** When each attempt ended that succeeded, by the name of its task. */
function successes(runs: Awaited<ReturnType<typeof story>>['runs']): ReadonlyMap<string, readonly number[]> {
  const ends = new Map<string, readonly number[]>();
  for (const { record, events } of runs) {
    const names = namesOf(record.definition);
    for (const event of events) {
      if (event.type !== 'attempt_succeeded') continue;
      const name = names[event.task] ?? '';
      ends.set(name, [...(ends.get(name) ?? []), event.at]);
    }
  }
  return ends;
}

/** In the order of the plan: the steps, then what undoes them. */
function namesOf(definition: object): readonly string[] {
  const { steps } = definition as { steps: readonly Step[] }; // as it is stored
  const undone = steps.filter((step) => step.compensate !== undefined || step.compensate_steps === true);
  return [...steps.map(({ name }) => name), ...undone.map(({ name }) => `${name}.compensate`)];
}

it('given workflows in workflows, a failure, and crashes at any write, then every step that completed and has what undoes it is undone once, in reverse order', async () => {
  let crashes = 0;
  let deepest = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { workflow, document, runs, calls, timers, ...told } = await story(seed);
      crashes += told.crashes;
      expect([document.status, timers]).toEqual(['failed', 0]);
      const places = toBeUndone(workflow, document.results, true);
      deepest = Math.max(deepest, ...places.map(({ length }) => length));
      const ends = successes(runs);
      const tasks = calls.map(({ task }) => task);
      const called = new Set(tasks.filter((task) => task.endsWith('.compensate')));
      const undone = [...called].flatMap((task) => (ends.get(task) ?? []).map(() => task));
      expect(undone.toSorted()).toEqual(places.map(undoingOf).toSorted());
      const endOf = (step: string): number => ends.get(step)?.[0] ?? 0;
      for (const earlier of places) {
        const first = tasks.indexOf(undoingOf(earlier));
        const late = places.filter((later) => mustFollow(earlier, later, endOf)).map(undoingOf);
        expect(late.filter((task) => tasks.lastIndexOf(task) > first)).toEqual([]);
      }
    }),
    { numRuns: RUNS },
  );
  expect(crashes).toBeGreaterThan(RUNS / 2);
  expect(deepest).toBe(4);
});
