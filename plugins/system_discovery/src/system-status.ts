import { statfs } from 'node:fs/promises';
import { arch, availableParallelism, freemem, loadavg, platform, release, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { measureFile } from './measure-file.ts';

export const systemStatusSchema = z.object({
  platform: z.string(),
  release: z.string(),
  arch: z.string(),
  node: z.string(),
  cpus: z.int(),
  load: z.array(z.number()).meta({ description: 'Of the last 1, 5 and 15 minutes; zeros on Windows.' }),
  memory_gb: z.number(),
  memory_free_gb: z.number(),
  disk_gb: z.number().nullable().meta({ description: 'Where the project lies; null when it cannot be told.' }),
  disk_free_gb: z.number().nullable(),
  uptime_seconds: z.int(),
});
/** How the machine is doing now. */
export type SystemStatus = z.output<typeof systemStatusSchema>;

const GIB = 1024 ** 3;

export async function systemStatus(root: string): Promise<SystemStatus> {
  const disk = await statfs(root).catch(() => undefined);
  return {
    platform: platform(),
    release: release(),
    arch: arch(),
    node: process.versions.node,
    cpus: availableParallelism(),
    load: loadavg().map(rounded),
    memory_gb: rounded(totalmem() / GIB),
    memory_free_gb: rounded(freemem() / GIB),
    disk_gb: disk === undefined ? null : rounded((disk.blocks * disk.bsize) / GIB),
    disk_free_gb: disk === undefined ? null : rounded((disk.bavail * disk.bsize) / GIB),
    uptime_seconds: Math.floor(uptime()),
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** The branch that a folder's own `.git` has checked out, read as a file; `null` without one or between branches. */
export function gitBranch(root: string): string | null {
  const head = measureFile(join(root, '.git', 'HEAD'), 4_096);
  if (head.kind === 'unread') return null;
  return /^ref: refs\/heads\/([^\p{Cc} ]{1,200})\s*$/u.exec(head.text)?.[1] ?? null;
}
