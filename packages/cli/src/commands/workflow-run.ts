import { type OrchestrationMode, UsageError } from '@codomyrmex/core';
import type { Orchestrator, PlacedDefinition, PreparedWorkflow, RunOptions } from '@codomyrmex/engine';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findWorkflow } from '../find-workflow.ts';
import { tellWarnings } from '../output/warning-text.ts';
import { givenParameters } from '../parameters.ts';
import { UnchangedWorkflow } from '../unchanged-workflow.ts';

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
    if (options.detach === true) return (await import('../detach-run.ts')).detachRun(scope);
    const placed = await findWorkflow(scope.workflows, nameOrFile);
    const asked: RunOptions = {
      ...givenParameters(options),
      workspace: scope.workspace,
      mode: options.mode,
      maxParallel: options.maxParallel,
      timeout: options.timeout,
      reuse: options.cache === false ? 'off' : 'on',
    };
    if (options.dryRun !== true) return run(scope, placed, { asked, jsonl: options.jsonl === true });
    const { orchestrator } = await scope.open(placed.definition.durability);
    const prepared = await preparedRun(scope, orchestrator, { placed, asked });
    return (await import('../show-plan.ts')).showPlan(scope, prepared);
  });
}

interface AskedRun {
  readonly asked: RunOptions;
  /** One event a line on stdout, instead of anything else. */
  readonly jsonl: boolean;
}

/**
 * A workflow whose every step is cached is first asked as a whole whether anything has changed. What carries a run and shows it is loaded
 * where there is something to carry.
 */
async function run(scope: CommandScope, placed: PlacedDefinition, { asked, jsonl }: AskedRun): Promise<number> {
  const startedAt = Date.now();
  const { durability } = placed.definition;
  const unchanged = UnchangedWorkflow.of(scope, placed, asked);
  const known = await unchanged?.find(await scope.store(durability));
  if (known !== undefined) {
    const { tellUnchanged } = await import('../tell-unchanged.ts');
    return tellUnchanged(scope, known, { durability, startedAt, jsonl });
  }
  const opened = await scope.open(durability, unchanged?.looks);
  const prepared = await preparedRun(scope, opened.orchestrator, { placed, asked });
  const id = opened.orchestrator.newRunId();
  const { carryRun } = await import('../carry-run.ts');
  const code = await carryRun(scope, () => opened.orchestrator.start(prepared, id), { jsonl });
  if (unchanged !== undefined && code === 0) {
    const { keepUnchanged } = await import('../keep-unchanged.ts');
    await keepUnchanged(unchanged, opened, { prepared, id });
  }
  return code;
}

async function preparedRun(
  { terminal }: CommandScope,
  orchestrator: Orchestrator,
  { placed, asked }: { readonly placed: PlacedDefinition; readonly asked: RunOptions },
): Promise<PreparedWorkflow> {
  const prepared = await orchestrator.prepare(placed, asked);
  tellWarnings(terminal, prepared.workflow.warnings);
  return prepared;
}
