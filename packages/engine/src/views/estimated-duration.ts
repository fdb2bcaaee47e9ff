import type { StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import { criticalPath, type EndStatus, type RunHead } from '@codomyrmex/dag';
import { hasItems } from '../definition/step-kind.ts';
import { writtenPlan } from '../definition/written-plan.ts';
import type { StoredRuns } from '../runtime/stored-runs.ts';
import { median } from './performance/duration-statistics.ts';
import { type KnownShapes, measuredRun } from './performance/performance-summary.ts';

/** Newest runs of all workflows that are looked at. */
const NEWEST_RUNS = 1_000;
/** Of a workflow that never completed: the newest runs whose steps are measured. */
const MEASURED_RUNS = 5;

type EndedRun = RunHead & { readonly phase: { readonly kind: 'ended'; readonly status: EndStatus } };

/** What is known of earlier runs, by workflow, newest first. */
export type RunHistory = ReadonlyMap<string, readonly EndedRun[]>;

export async function runHistory(stored: StoredRuns): Promise<RunHistory> {
  const history = new Map<string, EndedRun[]>();
  for (const head of await stored.list({ limit: NEWEST_RUNS })) {
    if (!hasEnded(head)) continue;
    const runs = history.get(head.workflow) ?? [];
    runs.push(head);
    history.set(head.workflow, runs);
  }
  return history;
}

const hasEnded = (head: RunHead): head is EndedRun => head.phase.kind === 'ended';

/**
 * How long a run will take, in seconds: the median of the completed ones; before there are any, the longest chain of its
 * steps, each as long as it usually took in runs that failed, else as its timeout lets it be, or as it waits. `null` when some step has
 * neither: a sum without it would say too little.
 */
export async function estimatedDuration(
  stored: StoredRuns,
  definition: WorkflowDefinition,
  history: RunHistory,
): Promise<number | null> {
  const runs = history.get(definition.name) ?? [];
  const completed = runs.filter((run) => run.phase.status === 'completed');
  const usual = median(completed.map((run) => (run.endedAt ?? run.createdAt) - run.createdAt));
  return usual === undefined ? chainDuration(definition, await stepMedians(stored, runs)) : usual / 1000;
}

function chainDuration({ steps, ...rest }: WorkflowDefinition, medians: ReadonlyMap<string, number>): number | null {
  const durations = steps.map((step) => medians.get(step.name) ?? mostOf(step));
  if (durations.includes(undefined)) return null;
  const planned = writtenPlan({ steps, ...rest });
  if (!planned.ok) return null;
  return criticalPath(planned.plan, (task) => durations[task] ?? 0).duration;
}

/** Seconds that a step takes at most: a limit of items is that of each. */
function mostOf(step: StepDefinition): number | undefined {
  if (hasItems(step)) return undefined;
  const { wait_for: wait, deadline, timeout } = step;
  if (wait === undefined) return timeout ?? undefined;
  return typeof wait.seconds === 'number' ? wait.seconds : (deadline ?? wait.deadline);
}

/** Seconds by step, of attempts in the newest runs. */
async function stepMedians(stored: StoredRuns, runs: readonly EndedRun[]): Promise<ReadonlyMap<string, number>> {
  const durations = new Map<string, number[]>();
  const known: KnownShapes = new Map();
  for (const head of runs.slice(0, MEASURED_RUNS)) {
    const run = await measuredRun(stored, head, head.phase.status, known);
    for (const [task, measured] of run?.performance.tasks.entries() ?? []) {
      const name = run?.plan.names[task] ?? '';
      const known = durations.get(name) ?? [];
      for (const duration of measured.durations) known.push(duration);
      durations.set(name, known);
    }
  }
  return new Map(
    Array.from(durations).flatMap(([name, values]) => {
      const usual = median(values);
      return usual === undefined ? [] : [[name, usual / 1000] as const];
    }),
  );
}
