import type { StepDefinition } from '@codomyrmex/core';
import { criticalPath, levelsOf } from '@codomyrmex/dag';
import {
  type CacheForecast,
  type CheckedStep,
  type PreparedWorkflow,
  plannedEffects,
  type StepShape,
  stepShapes,
  stepSummary,
} from '@codomyrmex/engine';
import type { CommandScope } from './command-run.ts';
import { effectsText } from './output/effects-text.ts';
import { wireProblem } from './output/wire-problem.ts';
import { safe } from './terminal.ts';

/** What would run, in which order, as far as that is known before. */
export async function showPlan(scope: CommandScope, prepared: PreparedWorkflow): Promise<number> {
  const orchestrator = await scope.orchestrator();
  const cache = await orchestrator.forecast(prepared);
  const slots = orchestrator.capacity.workers;
  const { workflow, parameters } = prepared;
  const { plan, definition } = workflow;
  const shapes = stepShapes(workflow, parameters);
  const named = (tasks: readonly number[]): string[] => tasks.map((task) => plan.names[task] ?? '');
  const levels = levelsOf(plan).map(named);
  const path = named(criticalPath(plan, () => 1).tasks);
  if (scope.json) {
    scope.terminal.json({
      workflow_name: definition.name,
      parameters,
      steps: plan.size,
      levels,
      critical_path: path,
      peak_resources: peakResources(workflow, shapes, slots),
      peak_parallel: Math.min(peakParallel(workflow, shapes, slots), definition.max_parallel ?? slots),
      steps_in_detail: Object.fromEntries([...shapes].map(([task, shape]) => [plan.names[task] ?? '', shape])),
      cache,
      effects: plannedEffects(workflow),
      warnings: workflow.warnings.map(wireProblem),
    });
    return 0;
  }
  const shown = (tasks: readonly number[]): string =>
    tasks.map((task) => labelled(plan.names[task] ?? '', workflow.steps[task], shapes.get(task))).join(', ');
  for (const [level, tasks] of levelsOf(plan).entries()) scope.terminal.data(`${level + 1}. ${shown(tasks)}`);
  scope.terminal.data(`longest chain: ${path.join(' → ')}`);
  for (const [step, { decision, reason }] of Object.entries(cache)) {
    scope.terminal.data(`${step}: ${forecastWords[decision]}: ${safe(reason)}`);
  }
  scope.terminal.data(effectsText(plannedEffects(workflow)));
  return 0;
}

const forecastWords: Readonly<Record<CacheForecast['decision'], string>> = {
  reused: 'answered from the cache',
  ran: 'runs',
  unknown: 'from the cache or not, it is not known before',
};

function labelled(name: string, step: CheckedStep | undefined, shape: StepShape | undefined): string {
  const summary = step === undefined ? undefined : stepSummary(step);
  if (summary === undefined) return name;
  const known = shape?.items === undefined || shape.items === null ? '' : `, ${shape.items} items now`;
  return `${name} (${safe(summary)}${summary.includes(' items') ? '' : known})`;
}

type Shapes = ReadonlyMap<number, StepShape>;

/** Attempts that a step may have in hand at once: none of its own where it waits. */
function parallelOf(step: StepDefinition | undefined, shape: StepShape | undefined, slots: number): number {
  if (shape === undefined) return 1;
  if (shape.waits_for !== undefined) return 0;
  const items = shape.items === undefined ? 1 : Math.min(shape.items ?? slots, step?.max_parallel ?? slots);
  return items * Math.max(1, shape.peak_parallel ?? 1);
}

function peakParallel({ plan, steps }: PreparedWorkflow['workflow'], shapes: Shapes, slots: number): number {
  const wide = levelsOf(plan).map((level) =>
    level.reduce((sum, task) => sum + parallelOf(steps[task]?.definition, shapes.get(task), slots), 0),
  );
  return Math.max(0, ...wide);
}

/** The most that any level asks for, by resource type and unit: an upper bound, since slots may let fewer run at once. */
function peakResources(
  { plan, steps }: PreparedWorkflow['workflow'],
  shapes: Shapes,
  slots: number,
): Readonly<Record<string, number>> {
  const peak = new Map<string, number>();
  for (const level of levelsOf(plan)) {
    const sums = new Map<string, number>();
    for (const task of level) {
      const times = parallelOf(steps[task]?.definition, shapes.get(task), slots);
      for (const request of steps[task]?.definition.resources ?? []) {
        for (const [unit, amount] of amountsOf(request.amount)) {
          const key = [request.type, request.identifier, unit].filter((part) => part !== undefined).join('.');
          sums.set(key, (sums.get(key) ?? 0) + times * amount);
        }
      }
    }
    for (const [key, sum] of sums) peak.set(key, Math.max(peak.get(key) ?? 0, sum));
  }
  return Object.fromEntries(peak);
}

function amountsOf(
  amount: number | Readonly<Record<string, number>> | undefined,
): readonly (readonly [string | undefined, number])[] {
  if (amount === undefined) return [[undefined, 1]];
  return typeof amount === 'number' ? [[undefined, amount]] : Object.entries(amount);
}
