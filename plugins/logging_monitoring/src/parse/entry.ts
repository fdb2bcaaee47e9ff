import type { Level } from '../level.ts';

export const formats = ['json', 'logfmt', 'access', 'syslog', 'klog', 'python', 'text', 'unknown'] as const;
/** The kinds of lines that are understood. */
export type LogFormat = (typeof formats)[number];

/** What a line says. */
export interface LogEntry {
  readonly format: LogFormat;
  readonly level: Level | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number | undefined;
  readonly message: string;
}
