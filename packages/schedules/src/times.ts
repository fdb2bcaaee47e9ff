import { unreachable } from '@codomyrmex/core';
import { type Cron, parseCron } from './cron.ts';
import type { Schedule, Timing } from './schedule.ts';

/** The first time after `after` at which the schedule is due, before its jitter; `undefined` when there is none any more. */
export function nextTime({ timing, endsAt }: Schedule, after: number): number | undefined {
  const next = timeAfter(timing, after);
  return next === undefined || (endsAt !== null && next > endsAt) ? undefined : next;
}

/** The first `count` times after `after`. */
export function nextTimes(schedule: Schedule, after: number, count: number): readonly number[] {
  const times: number[] = [];
  for (let last = after; times.length < count; ) {
    const next = nextTime(schedule, last);
    if (next === undefined) break;
    times.push(next);
    last = next;
  }
  return times;
}

function timeAfter(timing: Timing, after: number): number | undefined {
  switch (timing.kind) {
    case 'cron':
      return cronOf(timing.expression, timing.timezone).next(after);
    case 'every': {
      const { everyMs, anchor } = timing;
      return anchor + Math.max(1, Math.floor((after - anchor) / everyMs) + 1) * everyMs;
    }
    case 'at':
      return timing.at > after ? timing.at : undefined;
    default:
      return unreachable(timing);
  }
}

/** As many schedules as one process may look at without reading their expressions again. */
const KEPT = 1_000;
const read = new Map<string, Cron>();

function cronOf(expression: string, timezone: string): Cron {
  const key = `${timezone} ${expression}`;
  const known = read.get(key);
  if (known !== undefined) return known;
  if (read.size >= KEPT) read.clear();
  const cron = parseCron(expression, timezone);
  read.set(key, cron);
  return cron;
}
