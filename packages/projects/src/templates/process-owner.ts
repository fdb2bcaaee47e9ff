import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';
import { systemCode } from './scaffold-error.ts';

/** Whose unfinished work something is. */
export const ownerSchema = z.strictObject({
  pid: z.int().positive(),
  /** When the process began, in the system's own count; `null` where the system does not tell. A number of a process comes again. */
  began: z.string().nullable(),
  host: z.string(),
});

export type ProcessOwner = z.output<typeof ownerSchema>;

export const thisProcess = (): ProcessOwner => ({ pid: process.pid, began: beginOf(process.pid), host: hostname() });

/** Whether it may still be at work. Of another machine nobody here can tell, so it is taken to be. */
export function mayLive({ pid, began, host }: ProcessOwner): boolean {
  if (host !== hostname()) return true;
  if (!hasLivingProcess(pid)) return false;
  const now = beginOf(pid);
  return began === null || now === null || now === began;
}

export function hasLivingProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** A process that has ended and waits to be asked for its exit code is told as if it were none. */
function beginOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
  } catch {
    // No /proc on this system.
    return null;
  }
}
