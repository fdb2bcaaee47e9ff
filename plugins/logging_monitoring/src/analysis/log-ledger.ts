import { isBad, type Level } from '../level.ts';
import type { LogEntry, LogFormat } from '../parse/entry.ts';
import { isContinuation, parseLine } from '../parse/parse-line.ts';
import { ErrorTimes } from './bursts.ts';
import { MessageCounts } from './message-counts.ts';

/** What the lines of logs come to, counted as they come. */
export class LogLedger {
  readonly messages = new MessageCounts();
  readonly errorTimes: ErrorTimes;
  readonly byLevel = new Map<Level | 'none', number>();
  readonly byFormat = new Map<LogFormat, number>();
  readonly #now: number;
  lines = 0;
  entries = 0;
  errors = 0;
  from: number | undefined;
  to: number | undefined;
  #hasEntry = false;

  constructor({ bucketMs, now }: { readonly bucketMs: number; readonly now: number }) {
    this.errorTimes = new ErrorTimes(bucketMs);
    this.#now = now;
  }

  /** A file begins: its first line continues nothing. */
  beginFile(): void {
    this.#hasEntry = false;
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.lines++;
    if (this.#hasEntry && isContinuation(line)) return;
    this.#hasEntry = true;
    this.#count(parseLine(line, this.#now));
  }

  #count(entry: LogEntry): void {
    const { level, time, format } = entry;
    this.entries++;
    raise(this.byLevel, level ?? 'none');
    raise(this.byFormat, format);
    this.messages.add(entry);
    if (isBad(level)) {
      this.errors++;
      if (time !== undefined) this.errorTimes.add(time);
    }
    if (time === undefined) return;
    if (this.from === undefined || time < this.from) this.from = time;
    if (this.to === undefined || time > this.to) this.to = time;
  }
}

function raise<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
