import * as z from 'zod';

export const DEFAULT_SECONDS = 30;
const MOST_SECONDS = 300;

/** Seconds, brought between 1 and 300. */
const clampedSeconds = (seconds: number): number => Math.min(MOST_SECONDS, Math.max(1, Math.ceil(seconds)));

export const timeout = z.number().meta({ description: 'Seconds; less than 1 counts as 1, more than 300 as 300.' });

/** What an execution may use. */
export const limitsSchema = z.strictObject({
  timeout: timeout.optional(),
  time_limit: timeout.optional().meta({ description: 'Another name for timeout.' }),
  memory_mb: z
    .int()
    .min(32)
    .max(65_536)
    .optional()
    .meta({ description: 'MiB of memory of each process; 512 unless given.' }),
  memory_limit: z.int().min(32).max(65_536).optional().meta({ description: 'Another name for memory_mb.' }),
  cpu_seconds: z
    .int()
    .min(1)
    .max(3_600)
    .optional()
    .meta({ description: 'Seconds of computing of each process; the timeout unless given.' }),
  processes: z
    .int()
    .min(1)
    .max(4_096)
    .default(64)
    .meta({ description: 'Processes and threads at one time. Node needs 16, Java 32.' }),
  files_mb: z
    .int()
    .min(1)
    .max(16_384)
    .default(128)
    .meta({ description: 'MiB of all files together, which are held in memory.' }),
  output_bytes: z
    .int()
    .min(0)
    .max(4 * 1024 * 1024)
    .default(1024 * 1024)
    .meta({ description: 'Kept of each stream; the rest is counted.' }),
});
export type WrittenLimits = z.output<typeof limitsSchema>;

/** Every limit with its value. */
export interface ExecutionLimits {
  readonly seconds: number;
  readonly memoryMb: number;
  readonly cpuSeconds: number;
  readonly processes: number;
  readonly filesMb: number;
  readonly outputBytes: number;
}

const MEMORY_MB = 512;

export function executionLimits(written: WrittenLimits): ExecutionLimits {
  const seconds = clampedSeconds(written.timeout ?? written.time_limit ?? DEFAULT_SECONDS);
  return {
    seconds,
    memoryMb: written.memory_mb ?? written.memory_limit ?? MEMORY_MB,
    cpuSeconds: written.cpu_seconds ?? seconds,
    processes: written.processes,
    filesMb: written.files_mb,
    outputBytes: written.output_bytes,
  };
}

export const namedLimits = ['memory', 'cpu', 'processes', 'files'] as const;
export type NamedLimit = (typeof namedLimits)[number];

const OPEN_FILES = 256;
const MEBIBYTE = 1024 * 1024;

/**
 * `prlimit` with its arguments. Memory is limited twice: what a process asks for itself (data), and all addresses, which also holds
 * what it shares with others. `addressesMb` is what its runtime reserves of these without using them.
 */
export function limitingWords(limits: ExecutionLimits, addressesMb: number): readonly string[] {
  return [
    'prlimit',
    '--core=0',
    `--nofile=${OPEN_FILES}`,
    `--data=${limits.memoryMb * MEBIBYTE}`,
    `--as=${(limits.memoryMb + addressesMb) * MEBIBYTE}`,
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 1}`,
    `--nproc=${limits.processes}`,
    `--fsize=${limits.filesMb * MEBIBYTE}`,
    '--',
  ];
}
