import { innerRunId, isOrchestrationError } from '@codomyrmex/core';
import type { EndStatus, RunEvent, RunHead, RunRecord } from '@codomyrmex/dag';
import { plannedSteps } from '../../definition/planned-steps.ts';
import { storedDefinitionSchema } from '../../runtime/stored-definition-schema.ts';
import { storedPlan } from '../../runtime/stored-plan.ts';
import type { StoredRuns } from '../../runtime/stored-runs.ts';
import { consistsOfRun } from '../consists-of-run.ts';
import { runPerformance } from './run-performance.ts';
import {
  type MeasuredRun,
  type ModuleUsage,
  moduleUsage,
  type WorkflowPerformance,
  workflowPerformance,
} from './workflow-performance.ts';

/** The specification's performance summary, over the newest runs that have ended. Durations are seconds. */
export interface PerformanceSummary {
  /** By workflow. */
  readonly performanceStats: Readonly<Record<string, WorkflowPerformance>>;
  readonly totalWorkflowsExecuted: number;
  readonly successfulExecutions: number;
  readonly failedExecutions: number;
  readonly cancelledExecutions: number;
  readonly averageExecutionTime: number;
  readonly moduleUsageStats: Readonly<Record<string, ModuleUsage>>;
  /** False when there are older runs than those that were looked at. */
  readonly isWhole: boolean;
  /** Runs whose events could not be read; they count nowhere. */
  readonly unreadable: readonly string[];
}

/** What is said instead where the configuration turns monitoring off. */
export interface PerformanceNotAvailable {
  readonly error: string;
}

export const performanceNotAvailable: PerformanceNotAvailable = {
  error: 'performance monitoring is not available: the configuration says performance_monitoring: false',
};

export interface PerformanceQuery {
  readonly workflow?: string | undefined;
  /** Newest runs that are looked at; 1,000 unless given. */
  readonly runs?: number | undefined;
}

const NEWEST_RUNS = 1_000;
/** Events are read a run at a time; no further run is begun after so many. */
const MOST_EVENTS = 1_000_000;

/** Reads and folds the newest runs that have ended: time in proportion to their events, of which there is a limit. */
export async function performanceSummary(
  runtime: StoredRuns,
  query: PerformanceQuery = {},
): Promise<PerformanceSummary> {
  const { workflow, runs: limit = NEWEST_RUNS } = query;
  const heads = await runtime.list({ ...(workflow !== undefined && { workflow }), limit: limit + 1 });
  const measured: MeasuredRun[] = [];
  const unreadable: string[] = [];
  const known: KnownShapes = new Map();
  let events = 0;
  let looked = 0;
  for (const head of heads.slice(0, limit)) {
    if (events >= MOST_EVENTS) break;
    looked++;
    const { phase } = head;
    if (phase.kind !== 'ended') continue;
    const run = await measuredRun(runtime, head, phase.status, known);
    if (run === undefined) unreadable.push(head.id);
    else {
      events += run.events;
      measured.push(run);
    }
  }
  return { ...summaryOf(measured), isWhole: looked === heads.length, unreadable };
}

/** What runs of one definition share, by the definition's text: most runs of a workflow have the same. */
export type KnownShapes = Map<string, Pick<MeasuredRun, 'plan' | 'steps'> | undefined>;

type Measured = MeasuredRun & { readonly events: number };

/** One run that has ended; `undefined` when what is stored of it is damaged. */
export async function measuredRun(
  runtime: StoredRuns,
  { id, workflow }: Pick<RunHead, 'id' | 'workflow'>,
  status: EndStatus,
  known: KnownShapes,
): Promise<Measured | undefined> {
  try {
    const record = await runtime.record(id);
    const shape = record === undefined ? undefined : shapeOf(record, known);
    if (shape === undefined) return undefined;
    const events = await runtime.events(id);
    const inner = await measuredInside(runtime, { id, workflow, ...shape }, events, known);
    return {
      id,
      workflow,
      status,
      ...shape,
      performance: runPerformance(shape.plan, events),
      inner: inner.flatMap((run) => [run, ...run.inner]),
      events: inner.reduce((sum, run) => sum + run.events, events.length),
    };
  } catch (error) {
    if (isOrchestrationError(error)) return undefined;
    throw error;
  }
}

/** The runs that the steps of a run consisted of. Workflows are in each other to a small depth: recursion is safe. */
async function measuredInside(
  runtime: StoredRuns,
  { id, workflow, plan, steps }: Pick<MeasuredRun, 'id' | 'workflow' | 'plan' | 'steps'>,
  events: readonly RunEvent[],
  known: KnownShapes,
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const event of events) {
    const step = event.type === 'attempt_started' ? steps[event.task] : undefined;
    if (event.type !== 'attempt_started' || step === undefined || !consistsOfRun(step)) continue;
    const inner = innerRunId(id, plan.names[event.task] ?? '', event.attempt);
    const run = await measuredRun(runtime, { id: inner, workflow }, 'completed', known);
    if (run !== undefined) measured.push(run);
  }
  return measured;
}

function shapeOf(record: RunRecord, known: KnownShapes): Pick<MeasuredRun, 'plan' | 'steps'> | undefined {
  const text = JSON.stringify(record.definition);
  if (known.has(text)) return known.get(text);
  const definition = storedDefinitionSchema.safeParse(record.definition);
  const shape = definition.success
    ? { plan: storedPlan(record), steps: plannedSteps(definition.data).map((step) => step.definition) }
    : undefined;
  known.set(text, shape);
  return shape;
}

function summaryOf(measured: readonly MeasuredRun[]): Omit<PerformanceSummary, 'isWhole' | 'unreadable'> {
  const byWorkflow = new Map<string, MeasuredRun[]>();
  for (const run of measured) {
    const runs = byWorkflow.get(run.workflow) ?? [];
    runs.push(run);
    byWorkflow.set(run.workflow, runs);
  }
  const having = (status: EndStatus): number => measured.filter((run) => run.status === status).length;
  const total = measured.reduce((sum, run) => sum + run.performance.duration, 0);
  return {
    performanceStats: Object.fromEntries(Array.from(byWorkflow, ([name, runs]) => [name, workflowPerformance(runs)])),
    totalWorkflowsExecuted: measured.length,
    successfulExecutions: having('completed'),
    failedExecutions: having('failed'),
    cancelledExecutions: having('cancelled'),
    averageExecutionTime: measured.length === 0 ? 0 : total / measured.length / 1000,
    moduleUsageStats: moduleUsage(measured),
  };
}
