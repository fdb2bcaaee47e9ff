import { type RunId, runId, UsageError } from '@codomyrmex/core';
import { isSettled } from '@codomyrmex/dag';
import {
  findStep,
  followStepLog,
  type LogScope,
  logBytes,
  type Orchestrator,
  type PlaceNames,
  placeNames,
  runsFolder,
  type TaskLogLine,
} from '@codomyrmex/engine';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { CANCELLED } from '../interrupts.ts';
import { jsonLinesPrinter, jsonPrinter, type LogPrinter, textPrinter } from '../output/log-printer.ts';
import { reusedNotes } from '../output/reused-notes.ts';
import { safe } from '../terminal.ts';

const LOOK_AGAIN_MS = 200;
/** A look at very many files takes a while: it is made at most so much of the time. */
const WAITS_PER_LOOK = 4;
/** How often the whole run is read to see whether the step has settled. */
const STEP_LOOK_MS = 1_000;

export interface LogOptions extends CommonOptions {
  readonly follow?: boolean;
  readonly attempt?: number;
  readonly grep?: string;
  readonly tail?: number;
  readonly bytes?: ByteRange;
}

/** From the first byte up to `to`, which is not included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export function showLogs(written: string, step: string | undefined, options: LogOptions): Promise<void> {
  return perform(options, async (scope) => {
    if (options.json === true && options.jsonl === true) throw new UsageError('--json and --jsonl exclude each other');
    const { runtime } = await scope.orchestrator();
    const id = runId(await findRun(runtime, written));
    const asked = { ...(await placeOf(runtime, id, step)), options };
    if (options.bytes !== undefined) await printBytes(scope, { ...asked, range: options.bytes });
    else await printLines(scope, runtime, asked);
    return 0;
  });
}

/** Whose lines are wanted. */
interface LogPlace {
  /** The run that was named, and the step as it was written. */
  readonly id: RunId;
  readonly step: string | undefined;
  /** The run that the step, or the item of one, is a task of. */
  readonly run: RunId;
  readonly task: string | undefined;
  /** Whether lines of several tasks come. */
  readonly isMany: boolean;
  readonly names: PlaceNames | undefined;
}

interface Asked extends LogPlace {
  readonly options: LogOptions;
}

async function placeOf(runtime: Orchestrator['runtime'], id: RunId, step: string | undefined): Promise<LogPlace> {
  const names = await placeNames(runtime, id);
  if (step === undefined) return { id, step, run: id, task: undefined, isMany: true, names };
  const { snapshot, name, isRun } = await findStep(runtime, id, step);
  return { id, step, run: snapshot.record.id, task: name, isMany: isRun, names };
}

async function printLines(scope: CommandScope, runtime: Orchestrator['runtime'], asked: Asked): Promise<void> {
  const { run, task, options } = asked;
  const isFollowed = options.follow === true;
  // At once, without waiting for a look: nothing is written here that could be left half done.
  const leave = () => process.exit(CANCELLED);
  if (isFollowed) process.once('SIGINT', leave);
  const printer = printerOf(scope, asked);
  const lines = followStepLog({
    ...logScope(scope, asked),
    isWanted: isWanted(options),
    tail: options.tail,
    isOver: isFollowed ? isOverOf(runtime, run, task) : () => Promise.resolve(true),
    wait: (took) => new Promise((next) => setTimeout(next, Math.max(LOOK_AGAIN_MS, WAITS_PER_LOOK * took))),
  });
  let count = 0;
  for await (const line of lines) {
    count++;
    await printer.line(line);
  }
  printer.end();
  process.off('SIGINT', leave);
  if (count > 0 || scope.json || options.jsonl === true || isPart(options)) return;
  const snapshot = await runtime.snapshot(run);
  const notes = snapshot === undefined ? [] : reusedNotes(snapshot, task);
  const nothing =
    asked.step === undefined
      ? `no step of run ${asked.id} has logged anything`
      : `${safe(asked.step)} has logged nothing`;
  for (const note of notes.length === 0 ? [nothing] : notes) scope.terminal.note(note);
}

const isPart = ({ attempt, grep, tail }: LogOptions): boolean =>
  attempt !== undefined || grep !== undefined || tail !== undefined;

function logScope({ dataFolder }: CommandScope, { run, task, names }: LogPlace): LogScope {
  return {
    folder: runsFolder(dataFolder),
    run,
    task,
    ...(names !== undefined && { inner: (inner: string, name: string) => names.name(inner, name) }),
  };
}

function printerOf({ terminal, json }: CommandScope, { isMany, options }: Asked): LogPrinter {
  if (json) return jsonPrinter(terminal);
  return options.jsonl === true ? jsonLinesPrinter(terminal) : textPrinter(terminal, { withStep: isMany });
}

const isWanted =
  ({ attempt, grep }: LogOptions) =>
  (line: TaskLogLine): boolean =>
    (attempt === undefined || line.attempt === attempt) && (grep === undefined || line.message.includes(grep));

async function printBytes(scope: CommandScope, asked: Asked & { readonly range: ByteRange }): Promise<void> {
  const { id, step, isMany, options, range } = asked;
  const { follow, grep, tail, jsonl } = options;
  if (step === undefined || isMany || follow === true || grep !== undefined || tail !== undefined || jsonl === true) {
    throw new UsageError('--bytes reads a part of the log of one step', {
      suggestions: [
        `codomyrmex run logs ${id} ${isMany && step !== undefined ? `'${step}[0]'` : 'STEP'} --bytes 0-65536, with --attempt or --json and nothing else.`,
      ],
    });
  }
  const lines = followStepLog({
    ...logScope(scope, asked),
    isWanted: isWanted(options),
    isOver: () => Promise.resolve(true),
    wait: () => Promise.resolve(),
  });
  const { text, from, to } = await logBytes(lines, range.from, range.to);
  if (scope.json) scope.terminal.json({ execution_id: id, step, from, to, text });
  else scope.terminal.raw(safe(text));
}

/** Whether the run has ended or has no process any more, or the one step that is asked for will not change. */
function isOverOf(runtime: Orchestrator['runtime'], id: RunId, step: string | undefined): () => Promise<boolean> {
  let lookAt = 0;
  return async () => {
    const [head] = await runtime.list({ run: id });
    if (head?.phase.kind !== 'owned') return true;
    if (step === undefined || performance.now() < lookAt) return false;
    const snapshot = await runtime.snapshot(id);
    lookAt = performance.now() + STEP_LOOK_MS;
    const task = snapshot?.state.tasks[snapshot.state.plan.indices.get(step) ?? -1];
    return task !== undefined && isSettled(task);
  };
}
