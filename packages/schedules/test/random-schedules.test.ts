import { decide, nextTimes, type Occurrence, overlapPolicies, type RunEnd } from '@codomyrmex/schedules';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createdAt, cron, every, scheduleOf } from './schedule-of.ts';

const SEED = process.env.FC_SEED === 'random' ? {} : { seed: 42 };
const RUNS = Number(process.env.FC_RUNS ?? 80);

const timings = fc.constantFrom(
  every(60_000),
  every(7 * 60_000),
  cron('*/5 * * * *', 'Europe/Berlin'),
  cron('0 * * * *', 'America/New_York'),
);

it('given any looks at any clock, then every time up to the last is accounted once, in order, and policies hold', () => {
  fc.assert(
    fc.property(
      fc.record({
        timing: timings,
        overlap: fc.constantFrom(...overlapPolicies),
        catchUpMs: fc.integer({ min: 0, max: 7_200_000 }),
        jitterMs: fc.constantFrom(0, 90_000),
      }),
      fc.array(
        fc.record({
          step: fc.integer({ min: -3_600_000, max: 3_600_000 }),
          ends: fc.boolean(),
          chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        }),
        { maxLength: 25 },
      ),
      (given, looks) => {
        const schedule = scheduleOf(given);
        const records = new Map<number, Occurrence>();
        const ended = new Map<string, RunEnd>();
        let [now, latest, accountedUntil, runs] = [createdAt, createdAt, createdAt, 0];
        for (const { step, ends, chance } of looks) {
          now += step;
          latest = Math.max(latest, now);
          if (ends)
            for (const { state } of records.values()) if (state.kind === 'running') ended.set(state.run, 'completed');
          for (let isMore = true; isMore; ) {
            const open = [...records.values()].filter(({ state }) =>
              ['delayed', 'queued', 'running'].includes(state.kind),
            );
            open.sort((a, b) => a.scheduledFor - b.scheduledFor);
            const view = { schedule, accountedUntil, open, recordedAhead: new Set<number>() };
            const decision = decide(view, { now, ended, random: () => chance, newRunId: () => `r${runs++}` });
            expect(decision.accountedUntil).toBeGreaterThanOrEqual(accountedUntil);
            for (const one of decision.occurrences) {
              const before = records.get(one.scheduledFor);
              // A time that was accounted comes back only while something was still to be done about it.
              if (one.scheduledFor <= accountedUntil) expect(before?.state.kind).toMatch(/delayed|queued|running/);
              if (before !== undefined) expect(one.dueAt).toBe(before.dueAt);
              records.set(one.scheduledFor, one);
            }
            accountedUntil = decision.accountedUntil;
            isMore = decision.isMore;
          }
          const kinds = [...records.values()].map(({ state }) => state.kind);
          if (schedule.overlap !== 'allow')
            expect(kinds.filter((kind) => kind === 'running').length).toBeLessThanOrEqual(1);
          if (schedule.overlap === 'skip') expect(kinds).not.toContain('queued');
          if (schedule.overlap === 'queue_one' || schedule.overlap === 'cancel_running')
            expect(kinds.filter((kind) => kind === 'queued').length).toBeLessThanOrEqual(1);
        }
        const due = nextTimes(schedule, createdAt, records.size + 1).filter((time) => time <= latest);
        expect([...records.keys()].sort((a, b) => a - b)).toEqual(due);
      },
    ),
    { numRuns: RUNS, ...SEED },
  );
});
