import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { pause } from './within.ts';

// What the kernel says of processes, from /proc. Elsewhere than on Linux every list is empty and callers have only the
// process group to go by. Reads are synchronous (about 15 µs each): they must work while the thread pool is busy. What has to
// open a file throws when none is free: see `lookedAt`.

/** A process as it was when looked at. */
export class ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** In clock ticks since boot: with the pid it names a process even when the pid is given to another one. */
  readonly startTime: number;
  #environment: Buffer | undefined;

  constructor(pid: number, fields: readonly string[]) {
    const number = (index: number): number => Number(fields[index]);
    this.pid = pid;
    this.parent = number(1);
    this.group = number(2);
    this.session = number(3);
    this.startTime = number(19);
  }

  /** Whether it was started with `mark` (`NAME=value`) in its environment. False for those of other users. */
  hasMark(mark: Buffer): boolean {
    this.#environment ??= readOrNothing(`/proc/${this.pid}/environ`) ?? Buffer.alloc(0);
    return holdsEntry(this.#environment, mark);
  }
}

/** Processes looked at between two turns of the event loop. */
export const SLICE = 64;

let nextLook: Promise<readonly ProcessEntry[]> | undefined;

/**
 * Every process that is alive after the call; zombies are not. Those who ask in one turn of the event loop share one look, so ending
 * a hundred commands at once costs little more than ending one.
 */
export function livingProcesses(): Promise<readonly ProcessEntry[]> {
  nextLook ??= turn().then(() => {
    nextLook = undefined;
    return look();
  });
  return nextLook;
}

async function look(): Promise<readonly ProcessEntry[]> {
  const entries: ProcessEntry[] = [];
  for (const [index, pid] of processIds().entries()) {
    if (index % SLICE === SLICE - 1) await turn();
    const entry = processEntry(pid);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** How long a look waits for a free file. Those of other steps are closed at any moment; a limit may also stay too low. */
const FREE_FILE_MS = 1_000;
const FREE_FILE_POLL_MS = 20;

/** What `look` gives; again and again while this process has too many files open, and `blind` when that does not end. */
export async function lookedAt<Seen>(look: () => Seen | Promise<Seen>, blind: () => Seen): Promise<Seen> {
  for (let deadline: number | undefined; ; ) {
    try {
      return await look();
    } catch (error) {
      if (!isWithoutFiles(error)) throw error;
      deadline ??= performance.now() + FREE_FILE_MS;
      if (performance.now() > deadline) return blind();
    }
    await pause(FREE_FILE_POLL_MS);
  }
}

/** Whether a look failed because this process, or the machine, has too many files open. */
export function isWithoutFiles(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE');
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The process of that id when it is alive. */
export function processEntry(pid: number): ProcessEntry | undefined {
  const stat = readOrNothing(`/proc/${pid}/stat`)?.toString('latin1');
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets, which may itself hold brackets and blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  return state === 'Z' || state === 'X' ? undefined : new ProcessEntry(pid, fields);
}

/** Whole entries only: run/task/1 must not find run/task/11. */
function holdsEntry(environment: Buffer, mark: Buffer): boolean {
  for (let at = environment.indexOf(mark); at >= 0; at = environment.indexOf(mark, at + 1)) {
    const after = at + mark.length;
    const starts = at === 0 || environment[at - 1] === 0;
    if (starts && (after === environment.length || environment[after] === 0)) return true;
  }
  return false;
}

/** Names the file, pipe or socket behind a descriptor of a process, such as `socket:[123]`. */
export function descriptorTarget(pid: number, descriptor: number | string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch (error) {
    return ignoreGone(error);
  }
}

export function holdsAny(pid: number, targets: ReadonlySet<string>): boolean {
  return entriesOf(`/proc/${pid}/fd`).some((descriptor) => targets.has(descriptorTarget(pid, descriptor) ?? ''));
}

/** The id given to the newest process or thread; ids are given in a circle. `undefined` where the kernel does not say. */
export function newestProcessId(): number | undefined {
  const load = readOrNothing('/proc/loadavg')?.toString('latin1');
  const id = Number(load?.trim().split(' ').at(-1));
  return Number.isInteger(id) && id > 0 ? id : undefined;
}

export function processIds(): readonly number[] {
  return entriesOf('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    return ignoreGone(error) ?? [];
  }
}

function readOrNothing(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    return ignoreGone(error);
  }
}

/** A process can end, or belong to somebody else, at any moment of our looking at it. */
function ignoreGone(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR')
    return undefined;
  throw error;
}
