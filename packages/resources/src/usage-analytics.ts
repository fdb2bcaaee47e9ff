import { dateAt } from '@codomyrmex/core';
import type { Owner } from './allocation.ts';
import type { Books } from './books.ts';
import type { Part } from './need.ts';
import type { Amounts } from './resource-definition.ts';
import type { RawSample, UsageRecord } from './usage-record.ts';

/** How a resource stood after the changes of a moment. */
export interface UsageSample {
  /** `null` where no time is told. */
  readonly timestamp: Date | null;
  readonly held: Amounts;
  readonly capacity: Amounts;
  /** How many waited for something that names the resource, whatever it was that they lacked. */
  readonly waiting: number;
}

export interface UserTime {
  readonly user: string;
  readonly seconds: number;
}

/** What became of a resource since its history began. */
export interface ResourceAnalytics {
  readonly resourceId: string;
  /** `null` where no time is told. */
  readonly since: Date | null;
  readonly seconds: number;
  /** Percent by unit, weighted by time. */
  readonly meanUtilization: Amounts;
  readonly peakUtilization: Amounts;
  readonly grants: number;
  /** Grants that were waited for. */
  readonly waits: number;
  /** Of those. */
  readonly meanWaitSeconds: number;
  readonly maxWaitSeconds: number;
  readonly waitingNow: number;
  /** Percent of the time in which somebody waited. */
  readonly contention: number;
  /** At most ten, by how long they held it, among those who hold it now and the last 2,000 grants of all resources. */
  readonly topUsers: readonly UserTime[];
}

/** A grant that is over. */
export interface PastHolding {
  readonly owner: Owner;
  readonly parts: readonly Part[];
  readonly ms: number;
}

const MAX_USERS = 10;

export function usageSample({ at, ...sample }: RawSample, books: Books): UsageSample {
  return { timestamp: dateOf(at, books), ...sample };
}

/** Costs time proportional to all that is held, and to the grants that are remembered. */
export function resourceAnalytics(record: UsageRecord, past: Iterable<PastHolding>, books: Books): ResourceAnalytics {
  for (const series of record.series) series.update(books.now);
  const elapsed = books.now - record.from;
  const { waits } = record;
  return {
    resourceId: record.id,
    since: dateOf(record.from, books),
    seconds: seconds(elapsed),
    meanUtilization: Object.fromEntries(record.series.map((one) => [one.row.unit, one.mean(elapsed)])),
    peakUtilization: Object.fromEntries(record.series.map((one) => [one.row.unit, one.peak])),
    grants: record.grants,
    waits,
    meanWaitSeconds: waits === 0 ? 0 : seconds(record.waitedMs / waits),
    maxWaitSeconds: seconds(record.longestMs),
    waitingNow: record.waiting,
    contention: elapsed <= 0 ? 0 : Math.round((record.contendedUntil(books.now) / elapsed) * 1_000) / 10,
    topUsers: topUsers(record.id, past, books),
  };
}

function topUsers(resource: string, past: Iterable<PastHolding>, books: Books): UserTime[] {
  const times = new Map<string, number>();
  const add = ({ owner, parts, ms }: PastHolding): void => {
    if (!parts.some(({ row }) => row.resource === resource)) return;
    const { label } = owner;
    times.set(label, (times.get(label) ?? 0) + ms);
  };
  for (const holding of past) add(holding);
  for (const { owner, shape, since } of books.held()) {
    add({ owner, parts: shape?.parts ?? [], ms: books.now - since });
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_USERS)
    .map(([user, ms]) => ({ user, seconds: seconds(ms) }));
}

function dateOf(now: number, books: Books): Date | null {
  return books.hasTime ? dateAt(books.timeOf(now)) : null;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1_000;
}
