import { type OrchestrationMode, UsageError } from '@codomyrmex/core';
import { criticalPath, levelsOf, type Plan } from '@codomyrmex/dag';
import type { CacheForecast, PreparedWorkflow } from '@codomyrmex/engine';
import { carryRun } from '../carry-run.ts';
import { type CommandScope, type CommonOptions, perform } from '../command-run.ts';
import { detachRun } from '../detach-run.ts';
import { findWorkflow } from '../find-workflow.ts';
import { givenParameters } from '../parameters.ts';
import { safe } from '../terminal.ts';

export interface RunCommandOptions extends CommonOptions {
  readonly param?: readonly string[];
  readonly params?: string;
  readonly mode?: OrchestrationMode;
  readonly maxParallel?: number;
  readonly timeout?: number;
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  /** False with `--no-cache`. */
  readonly cache?: boolean;
}

export function runWorkflow(nameOrFile: string, options: RunCommandOptions): Promise<void> {
  return perform(options, async (scope) => {
    if (options.json === true && options.jsonl === true) throw new UsageError('--json and --jsonl exclude each other');
    if (options.detach === true) return detachRun(scope);
    const placed = await findWorkflow(scope.workflows, nameOrFile);
    const orchestrator = await scope.orchestrator(placed.definition.durability);
    const prepared = await orchestrator.prepare(placed, {
      ...givenParameters(options),
      workspace: scope.workspace,
      mode: options.mode,
      maxParallel: options.maxParallel,
      timeout: options.timeout,
      reuse: options.cache === false ? 'off' : 'on',
    });
    if (options.dryRun === true) return showPlan(scope, prepared, await orchestrator.forecast(prepared));
    return carryRun(scope, () => orchestrator.start(prepared), { jsonl: options.jsonl === true });
  });
}

/** What would run, in which order, as far as that is known before. */
function showPlan(
  scope: CommandScope,
  { workflow, parameters }: PreparedWorkflow,
  cache: Readonly<Record<string, CacheForecast>>,
): number {
  const { plan, definition } = workflow;
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
      peak_resources: peakResources(workflow, plan),
      peak_parallel: Math.min(widest(levels), definition.max_parallel ?? Number.POSITIVE_INFINITY),
      cache,
    });
    return 0;
  }
  for (const [level, names] of levels.entries()) scope.terminal.data(`${level + 1}. ${names.join(', ')}`);
  scope.terminal.data(`longest chain: ${path.join(' → ')}`);
  for (const [step, { decision, reason }] of Object.entries(cache)) {
    scope.terminal.data(`${step}: ${forecastWords[decision]}: ${safe(reason)}`);
  }
  return 0;
}

const forecastWords: Readonly<Record<CacheForecast['decision'], string>> = {
  reused: 'answered from the cache',
  ran: 'runs',
  unknown: 'from the cache or not, it is not known before',
};

const widest = (levels: readonly (readonly string[])[]): number => Math.max(0, ...levels.map((level) => level.length));

/** The most that any level asks for, by resource type and unit: an upper bound, since slots may let fewer run at once. */
function peakResources({ steps }: PreparedWorkflow['workflow'], plan: Plan): Readonly<Record<string, number>> {
  const peak = new Map<string, number>();
  for (const level of levelsOf(plan)) {
    const sums = new Map<string, number>();
    for (const task of level) {
      for (const request of steps[task]?.definition.resources ?? []) {
        for (const [unit, amount] of amountsOf(request.amount)) {
          const key = [request.type, request.identifier, unit].filter((part) => part !== undefined).join('.');
          sums.set(key, (sums.get(key) ?? 0) + amount);
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
