import type { JsonObject } from '@codomyrmex/core';
import { type RunState, stageOf, stageRank, type TaskState } from '@codomyrmex/dag';
import { canonicalJson } from '../cache/canonical-json.ts';
import type { CheckedWorkflow } from '../definition/checked-workflow.ts';
import { definitionChanges, type StepChange } from '../definition/definition-changes.ts';
import { plannedSteps } from '../definition/planned-steps.ts';
import { runParameters } from '../definition/run-parameters.ts';
import type { RunSnapshot, Runtime } from '../runtime/runtime.ts';
import { storedDefinition } from '../runtime/stored-definition.ts';
import { isUnsealed } from '../runtime/unsealed.ts';

/** Whether a run could go on if its workflow became another one, as the command line's JSON has it. */
export interface Continuation {
  readonly execution_id: string;
  readonly status: string;
  readonly can_continue: boolean;
  /** Why it could not. */
  readonly reasons: readonly string[];
  /** What is different from the definition that the run began with. */
  readonly changed: readonly DefinitionChange[];
}

export interface DefinitionChange {
  /** `null` for what stands beside the steps. */
  readonly step: string | null;
  readonly change: 'added' | 'removed' | 'changed';
  readonly keys: readonly string[];
}

/**
 * For every run of the workflow's name that has no end: whether it could go on as this workflow. Nothing is changed by the
 * question: a run keeps the definition that it began with.
 */
export async function continuations(runtime: Runtime, workflow: CheckedWorkflow): Promise<readonly Continuation[]> {
  const found: Continuation[] = [];
  for (const { id } of await runtime.list({ workflow: workflow.definition.name, unfinished: true })) {
    const snapshot = await runtime.snapshot(id);
    if (snapshot === undefined || snapshot.state.phase.kind === 'ended') continue;
    found.push(continuation(snapshot, workflow));
  }
  return found;
}

/** Compares what a run has done with what a changed definition says. */
function continuation(snapshot: RunSnapshot, workflow: CheckedWorkflow): Continuation {
  const { record, status, state } = snapshot;
  const head = { execution_id: record.id, status };
  if (isUnsealed(record)) {
    const reasons = ['its tasks were added one by one: they are in no definition'];
    return { ...head, can_continue: false, reasons, changed: [] };
  }
  const before = storedDefinition(record);
  const steps = plannedSteps(before).map(({ definition }) => definition);
  const after = workflow.steps.map(({ definition }) => definition);
  const changes = definitionChanges(
    { steps, plan: state.plan, workflows: before.workflows },
    { steps: after, plan: workflow.plan, workflows: workflow.definition.workflows },
  );
  const beside = changedBeside({ ...before }, { ...workflow.definition });
  const reasons = [
    ...parameterReasons(record.parameters, workflow),
    ...(beside.includes('on_failure') && state.failures > 0 ? ['a step has failed, and on_failure changed'] : []),
    ...changes.flatMap((change) => reasonsOf(change, state, workflow)),
  ];
  return {
    ...head,
    can_continue: reasons.length === 0,
    reasons,
    changed: [
      ...(beside.length === 0 ? [] : [{ step: null, change: 'changed' as const, keys: beside }]),
      ...changes.map((change) => {
        return { step: change.step, change: change.kind, keys: change.kind === 'changed' ? change.keys : [] };
      }),
    ],
  };
}

const besideSteps = ['parameters', 'mode', 'max_parallel', 'timeout', 'on_failure', 'durability'];

function changedBeside(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  return besideSteps.filter((key) => canonicalJson(before[key]) !== canonicalJson(after[key]));
}

/** Values that are declared no longer do no harm: whoever read them is changed, too. */
function parameterReasons(parameters: JsonObject, { definition }: CheckedWorkflow): readonly string[] {
  const declared = definition.parameters;
  if (declared === undefined) return [];
  const kept = Object.fromEntries(Object.entries(parameters).filter(([name]) => Object.hasOwn(declared, name)));
  const values = runParameters(definition, kept);
  return values.ok ? [] : values.problems.map(({ message }) => `its parameters do not fit: ${message}`);
}

function reasonsOf(change: StepChange, state: RunState, { plan }: CheckedWorkflow): readonly string[] {
  switch (change.kind) {
    case 'added': {
      const isLate = stageRank(stageOf(plan, change.task)) < stageRank(state.stage);
      return isLate ? [`"${change.step}" is new, and that part of the run is over`] : [];
    }
    case 'removed': {
      const was = decided(state.tasks[change.task]);
      const renamed = change.renamed === undefined ? '' : ` ("${change.renamed}" does the same)`;
      return was === undefined ? [] : [`"${change.step}" ${was.how}, and is removed or renamed${renamed}`];
    }
    case 'changed':
      return changedReasons(change, state);
  }
}

function changedReasons(change: StepChange & { kind: 'changed' }, state: RunState): readonly string[] {
  const was = decided(state.tasks[change.task]);
  if (was === undefined) return [];
  const keys = change.keys.filter((key) => was.keys.has(key));
  const reasons = keys.length === 0 ? [] : [`"${change.step}" ${was.how}, and its ${keys.join(' and ')} changed`];
  if (!change.keys.includes('dependencies')) return reasons;
  const added = change.waitsFor.filter((name) => !state.plan.indices.has(name));
  if (added.length > 0)
    return [...reasons, `"${change.step}" ${was.how}, and would wait for ${added.join(', ')}, which is new`];
  return [...reasons, `"${change.step}" ${was.how}, and its dependencies changed`];
}

interface Decided {
  readonly how: string;
  /** Keys that had a part in it. */
  readonly keys: ReadonlySet<string>;
}

const triggers = ['when', 'run_on', 'stage'];
const skipping = new Set(triggers);
const work = ['module', 'action', 'parameters', 'foreach', 'matrix', 'success', 'repeat', 'workflow', 'wait_for'];
const running = new Set([...work, ...triggers]);
const failing = new Set([...running, 'required']);

/** What of a task stands already, for its end or its beginning is a fact; `undefined` while all of it is still to come. */
function decided(task: TaskState | undefined): Decided | undefined {
  switch (task?.kind) {
    case 'completed':
      return { how: 'completed', keys: running };
    case 'failed':
      return { how: 'failed', keys: failing };
    case 'running':
      return { how: 'runs', keys: running };
    case 'skipped':
      return { how: 'was skipped', keys: task.attempt > 0 ? running : skipping };
    case 'cancelled':
      return task.attempt > 0 ? { how: 'was cancelled', keys: running } : undefined;
    case 'waiting':
    case 'undecided':
    case 'ready':
    case 'backing_off':
    case undefined:
      return undefined;
  }
}
