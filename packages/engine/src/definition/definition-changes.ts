import type { StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import { type Plan, stageOf } from '@codomyrmex/dag';
import { canonicalJson } from '../cache/canonical-json.ts';

/** A definition as the runs of it have it: `steps[i]` is task `i` of the plan. */
export interface PlannedDefinition {
  readonly steps: readonly StepDefinition[];
  readonly plan: Plan;
  /** What steps run, by name. */
  readonly workflows?: Readonly<Record<string, WorkflowDefinition>> | undefined;
}

/** What is different about one step; tasks are indices of the plan that has the step. */
export type StepChange =
  | { readonly kind: 'added'; readonly step: string; readonly task: number }
  /** `renamed`: a step that was added and does the same. */
  | { readonly kind: 'removed'; readonly step: string; readonly task: number; readonly renamed: string | undefined }
  | {
      readonly kind: 'changed';
      readonly step: string;
      /** In the definition before. */
      readonly task: number;
      /** Keys of the written form; `stage` where it moved to another part of the run. */
      readonly keys: readonly string[];
      /** What it waits for now and did not before. */
      readonly waitsFor: readonly string[];
    };

/** What a step is called and what is said about it; what undoes it is a task of its own. */
const unlooked = new Set(['name', 'description', 'retry_count', 'dependencies', 'compensate', 'compensate_steps']);

/** The steps that are different, in the order of the earlier definition and then of the later one. */
export function definitionChanges(before: PlannedDefinition, after: PlannedDefinition): readonly StepChange[] {
  const added = after.plan.names.flatMap((step, task): (StepChange & { kind: 'added' })[] =>
    before.plan.indices.has(step) ? [] : [{ kind: 'added', step, task }],
  );
  const work = new Map(added.map(({ step, task }) => [workOf(after.steps[task]), step]));
  const others = before.plan.names.flatMap((step, task): readonly StepChange[] => {
    const now = after.plan.indices.get(step);
    if (now !== undefined) return changeOf({ step, task, now }, before, after);
    return [{ kind: 'removed', step, task, renamed: work.get(workOf(before.steps[task])) }];
  });
  return [...others, ...added];
}

const workOf = (step: StepDefinition | undefined): string =>
  canonicalJson([step?.module, step?.action, step?.workflow, step?.wait_for, step?.foreach, step?.parameters ?? {}]);

function changeOf(
  { step, task, now }: { readonly step: string; readonly task: number; readonly now: number },
  before: PlannedDefinition,
  after: PlannedDefinition,
): readonly StepChange[] {
  const keys = changedKeys(before.steps[task], after.steps[now]);
  if (!keys.includes('workflow') && innerText(before, task) !== innerText(after, now)) keys.push('workflow');
  if (stageOf(before.plan, task) !== stageOf(after.plan, now)) keys.push('stage');
  const earlier = dependenciesOf(before.plan, task);
  const later = dependenciesOf(after.plan, now);
  const waitsFor = [...later].filter((name) => !earlier.has(name));
  if (waitsFor.length > 0 || earlier.size !== later.size) keys.push('dependencies');
  return keys.length === 0 ? [] : [{ kind: 'changed', step, task, keys, waitsFor }];
}

/** The workflow that a step runs is a part of it; what undoes its steps is so only where it is undone. */
function innerText({ plan, steps, workflows }: PlannedDefinition, task: number): string {
  const inner = workflows?.[steps[task]?.workflow ?? ''];
  if (inner === undefined) return '';
  return canonicalJson(stageOf(plan, task) === 'undo' ? inner : withoutUndoing(inner));
}

/** A workflow that is rolled back by itself undoes its steps as a part of what it does. */
function withoutUndoing(workflow: WorkflowDefinition): WorkflowDefinition {
  if (workflow.on_failure === 'rollback') return workflow;
  const { workflows, steps, ...rest } = workflow;
  const inner = Object.entries(workflows ?? {}).map(([name, one]) => [name, withoutUndoing(one)] as const);
  const done = steps.map(({ compensate: _compensate, compensate_steps: _steps, ...step }) => step);
  return { ...rest, steps: done, ...(workflows !== undefined && { workflows: Object.fromEntries(inner) }) };
}

function changedKeys(before: StepDefinition | undefined, after: StepDefinition | undefined): string[] {
  const earlier = new Map<string, unknown>(Object.entries(before ?? {}));
  const later = new Map<string, unknown>(Object.entries(after ?? {}));
  const keys = new Set([...earlier.keys(), ...later.keys()]);
  return [...keys].filter(
    (key) => !unlooked.has(key) && canonicalJson(earlier.get(key)) !== canonicalJson(later.get(key)),
  );
}

/** What is undone is one chain whose order follows from the steps: nobody wrote it. */
function dependenciesOf(plan: Plan, task: number): ReadonlySet<string> {
  if (stageOf(plan, task) === 'undo') return new Set();
  const own = plan.dependencies.subarray(plan.dependencyStart[task], plan.dependencyStart[task + 1]);
  return new Set(Array.from(own, (dependency) => plan.names[dependency] ?? ''));
}
