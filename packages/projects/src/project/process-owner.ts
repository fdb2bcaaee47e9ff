import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';

/** A process that has something in hand, so that others can tell whether it still lives. */
export const processOwnerSchema = z.object({
  pid: z.int().min(1),
  host: z.string(),
  /** What the system counts as its beginning; absent where it does not tell. Apart from a later process of the same number. */
  started: z.string().optional(),
  /** Of the machine's running since it was switched on; absent where the system does not tell. */
  boot: z.string().optional(),
  /** Within which its number counts: a container has its own. Absent where there are none. */
  pid_namespace: z.string().optional(),
});
export type ProcessOwner = z.output<typeof processOwnerSchema>;

let own: ProcessOwner | undefined;

export function thisProcess(): ProcessOwner {
  if (own === undefined) {
    const started = beginningOf(process.pid);
    const boot = told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    const namespace = told(() => readlinkSync('/proc/self/ns/pid'));
    own = {
      pid: process.pid,
      host: hostname(),
      ...(started !== undefined && { started }),
      ...(boot !== undefined && { boot }),
      ...(namespace !== undefined && { pid_namespace: namespace }),
    };
  }
  return own;
}

/** False when it is certainly gone. A process of another machine, or of another container, counts as alive. */
export function mayBeAlive({ pid, host, started, boot, pid_namespace: namespace }: ProcessOwner): boolean {
  if (host !== hostname()) return true;
  const here = thisProcess();
  if (isOther(boot, here.boot)) return false;
  // Its number means another process here, or none.
  if (isOther(namespace, here.pid_namespace)) return true;
  if (!answers(pid)) return false;
  const now = beginningOf(pid);
  if (now === 'dead') return false;
  return started === undefined || now === undefined || now === started;
}

const isOther = (theirs: string | undefined, ours: string | undefined): boolean =>
  theirs !== undefined && ours !== undefined && theirs !== ours;

function told(ask: () => string): string | undefined {
  try {
    return ask();
  } catch {
    return undefined; // another system
  }
}

/** A process of somebody else refuses the question, and so exists. */
function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** `dead` for one that has ended and waits for its exit code to be asked for; `undefined` where there is no /proc. */
function beginningOf(pid: number): string | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // another system, or gone since: `answers` has told
  }
  // Its name stands in brackets and may hold anything; state and beginning are the 1st and the 20th field after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : fields[19];
}
