import type { LogEntry } from './entry.ts';
import { jsonEntry } from './json-line.ts';
import { textReaders } from './text-line.ts';

/** Lines of a stack or a dump belong to the entry before them. */
const CONTINUATION =
  /^(?:\s|at |Caused by:|\.\.\. \d+ more|Traceback \(most recent|[)\]}]|[A-Za-z_][\w.]*(?:Error|Exception)\b)/;

export const isContinuation = (line: string): boolean => CONTINUATION.test(line);

/** What a line says, in the first format that it fits. */
export function parseLine(line: string, now: number): LogEntry {
  const json = jsonEntry(line, now);
  if (json !== undefined) return json;
  for (const read of textReaders) {
    const entry = read(line, now);
    if (entry !== undefined) return entry;
  }
  return { format: 'unknown', level: undefined, time: undefined, message: line };
}
