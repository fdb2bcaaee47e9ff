import { NotFoundError, runId } from '@codomyrmex/core';
import { type Runtime, readStepLog, runsFolder, type TaskLogLine } from '@codomyrmex/engine';
import { type CommandScope, type CommonOptions, perform } from '../command-run.ts';
import { findRun } from '../find-run.ts';
import { clockTime } from '../output/times.ts';
import { safe } from '../terminal.ts';

const LOOK_AGAIN_MS = 250;

interface LogOptions extends CommonOptions {
  readonly follow?: boolean;
}

export function showLogs(written: string, step: string | undefined, options: LogOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { runtime } = await scope.orchestrator();
    const id = await findRun(runtime, written);
    await requireStep(runtime, id, step);
    const lines: TaskLogLine[] = [];
    let printed = 0;
    for (;;) {
      const isOver = options.follow !== true || (await hasEnded(runtime, id));
      let seen = 0;
      for await (const line of readStepLog(runsFolder(scope.dataFolder), id, step)) {
        if (seen++ < printed) continue;
        if (scope.json) lines.push(line);
        else printLine(scope, line, step === undefined);
      }
      printed = seen;
      if (isOver) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    if (scope.json) scope.terminal.json(lines.map(wireLine));
    return 0;
  });
}

async function requireStep(runtime: Runtime, id: string, step: string | undefined): Promise<void> {
  if (step === undefined) return;
  const snapshot = await runtime.snapshot(runId(id));
  if (snapshot?.state.plan.indices.has(step) === true) return;
  throw new NotFoundError(`run ${id} has no step "${step}"`, {
    code: 'STEP_NOT_FOUND',
    suggestions: [`Its steps are ${snapshot?.state.plan.names.slice(0, 20).join(', ')}.`],
  });
}

async function hasEnded(runtime: Runtime, id: string): Promise<boolean> {
  const [head] = await runtime.list({ run: runId(id) });
  return head?.phase.kind !== 'owned';
}

function printLine({ terminal }: CommandScope, line: TaskLogLine, withStep: boolean): void {
  const step = withStep ? `${line.task}  ` : '';
  const level = line.level === 'info' ? '' : `${line.level} `;
  terminal.data(`${clockTime(line.t)} ${step}${level}${safe(line.message)}`);
}

function wireLine({ t, task, attempt, level, message }: TaskLogLine): Readonly<Record<string, unknown>> {
  return { time: new Date(t).toISOString(), step: task, attempt, level, message };
}
