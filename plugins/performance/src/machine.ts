import { cpus, totalmem } from 'node:os';
import * as z from 'zod';

/** What a measurement depends on: between two machines times say nothing of the program. */
export const machineSchema = z.object({
  platform: z.string(),
  architecture: z.string(),
  cpu_model: z.string(),
  cpu_count: z.int(),
  memory_bytes: z.number(),
  node: z.string(),
});
export type Machine = z.output<typeof machineSchema>;

export function thisMachine(): Machine {
  const all = cpus();
  return {
    platform: process.platform,
    architecture: process.arch,
    cpu_model: all[0]?.model.trim() ?? 'unknown',
    cpu_count: all.length,
    memory_bytes: totalmem(),
    node: process.versions.node,
  };
}

/** Memory and Node differ between machines that measure the same. */
export const isAlike = (one: Machine, other: Machine): boolean =>
  one.platform === other.platform &&
  one.architecture === other.architecture &&
  one.cpu_model === other.cpu_model &&
  one.cpu_count === other.cpu_count;
