import {
  descriptorTarget,
  holdsAny,
  isWithoutFiles,
  livingProcesses,
  lookedAt,
  newestProcessId,
  ProcessEntry,
  processEntry,
  processIds,
  SLICE,
  turn,
} from './process-table.ts';
import { pause } from './within.ts';

// What belongs to a command: its process group, its session, everything that bears its mark in the environment, and every
// descendant of these; besides, whatever holds its output open. A process that leaves all of that at once (new session,
// cleared environment, orphaned, output elsewhere) is not found: only a sandbox with a process namespace holds such a one.
// While this process has too many files open there is only the process group to go by, as on systems without /proc.

export interface ProcessTree {
  /** The process that we started: its id is also that of its group and session. */
  readonly leader: number;
  /** `NAME=value` in the environment of the command and, unless they clear it, of its descendants. */
  readonly mark: Buffer;
  /** What the leader's stdout and stderr are, as {@link descriptorTarget} names them. */
  readonly outputs: ReadonlySet<string>;
}

const ROUND_MS = 5;
/** For what KILL has reached: it dies only when it gets a processor, and until then it holds its ports, locks and memory. */
const KILL_MS = 5_000;
const LONGEST_POLL_MS = 80;
/** Up to so many ids are tried one by one; above it, listing /proc is cheaper. */
const FEW_IDS = 64;

const living = new Set<ProcessTree>();

/** Registers a started leader, so that its tree cannot outlive a regular end of our own process. */
export function processTree(leader: number, mark: string): ProcessTree {
  const outputs = [1, 2].map((descriptor) => descriptorTarget(leader, descriptor));
  // Only what is the command's own: a leader that is gone already, or has its output elsewhere, says nothing.
  const own = outputs.filter((target) => target?.startsWith('socket:') || target?.startsWith('pipe:'));
  const tree = { leader, mark: Buffer.from(mark), outputs: new Set(own.map(String)) };
  if (living.size === 0) process.once('exit', killLiving);
  living.add(tree);
  return tree;
}

/** To be called when nothing of the tree is alive any more. */
export function forgetTree(tree: ProcessTree): void {
  living.delete(tree);
  if (living.size === 0) process.removeListener('exit', killLiving);
}

/** Our process ends now, without another turn of its event loop: one look at every process, and KILL. */
function killLiving(): void {
  for (const { leader } of living) signalGroup(leader, 'SIGKILL');
  try {
    for (const pid of processIds()) {
      const entry = processEntry(pid);
      if (entry !== undefined && [...living].some((tree) => isRoot(tree, entry))) signalProcess(pid, 'SIGKILL');
    }
  } catch (error) {
    if (!isWithoutFiles(error)) throw error;
  }
}

/**
 * Whether something of a tree whose leader has ended may be alive. Costs about 50 µs when nothing is: besides the group, only
 * processes whose ids were given after the leader's are looked at.
 */
export async function hasLeftovers(tree: ProcessTree): Promise<boolean> {
  return (
    signalGroup(tree.leader, 0) ||
    (await lookedAt(
      () => hasStrays(tree),
      () => false,
    ))
  );
}

/** Whether something of the tree is alive that has left its group. */
function hasStrays(tree: ProcessTree): boolean {
  const newest = newestProcessId();
  if (newest === undefined) return false;
  const given = newest - tree.leader;
  if (given >= 0 && given <= FEW_IDS) {
    return Array.from({ length: given }, (_, index) => tree.leader + 1 + index).some((pid) => isMarked(pid, tree));
  }
  const isLater = (pid: number): boolean =>
    given > 0 ? pid > tree.leader && pid <= newest : pid > tree.leader || pid <= newest;
  return processIds().some((pid) => isLater(pid) && isMarked(pid, tree));
}

const isMarked = (pid: number, tree: ProcessTree): boolean => processEntry(pid)?.hasMark(tree.mark) === true;

/**
 * Ends every process of a tree: TERM, then KILL for what is alive after `graceMs`. Returns when none is found any more, or
 * when {@link KILL_MS} are over. Gives the ids of those that are still there: they belong to another user, or hang in the kernel.
 */
export async function endTree(tree: ProcessTree, graceMs: number): Promise<readonly number[]> {
  const deadline = performance.now() + graceMs;
  const told = new Set<string>();
  let members = await membersOf(tree, []);
  askToEnd(members, told);
  let poll = ROUND_MS;
  while (members.length > 0 && performance.now() < deadline) {
    await pause(Math.min(poll, Math.max(1, deadline - performance.now())));
    poll = Math.min(poll * 2, LONGEST_POLL_MS);
    members = await membersOf(tree, members);
    askToEnd(members, told);
  }
  return kill(tree, members);
}

/** KILL, again for what was forked while we looked, until nothing is found; gives the ids of those that are still there. */
async function kill(tree: ProcessTree, found: readonly ProcessEntry[]): Promise<readonly number[]> {
  const deadline = performance.now() + KILL_MS;
  let poll = ROUND_MS;
  let members = found;
  while (members.length > 0 && performance.now() < deadline) {
    if (tree.leader > 0) signalGroup(tree.leader, 'SIGKILL');
    for (const member of members) signalProcess(member.pid, 'SIGKILL');
    await pause(poll);
    poll = Math.min(poll * 2, LONGEST_POLL_MS);
    members = await membersOf(tree, members);
  }
  return members.map((member) => member.pid);
}

/** TERM, once to each: one by one, because a process may leave the group between our look and our signal. */
function askToEnd(members: readonly ProcessEntry[], told: Set<string>): void {
  for (const { pid, startTime } of members) {
    const name = `${pid}/${startTime}`;
    if (told.has(name)) continue;
    told.add(name);
    signalProcess(pid, 'SIGTERM');
    // A stopped process hears of it only when it goes on.
    signalProcess(pid, 'SIGCONT');
  }
}

/**
 * Ends with KILL every process that bears `mark` (`NAME=value`), and their descendants: what a run whose own process was killed has
 * left behind. Gives the number of processes found. Linux only; elsewhere it finds none.
 */
export async function killMarked(mark: string): Promise<number> {
  const tree: ProcessTree = { leader: 0, mark: Buffer.from(mark), outputs: new Set() };
  const members = await membersOf(tree, []);
  await kill(tree, members);
  return members.length;
}

/** Kills whoever holds the command's output open although it is no member of the tree: its daemons with a cleared environment. */
export async function killHolders(tree: ProcessTree): Promise<void> {
  if (tree.outputs.size === 0) return;
  const holders = async (): Promise<readonly ProcessEntry[]> =>
    (await livingProcesses()).filter(({ pid }) => holdsAny(pid, tree.outputs));
  for (const { pid } of await lookedAt(holders, () => [])) signalProcess(pid, 'SIGKILL');
}

/** Members alive now; `known` ones stay members even when what made them so is gone (an orphan with a cleared environment). */
function membersOf(tree: ProcessTree, known: readonly ProcessEntry[]): Promise<readonly ProcessEntry[]> {
  return lookedAt(
    () => membersAmong(tree, known),
    () => groupAlone(tree),
  );
}

async function membersAmong(tree: ProcessTree, known: readonly ProcessEntry[]): Promise<readonly ProcessEntry[]> {
  const processes = await livingProcesses();
  if (processes.length === 0) return groupAlone(tree);
  const members = new Map<number, ProcessEntry>();
  for (const entry of known) {
    if (processEntry(entry.pid)?.startTime === entry.startTime) members.set(entry.pid, entry);
  }
  for (const [index, entry] of processes.entries()) {
    if (index % SLICE === SLICE - 1) await turn();
    if (isRoot(tree, entry)) members.set(entry.pid, entry);
  }
  // A child can stand before its parent in the table.
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const entry of processes) {
      if (members.has(entry.parent)) members.set(entry.pid, entry);
    }
  }
  return [...members.values()];
}

function isRoot(tree: ProcessTree, entry: ProcessEntry): boolean {
  if (tree.leader > 0 && (entry.group === tree.leader || entry.session === tree.leader)) return true;
  return entry.hasMark(tree.mark);
}

/** Without /proc there is only the group, which stands for itself. */
function groupAlone(tree: ProcessTree): readonly ProcessEntry[] {
  if (tree.leader === 0 || !signalGroup(tree.leader, 0)) return [];
  return [new ProcessEntry(-tree.leader, [])];
}

const signalGroup = (leader: number, name: NodeJS.Signals | 0): boolean => signalProcess(-leader, name);

/** False when there is nobody to signal. One that may not be signalled (it became another user) is there. */
function signalProcess(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
