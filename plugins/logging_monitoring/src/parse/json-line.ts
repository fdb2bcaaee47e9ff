import { type Level, levelNamed, levelNumbered } from '../level.ts';
import type { LogEntry } from './entry.ts';
import { epochTime, timestamp } from './timestamp.ts';

const levelKeys = ['level', 'severity', 'levelname', 'log.level', 'lvl', '@level', 'loglevel', 'LEVEL'];
const timeKeys = ['time', 'timestamp', '@timestamp', 'ts', 'datetime', 'asctime', 'date', 't'];
const messageKeys = ['msg', 'message', '@message', 'event', 'text', 'error', 'err'];

/** A line that is a JSON object: the keys of pino, bunyan, winston, zap, structlog, Python's formatters and the cloud services. */
export function jsonEntry(line: string, now: number): LogEntry | undefined {
  if (!line.startsWith('{')) return undefined;
  const fields = objectIn(line);
  if (fields === undefined) return undefined;
  return {
    format: 'json',
    level: first(fields, levelKeys, levelOf),
    time: first(fields, timeKeys, (value) => timeOf(value, now)),
    message: first(fields, messageKeys, messageOf) ?? line,
  };
}

function objectIn(line: string): Map<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new Map(Object.entries(value))
      : undefined;
  } catch {
    // A line that begins like JSON and is none is a text.
    return undefined;
  }
}

function first<T>(
  fields: ReadonlyMap<string, unknown>,
  keys: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const key of keys) {
    const found = read(fields.get(key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function levelOf(value: unknown): Level | undefined {
  if (typeof value === 'number') return levelNumbered(value);
  return typeof value === 'string' ? levelNamed(value) : undefined;
}

function timeOf(value: unknown, now: number): number | undefined {
  if (typeof value === 'number') return epochTime(value);
  return typeof value === 'string' ? timestamp(value, now) : undefined;
}

function messageOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('message' in value)) return undefined;
  return typeof value.message === 'string' ? value.message : undefined;
}
