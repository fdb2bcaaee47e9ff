import { type LogScope, StepLogReader, type TaskLogLine } from './read-step-log.ts';

export interface FollowOptions extends LogScope {
  /** Lines that are left out where it says so; all are wanted unless given. */
  readonly isWanted?: ((line: TaskLogLine) => boolean) | undefined;
  /** Of what is there at first, only so many wanted lines at the end, which are held in memory. */
  readonly tail?: number | undefined;
  /** Whether nothing more will be written; asked before each reading, so that what came before the end is read too. */
  readonly isOver: () => Promise<boolean>;
  /** Waits before the next look; called with the milliseconds that the last look took. */
  readonly wait: (tookMs: number) => Promise<void>;
}

/**
 * The lines of a task, or of all tasks of a run, as they come, also from another process; ends when all is over and read. Each
 * look costs a look at every file of a log that there is, and reads what has come.
 */
export async function* followStepLog(options: FollowOptions): AsyncGenerator<TaskLogLine> {
  const { tail, isWanted = () => true, isOver, wait } = options;
  const reader = new StepLogReader(options);
  for (let isFirst = true; ; isFirst = false) {
    const began = performance.now();
    const isLast = await isOver();
    const lines = wanted(reader.read(), isWanted);
    if (isFirst && tail !== undefined) yield* await lastOf(lines, tail);
    else yield* lines;
    if (isLast) return;
    await wait(performance.now() - began);
  }
}

async function* wanted(
  lines: AsyncIterable<TaskLogLine>,
  isWanted: (line: TaskLogLine) => boolean,
): AsyncGenerator<TaskLogLine> {
  for await (const line of lines) if (isWanted(line)) yield line;
}

async function lastOf(lines: AsyncIterable<TaskLogLine>, count: number): Promise<readonly TaskLogLine[]> {
  let last: TaskLogLine[] = [];
  for await (const line of lines) {
    last.push(line);
    // Cut now and then, so that a line costs the same however many are kept.
    if (last.length > 2 * count) last = last.slice(last.length - count);
  }
  return last.slice(Math.max(0, last.length - count));
}
