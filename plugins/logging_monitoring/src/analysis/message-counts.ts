import { type Level, levels } from '../level.ts';
import type { LogEntry } from '../parse/entry.ts';
import { templateOf } from './template.ts';

/** More kinds of messages than that are counted together: they are no kinds. */
const MAX_KINDS = 20_000;
const MAX_EXAMPLE = 500;

export interface MessageCount {
  readonly template: string;
  readonly example: string;
  readonly level: Level | undefined;
  readonly count: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

interface Counting {
  readonly template: string;
  readonly example: string;
  level: Level | undefined;
  count: number;
  first: number | undefined;
  last: number | undefined;
}

/** How often each kind of message came, and when first and last. */
export class MessageCounts {
  readonly #kinds = new Map<string, Counting>();
  #others = 0;

  add({ message, level, time }: LogEntry): void {
    const template = templateOf(message);
    const kind = this.#kinds.get(template);
    if (kind === undefined) {
      if (this.#kinds.size >= MAX_KINDS) this.#others++;
      else
        this.#kinds.set(template, {
          template,
          example: message.slice(0, MAX_EXAMPLE),
          level,
          count: 1,
          first: time,
          last: time,
        });
      return;
    }
    kind.count++;
    if (rank(level) > rank(kind.level)) kind.level = level;
    if (time === undefined) return;
    if (kind.first === undefined || time < kind.first) kind.first = time;
    if (kind.last === undefined || time > kind.last) kind.last = time;
  }

  /** Messages that came after there were too many kinds. */
  get others(): number {
    return this.#others;
  }

  /** The most frequent first; those that are alike in that by their text. */
  top(amount: number, wanted: (count: MessageCount) => boolean): readonly MessageCount[] {
    return [...this.#kinds.values()]
      .filter(wanted)
      .sort((a, b) => b.count - a.count || (a.template < b.template ? -1 : 1))
      .slice(0, amount);
  }
}

const rank = (level: Level | undefined): number => (level === undefined ? -1 : levels.indexOf(level));
