import type { LogLevel } from '@codomyrmex/core';
import * as z from 'zod';

/** A line of a step's log. `message` is as the step wrote it: `inert` is for showing it. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly t: number;
  readonly level: LogLevel;
  /** Counted from 1; 0 for a line that is damaged in the file. */
  readonly attempt: number;
  readonly message: string;
}

/** Longest message that is written, in UTF-16 units. */
const MAX_MESSAGE = 65_536;

/** The line as JSON with its line end. */
export function writtenLine(line: LogLine): string {
  const beyond = line.message.length - MAX_MESSAGE;
  if (beyond <= 0) return `${JSON.stringify(line)}\n`;
  const message = `${line.message.slice(0, MAX_MESSAGE)} … (${beyond} more characters)`;
  return `${JSON.stringify({ ...line, message })}\n`;
}

const lineSchema = z.object({
  t: z.number(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  attempt: z.int().min(0),
  message: z.string(),
});

/** Reads a line back. One that a killed process left in pieces is said to be damaged and takes the time of the line before it. */
export function readLine(written: string, before: number): LogLine {
  const parsed = lineSchema.safeParse(json(written));
  if (parsed.success) return parsed.data;
  return { t: before, level: 'warn', attempt: 0, message: `[damaged line of ${written.length} characters]` };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
