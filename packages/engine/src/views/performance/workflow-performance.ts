import type { RunId, StepDefinition } from '@codomyrmex/core';
import { criticalPath, type EndStatus, type Plan } from '@codomyrmex/dag';
import { consistsOfRun } from '../consists-of-run.ts';
import { type DurationStatistics, durationStatistics } from './duration-statistics.ts';
import type { RunPerformance, TaskPerformance } from './run-performance.ts';

type MeasuredStep = Pick<StepDefinition, 'module' | 'action' | 'foreach' | 'matrix' | 'workflow' | 'wait_for'>;

/** A run that has ended, with what it was made of. */
export interface MeasuredRun {
  readonly id: RunId;
  readonly workflow: string;
  readonly status: EndStatus;
  readonly plan: Plan;
  /** By task index. */
  readonly steps: readonly MeasuredStep[];
  readonly performance: RunPerformance;
  /** What its steps consisted of, to any depth. */
  readonly inner: readonly Pick<MeasuredRun, 'steps' | 'performance'>[];
}

/** How long attempts of one module took. Durations are seconds. */
export interface ModuleUsage {
  /** Attempts. */
  readonly count: number;
  readonly totalTime: number;
  readonly averageTime: number;
}

/** One step over all runs; the durations are those of its attempts. */
export interface StepStatistics extends DurationStatistics {
  readonly module: string;
  readonly action: string;
  readonly failures: number;
  readonly retries: number;
  /** Seconds in which only slots or resources were missing. */
  readonly waitingTime: number;
}

/** The chain of steps that one run could not have been shorter than. */
export interface CriticalPathShare {
  readonly executionId: string;
  readonly steps: readonly string[];
  /** Seconds that its steps took together. */
  readonly duration: number;
  /** Of the run's duration: what is missing to 1 was waiting. */
  readonly share: number;
}

/** One workflow over its newest runs. */
export interface WorkflowPerformance {
  readonly runs: number;
  readonly successes: number;
  readonly failures: number;
  readonly cancellations: number;
  readonly durations: DurationStatistics;
  readonly modules: Readonly<Record<string, ModuleUsage>>;
  readonly steps: Readonly<Record<string, StepStatistics>>;
  /** Up to five, by the average of their attempts, slowest first; without those that only wait. */
  readonly slowestSteps: readonly string[];
  /** Of the newest completed run, else of the newest; `null` when no step ran. */
  readonly criticalPath: CriticalPathShare | null;
  /** Seconds, over all steps and runs, in which only slots or resources were missing. */
  readonly waitingTime: number;
}

const SLOWEST = 5;

/** Folds measured runs of one workflow, newest first. */
export function workflowPerformance(runs: readonly MeasuredRun[]): WorkflowPerformance {
  const steps = stepStatistics(runs);
  // What waits for somebody is slow through nobody's work.
  const waiting = new Set(runs.flatMap((run) => waitingSteps(run)));
  const having = (status: EndStatus): number => runs.filter((run) => run.status === status).length;
  const shown = runs.find((run) => run.status === 'completed') ?? runs[0];
  return {
    runs: runs.length,
    successes: having('completed'),
    failures: having('failed'),
    cancellations: having('cancelled'),
    durations: durationStatistics(runs.map((run) => run.performance.duration)),
    modules: moduleUsage(runs),
    steps: Object.fromEntries(steps),
    slowestSteps: slowest(steps.filter(([name]) => !waiting.has(name))),
    criticalPath: shown === undefined ? null : longestChain(shown),
    waitingTime: steps.reduce((sum, [, { waitingTime }]) => sum + waitingTime, 0),
  };
}

function waitingSteps({ plan, steps }: MeasuredRun): readonly string[] {
  return steps.flatMap(({ wait_for: wait }, task) => (wait === undefined ? [] : [plan.names[task] ?? '']));
}

/** Attempts by module over measured runs: of a step of many items those of its items. */
export function moduleUsage(runs: readonly MeasuredRun[]): Readonly<Record<string, ModuleUsage>> {
  const byModule = new Map<string, { count: number; total: number }>();
  for (const { steps, performance } of runs.flatMap((run) => [run, ...run.inner])) {
    for (const [task, { durations }] of performance.tasks.entries()) {
      const step = steps[task];
      const module = step === undefined || consistsOfRun(step) ? undefined : step.module;
      if (module === undefined || durations.length === 0) continue;
      const sum = byModule.get(module) ?? { count: 0, total: 0 };
      for (const duration of durations) sum.total += duration;
      sum.count += durations.length;
      byModule.set(module, sum);
    }
  }
  return Object.fromEntries(
    Array.from(byModule, ([module, { count, total }]): [string, ModuleUsage] => [
      module,
      { count, totalTime: total / 1000, averageTime: total / count / 1000 },
    ]),
  );
}

interface StepTotals {
  readonly module: string;
  readonly action: string;
  readonly durations: number[];
  failures: number;
  retries: number;
  waited: number;
}

function stepStatistics(runs: readonly MeasuredRun[]): readonly [string, StepStatistics][] {
  const byStep = new Map<string, StepTotals>();
  for (const { plan, steps, performance } of runs) {
    for (const [task, measured] of performance.tasks.entries()) {
      const name = plan.names[task];
      const step = steps[task];
      if (name !== undefined && step !== undefined) add(byStep, name, step, measured);
    }
  }
  return Array.from(byStep, ([name, { module, action, durations, failures, retries, waited }]) => [
    name,
    { module, action, ...durationStatistics(durations), failures, retries, waitingTime: waited / 1000 },
  ]);
}

/** Runs come newest first, so a step is shown with the action that it calls now. */
function add(
  byStep: Map<string, StepTotals>,
  name: string,
  { module = '', action = '' }: MeasuredRun['steps'][number],
  measured: TaskPerformance,
): void {
  const sum = byStep.get(name) ?? { module, action, durations: [], failures: 0, retries: 0, waited: 0 };
  for (const duration of measured.durations) sum.durations.push(duration);
  sum.failures += measured.failures;
  sum.retries += measured.retries;
  sum.waited += measured.waited;
  byStep.set(name, sum);
}

function slowest(steps: readonly [string, StepStatistics][]): readonly string[] {
  return steps
    .filter(([, { count }]) => count > 0)
    .toSorted(([, a], [, b]) => b.averageTime - a.averageTime)
    .slice(0, SLOWEST)
    .map(([name]) => name);
}

function longestChain({ id, plan, performance }: MeasuredRun): CriticalPathShare | null {
  const spanOf = (task: number): number => {
    const span = performance.tasks[task]?.span;
    return span === undefined ? 0 : span.to - span.from;
  };
  const { tasks, duration } = criticalPath(plan, spanOf);
  if (duration === 0) return null;
  return {
    executionId: id,
    steps: tasks.map((task) => plan.names[task] ?? ''),
    duration: duration / 1000,
    share: performance.duration === 0 ? 1 : duration / performance.duration,
  };
}
