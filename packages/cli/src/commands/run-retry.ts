import { runId, UsageError } from '@codomyrmex/core';
import type { RetryOptions } from '@codomyrmex/engine';
import { carryRun } from '../carry-run.ts';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { openOrchestrator } from '../open-orchestrator.ts';
import { ownDurability } from '../own-durability.ts';
import { givenParameters, jsonValue } from '../parameters.ts';

export interface RetryCommandOptions extends CommonOptions {
  readonly from?: string;
  readonly param?: readonly string[];
  readonly output?: readonly string[];
  /** False with `--no-cache`. */
  readonly cache?: boolean;
}

export function retryRun(written: string, options: RetryCommandOptions): Promise<void> {
  return perform(options, async (scope) => {
    if (options.json === true && options.jsonl === true) throw new UsageError('--json and --jsonl exclude each other');
    const retry: RetryOptions = {
      from: options.from,
      ...givenParameters({ param: options.param }),
      outputs: Object.fromEntries((options.output ?? []).map(outputOf)),
      reuse: options.cache === false ? 'off' : 'on',
    };
    const { id, durability } = await earlierRun(scope, written);
    const orchestrator = await scope.orchestrator(durability);
    return carryRun(scope, () => orchestrator.retry(id, retry), { jsonl: options.jsonl === true });
  });
}

async function earlierRun(
  scope: CommandScope,
  written: string,
): Promise<{ readonly id: string; readonly durability: 'relaxed' | 'strict' | undefined }> {
  const { orchestrator, close } = await openOrchestrator(scope);
  try {
    const id = await findRun(orchestrator.runtime, written);
    const record = await orchestrator.runtime.record(runId(id));
    return { id, durability: ownDurability(record?.definition) };
  } finally {
    await close();
  }
}

function outputOf(written: string): readonly [step: string, output: unknown] {
  const split = written.indexOf('=');
  if (split > 0) return [written.slice(0, split), jsonValue('--output', written.slice(split + 1))];
  throw new UsageError(`--output ${written} names no step and its output`, {
    code: 'INVALID_OUTPUT',
    suggestions: [`Write --output 'step={"key": "value"}' or --output step=@FILE.`],
  });
}
