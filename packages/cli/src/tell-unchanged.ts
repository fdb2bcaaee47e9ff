import { runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { recordUnchanged, systemIds, type UnchangedRun } from '@codomyrmex/engine';
import type { CommandScope } from './command-run.ts';
import { outliveReader } from './output/lost-reader.ts';
import { type EndedRun, runEnding } from './output/run-ending.ts';
import { eventLine } from './output/step-line.ts';
import { wireEvent } from './output/wire-event.ts';
import type { Unchanged } from './unchanged-workflow.ts';

export interface Telling {
  readonly durability: 'relaxed' | 'strict' | undefined;
  /** Milliseconds since the epoch: when it was begun to be looked whether anything had changed. */
  readonly startedAt: number;
  /** One event a line on stdout, instead of anything else. */
  readonly jsonl: boolean;
}

/** Stores a run of what nothing has changed in, shows it as if its steps had been looked at one by one, and gives the exit code. */
export async function tellUnchanged(scope: CommandScope, unchanged: Unchanged, telling: Telling): Promise<number> {
  outliveReader();
  const { terminal, workspace } = scope;
  const { journal } = await scope.store(telling.durability);
  const id = runId(systemIds());
  const { startedAt } = telling;
  const endedAt = Math.max(startedAt, Date.now());
  const { events } = await recordUnchanged(journal, unchanged.run, { id, workspace, startedAt, endedAt });
  process.send?.({ started: id });
  const names = stepNames(unchanged.run);
  if (scope.json) terminal.json(await (await scope.orchestrator()).document(id));
  else if (telling.jsonl) for (const event of events) terminal.jsonLine(wireEvent(id, { names }, event));
  else {
    terminal.note(terminal.isLive ? inOneLine(unchanged.run) : asLog(events, names));
    await runEnding(scope, endedRun(unchanged, id, (endedAt - startedAt) / 1000), undefined);
  }
  return 0;
}

/** By task. */
function stepNames({ results }: UnchangedRun): readonly string[] {
  const names: string[] = [];
  for (const { task, step } of results) names[task] = step;
  return names;
}

/** For a terminal that could be drawn on: there is nothing to follow. */
function inOneLine({ run, results }: UnchangedRun): string {
  const steps = results.length === 1 ? 'its step is' : `its ${results.length} steps are`;
  return `nothing has changed since run ${run}: ${steps} answered from the cache`;
}

function asLog(events: readonly RunEvent[], names: readonly string[]): string {
  const lines = events.map((event) => eventLine('task' in event ? (names[event.task] ?? '') : '', event, undefined));
  return lines.filter((line) => line !== undefined).join('\n');
}

function endedRun({ run, outputs }: Unchanged, id: string, seconds: number): EndedRun {
  const results: [string, EndedRun['results'][string]][] = [];
  for (const [index, { task, step }] of run.results.entries()) {
    const done = { success: true, status: 'completed', attempts: 1, cached: true, execution_time: 0 } as const;
    results[task] = [step, { ...done, output: outputs[index] }];
  }
  return {
    execution_id: id,
    workflow_name: run.workflow,
    status: 'completed',
    execution_time: seconds,
    results: Object.fromEntries(results),
    errors: [],
  };
}
