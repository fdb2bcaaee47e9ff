import { open, readdir } from 'node:fs/promises';
import { innerRunId, runId } from '@codomyrmex/core';
import { type LogLine, readLine } from './log-line.ts';
import { innerFolder, logFile, logFolder, taskOfLog } from './run-files.ts';

/** A line with the task that wrote it. */
export interface TaskLogLine extends LogLine {
  readonly task: string;
}

const BLOCK_BYTES = 65_536;
/** The most lines that {@link tailStepLog} gives. */
const MAX_TAIL = 100_000;

/** Whose lines are read. */
export interface LogScope {
  readonly folder: string;
  readonly run: string;
  /** All tasks of the run unless given. */
  readonly task?: string | undefined;
  /** Reads the runs that the tasks consist of too, and names what is in them; left out unless given. */
  readonly inner?: ((run: string, task: string) => string) | undefined;
}

/** One file of a log, with the name that its lines are given. */
interface LogSource {
  readonly path: string;
  readonly name: string;
}

/**
 * The lines of a task, or of all tasks of a run in order of time. Files are read block by block and none stays open between two
 * lines, so a reader may take its time. Empty when nothing was logged.
 */
export function readStepLog(folder: string, run: string, task?: string): AsyncGenerator<TaskLogLine> {
  return new StepLogReader({ folder, run, task }).read();
}

/** Reads the logs of a run, or of one task, time and again: each time what has come since. */
export class StepLogReader {
  readonly #scope: LogScope;
  /** Where reading has come to, by file; of one that was read to its end only the place is kept. */
  readonly #cursors = new Map<string, LogCursor>();

  constructor(scope: LogScope) {
    this.#scope = scope;
  }

  /**
   * What has come since the last reading, in order of time; at first everything. A file that has become shorter was begun
   * anew, and is read from its beginning.
   */
  async *read(): AsyncGenerator<TaskLogLine> {
    const waiting: { readonly source: LogSource; readonly time: number }[] = [];
    for (const source of await sourcesOf(this.#scope)) {
      const first = await nextOf(source, this.#cursors.get(source.path)?.copy());
      if (first.line === undefined) this.#cursors.set(source.path, first);
      else waiting.push({ source, time: first.time });
    }
    waiting.sort((a, b) => b.time - a.time);
    const reading: LogCursor[] = [];
    for (;;) {
      const next = earliest(reading);
      const start = waiting.at(-1);
      if (start !== undefined && (next === undefined || start.time < next.time)) {
        waiting.pop();
        const { source } = start;
        const cursor = await nextOf(source, this.#cursors.get(source.path));
        this.#cursors.set(source.path, cursor);
        reading.push(cursor);
        continue;
      }
      if (next?.line === undefined) return;
      yield next.line;
      await next.advance();
      if (next.line === undefined) reading.splice(reading.indexOf(next), 1);
    }
  }
}

/** The cursor at its next line. */
async function nextOf({ path, name }: LogSource, cursor = new LogCursor(path, name)): Promise<LogCursor> {
  await cursor.advance();
  return cursor;
}

/** The last `count` lines of a task, or of all tasks of a run, in order of time. Reads only the ends of the files. */
export async function tailStepLog(
  folder: string,
  run: string,
  { count, ...scope }: Omit<LogScope, 'folder' | 'run'> & { readonly count: number },
): Promise<readonly TaskLogLine[]> {
  const wanted = Math.min(count, MAX_TAIL);
  const sources = await sourcesOf({ folder, run, ...scope });
  let lines: TaskLogLine[] = [];
  for (const { path, name } of sources) {
    const written = await lastLines(path, wanted);
    let time = 0;
    for (const text of written) {
      const line = readLine(text, time);
      time = line.t;
      lines.push({ task: name, ...line });
    }
    if (sources.length > 1) lines = lines.sort((a, b) => a.t - b.t).slice(-wanted);
  }
  return wanted === 0 ? [] : lines.slice(-wanted);
}

/** In the order of their names; what is in a task comes after what it wrote itself. */
async function sourcesOf({ folder, run, task, inner }: LogScope): Promise<readonly LogSource[]> {
  const tasks = task === undefined ? await loggedTasks(folder, run) : [task];
  const own = tasks.map((name) => ({ path: logFile(folder, run, name), name: inner?.(run, name) ?? name }));
  return inner === undefined ? own : [...own, ...(await innerSources({ folder, run, task, inner }))];
}

/** Workflows are in each other to a small depth: recursion is safe. */
async function innerSources({ folder, run, task, inner }: LogScope): Promise<readonly LogSource[]> {
  const entries = await namesIn(innerFolder(folder, run));
  const wanted = entries.filter((entry) => task === undefined || entry.replace(/@\d+$/, '') === task);
  const sources: LogSource[] = [];
  for (const entry of wanted.toSorted()) {
    // A folder's name has the attempt in it.
    sources.push(...(await sourcesOf({ folder, run: innerRunId(runId(run), entry, 1), inner })));
  }
  return sources;
}

async function loggedTasks(folder: string, run: string): Promise<readonly string[]> {
  return (await namesIn(logFolder(folder, run))).flatMap((name) => taskOfLog(name) ?? []).sort();
}

const namesIn = async (path: string): Promise<readonly string[]> => (await readdir(path).catch(nothingOfMissing)) ?? [];

/** Few logs are in hand at once, as few tasks run at once: a heap would not pay. */
function earliest(cursors: readonly LogCursor[]): LogCursor | undefined {
  return cursors.reduce<LogCursor | undefined>(
    (best, cursor) => (best === undefined || cursor.time < best.time ? cursor : best),
    undefined,
  );
}

/** A place in a log file; between two blocks it holds no open file. */
class LogCursor {
  /** The line at this place; `undefined` at the end. */
  line: TaskLogLine | undefined;
  readonly #path: string;
  readonly #task: string;
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);
  #lines: string[] = [];
  #time = 0;

  constructor(path: string, task: string) {
    this.#path = path;
    this.#task = task;
  }

  /** At the same place, to look at what comes next without going on. */
  copy(): LogCursor {
    const copy = new LogCursor(this.#path, this.#task);
    copy.#offset = this.#offset;
    copy.#rest = this.#rest;
    copy.#lines = [...this.#lines];
    copy.#time = this.#time;
    return copy;
  }

  /** Of this line, or of the last one. */
  get time(): number {
    return this.#time;
  }

  async advance(): Promise<void> {
    while (this.#lines.length === 0) {
      const block = await readBlock(this.#path, this.#offset);
      if (block === 'shorter') {
        this.#offset = 0;
        this.#rest = Buffer.alloc(0);
        continue;
      }
      if (block.length === 0) {
        // Without its line end it is being written, or was when its process was killed.
        this.line = undefined;
        return;
      }
      this.#offset += block.length;
      const bytes = Buffer.concat([this.#rest, block]);
      const end = bytes.lastIndexOf(10) + 1;
      this.#lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1).reverse();
      this.#rest = Buffer.from(bytes.subarray(end));
    }
    const line = readLine(this.#lines.pop() ?? '', this.#time);
    this.#time = line.t;
    this.line = { task: this.#task, ...line };
  }
}

/** `shorter`: the file does not reach to the offset any more. */
async function readBlock(path: string, offset: number): Promise<Buffer | 'shorter'> {
  const file = await open(path, 'r').catch(nothingOfMissing);
  if (file === undefined) return offset === 0 ? Buffer.alloc(0) : 'shorter';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(BLOCK_BYTES), 0, BLOCK_BYTES, offset);
    if (bytesRead === 0 && (await file.stat()).size < offset) return 'shorter';
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function lastLines(path: string, count: number): Promise<readonly string[]> {
  const file = await open(path, 'r').catch(nothingOfMissing);
  if (file === undefined) return [];
  try {
    const blocks: Buffer[] = [];
    let lineEnds = 0;
    for (let { size: at } = await file.stat(); at > 0 && lineEnds <= count; ) {
      const length = Math.min(BLOCK_BYTES, at);
      at -= length;
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, at);
      blocks.unshift(buffer);
      for (const byte of buffer) if (byte === 10) lineEnds++;
    }
    const lines = Buffer.concat(blocks).toString('utf8').split('\n').slice(0, -1);
    return count === 0 ? [] : lines.slice(-count);
  } finally {
    await file.close();
  }
}

function nothingOfMissing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return undefined;
  throw error;
}
