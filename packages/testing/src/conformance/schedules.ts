import {
  newSchedule,
  type Occurrence,
  type OccurrenceState,
  type ScheduleDraft,
  type ScheduleStore,
} from '@codomyrmex/schedules';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from './code-of.ts';

/** One place where schedules are kept. */
export interface SchedulesPlace {
  /** The store as another process sees it. */
  open(): Promise<ScheduleStore>;
  remove(): Promise<void>;
}

const draft: ScheduleDraft = {
  name: 'nightly',
  workflow: 'build',
  parameters: { path: '.', deep: { list: [1, null] } },
  textParameters: ['path'],
  workspace: '/work',
  timing: { kind: 'cron', expression: '30 2 * * *', timezone: 'Europe/Berlin' },
  overlap: 'queue_one',
  catchUpMs: 3_600_000,
  jitterMs: 30_000,
  endsAt: null,
};
const schedule = newSchedule(draft, 1_000);

const occurrence = (scheduledFor: number, state: OccurrenceState): Occurrence => ({
  schedule: 'nightly',
  scheduledFor,
  dueAt: scheduledFor + 5,
  origin: 'timing',
  decidedAt: scheduledFor + 7,
  state,
});

/** What every {@link ScheduleStore} guarantees. */
export function schedulesConformance(name: string, create: () => Promise<SchedulesPlace>): void {
  describe(`${name} as a store of schedules`, () => {
    let place: SchedulesPlace;
    beforeEach(async () => {
      place = await create();
    });
    afterEach(() => place.remove());

    it('given nothing was added, then there is nothing', async () => {
      const store = await place.open();
      expect(store.list()).toEqual([]);
      for (const call of [
        () => store.view('x'),
        () => store.history('x'),
        () => store.remove('x'),
        () => store.change('x', () => undefined),
      ]) {
        expect(await codeOf(call)).toBe('SCHEDULE_NOT_FOUND');
      }
    });

    it('given schedules of every timing, then another process reads what was added, by name', async () => {
      const all = [
        schedule,
        newSchedule(
          { ...draft, name: 'a', timing: { kind: 'every', everyMs: 60_000, anchor: 1_000 }, endsAt: 99_000 },
          2_000,
        ),
        newSchedule({ ...draft, name: 'b', timing: { kind: 'at', at: 70_000 } }, 3_000),
      ];
      const [writer, reader] = [await place.open(), await place.open()];
      for (const one of all) writer.add(one);
      expect(reader.list()).toEqual([all[1], all[2], all[0]]);
      expect(await codeOf(() => reader.add(schedule))).toBe('SCHEDULE_EXISTS');
      expect(reader.view('nightly')).toEqual({ schedule, accountedUntil: 1_000, open: [], recordedAhead: new Set() });
    });

    changesWhole(() => place.open());
    keepsRecords(() => place.open());
  });
}

function keepsRecords(open: () => Promise<ScheduleStore>): void {
  it('given a schedule that was removed and added again, then nothing of the old one is left', async () => {
    const store = await open();
    store.add(schedule);
    const first = occurrence(20_000, { kind: 'queued' });
    store.change('nightly', () => ({ accountedUntil: 20_000, occurrences: [first] }));
    store.remove('nightly');
    store.add(schedule);
    expect(store.view('nightly')).toEqual({ schedule, accountedUntil: 1_000, open: [], recordedAhead: new Set() });
    expect(store.history('nightly')).toEqual([]);
  });

  it('given more records than are kept, then the newest stay, and all that are open', async () => {
    const store = await open();
    store.add(schedule);
    const waiting = occurrence(1, { kind: 'queued' });
    const skipped = Array.from({ length: 10_050 }, (_, n) =>
      occurrence(10 + n, { kind: 'skipped', reason: 'missed', message: null }),
    );
    store.change('nightly', () => ({ accountedUntil: 20_000, occurrences: [waiting, ...skipped] }));
    const kept = store.history('nightly', { limit: 20_000 });
    expect(kept).toHaveLength(10_001);
    expect(kept.at(-1)).toEqual(waiting);
    expect(kept.at(-2)?.scheduledFor).toBe(60);
  });

  it('given any texts, then they are read as they were written', async () => {
    const store = await open();
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), fc.jsonValue(), (text, value) => {
        const one = { ...schedule, workflow: text, parameters: { value: JSON.parse(JSON.stringify(value)) } };
        store.add(one);
        expect(store.list()).toEqual([one]);
        store.remove('nightly');
      }),
      { numRuns: 20 },
    );
  });
}

function changesWhole(open: () => Promise<ScheduleStore>): void {
  it('given a change, then it is seen whole; one that throws or gives nothing leaves everything', async () => {
    const [writer, reader] = [await open(), await open()];
    writer.add(schedule);
    const running = occurrence(20_000, { kind: 'running', run: 'r1' });
    const queued = { ...occurrence(10_000, { kind: 'queued' }), origin: 'backfill' as const };
    const ahead = occurrence(90_000, { kind: 'skipped', reason: 'not_started', message: 'no such workflow' });
    writer.change('nightly', () => ({
      schedule: { ...schedule, status: 'paused' },
      accountedUntil: 20_000,
      occurrences: [running, queued, ahead],
    }));
    writer.change('nightly', () => undefined);
    expect(() => {
      writer.change('nightly', () => {
        throw new Error('no');
      });
    }).toThrow('no');
    expect(reader.view('nightly')).toEqual({
      schedule: { ...schedule, status: 'paused' },
      accountedUntil: 20_000,
      open: [queued, running],
      recordedAhead: new Set([90_000]),
    });
    const ended = { ...running, state: { kind: 'ended', run: 'r1', status: 'failed' } } as const;
    reader.change('nightly', () => ({ accountedUntil: 5_000, occurrences: [ended] }));
    expect(writer.view('nightly')).toMatchObject({ accountedUntil: 20_000, open: [queued] });
    expect(writer.history('nightly')).toEqual([ahead, ended, queued]);
    expect(writer.history('nightly', { from: 10_000, to: 20_000 })).toEqual([ended, queued]);
    expect(writer.history('nightly', { limit: 1 })).toEqual([ahead]);
  });
}
