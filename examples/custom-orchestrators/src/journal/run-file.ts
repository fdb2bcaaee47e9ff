import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { StorageError } from '@codomyrmex/core';
import { decodeEvent, type EventRow, encodeEvent, isPausedAfter, type RunEvent, type RunRecord } from '@codomyrmex/dag';
import { isCode } from './claims.ts';

/** The first line of a run's file. Each further line is one append: its events as a list. */
interface Head {
  readonly record: RunRecord;
  /** Microseconds and finer, to tell runs of one millisecond apart. */
  readonly begun: number;
}

export interface StoredRun extends Head {
  readonly events: readonly RunEvent[];
  readonly isPaused: boolean;
  readonly end: Extract<RunEvent, { type: 'run_ended' }> | undefined;
}

/** The text of a new run. */
export function newRunText(record: RunRecord, events: readonly RunEvent[]): string {
  const head: Head = { record, begun: performance.timeOrigin + performance.now() };
  return `${JSON.stringify(head)}\n${lineOf(events)}`;
}

export function createRunFile(file: string, text: string, flush: boolean): void {
  writeFileSync(file, text, { flush });
}

/** One line is written whole or, if the process dies or the disk is full, without its end: then it does not count. */
export function appendToRunFile(file: string, events: readonly RunEvent[], flush: boolean): void {
  appendFileSync(file, lineOf(events), { flush });
}

/** Takes away what was never acknowledged, so that the next line stands on its own. */
export function repairRunFile(file: string): void {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) truncateSync(file, end);
}

/** What is renamed or made in a folder is durable when the folder is. */
export function flushFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws StorageError JOURNAL_CORRUPT for a line that is whole and cannot be read. */
export function readRunFile(file: string): StoredRun | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const [first = '', ...appends] = text.slice(0, text.lastIndexOf('\n')).split('\n');
  // Written by `newRunText` and `appendToRunFile` alone; decodeEvent checks each row.
  const { record, begun } = parsed(first, file) as Head;
  const rows = appends.flatMap((line) => parsed(line, file) as EventRow[]); // as above
  const events = rows.map(decodeEvent);
  const last = events.at(-1);
  const isPaused = events.reduce((paused, event) => isPausedAfter(event) ?? paused, false);
  return { record, begun, events, isPaused, end: last?.type === 'run_ended' ? last : undefined };
}

const lineOf = (events: readonly RunEvent[]): string => `${JSON.stringify(events.map(encodeEvent))}\n`;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parsed(line: string, file: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new StorageError(`${file} has a line that is no JSON`, { code: 'JOURNAL_CORRUPT', cause });
  }
}
