import { backfill, newSchedule, pauseSchedule, resumeSchedule } from '@codomyrmex/schedules';
import { describe, expect, it } from 'vitest';
import { MemorySchedules } from '../src/index.ts';

const MINUTE = 60_000;
const createdAt = Date.UTC(2026, 0, 1);

function storeOf(): MemorySchedules {
  const store = new MemorySchedules();
  const schedule = newSchedule(
    {
      name: 's',
      workflow: 'build',
      parameters: {},
      textParameters: [],
      workspace: '/work',
      timing: { kind: 'every', everyMs: MINUTE, anchor: createdAt },
      overlap: 'skip',
      catchUpMs: 0,
      jitterMs: 0,
      endsAt: null,
    },
    createdAt,
  );
  store.add(schedule);
  return store;
}

describe('a pause that nobody served in', () => {
  it('given a pause of hours, when it ends, then each of its times is skipped as paused and the next is to come', () => {
    const store = storeOf();
    pauseSchedule(store, 's');
    resumeSchedule(store, 's', createdAt + 500 * MINUTE);
    const { schedule, accountedUntil } = store.view('s');
    expect([schedule.status, accountedUntil]).toEqual(['active', createdAt + 500 * MINUTE]);
    const states = store.history('s').map(({ state }) => (state.kind === 'skipped' ? state.reason : state.kind));
    expect(states).toEqual(Array.from({ length: 500 }, () => 'paused'));
  });
});

describe('a backfill', () => {
  const at = (minute: number): number => createdAt + minute * MINUTE;

  it('given times that ran, were skipped and have no record, then those that did not run are queued, once', () => {
    const store = storeOf();
    const base = { schedule: 's', dueAt: 0, origin: 'timing', decidedAt: 0 } as const;
    store.change('s', () => ({
      accountedUntil: at(2),
      occurrences: [
        { ...base, scheduledFor: at(1), state: { kind: 'ended', run: 'r', status: 'failed' } },
        { ...base, scheduledFor: at(2), state: { kind: 'skipped', reason: 'missed', message: null } },
      ],
    }));
    const range = { from: at(1), to: at(3) };
    expect(backfill(store, 's', range, at(3)).map(({ scheduledFor }) => scheduledFor)).toEqual([at(2), at(3)]);
    expect(backfill(store, 's', range, at(3))).toEqual([]);
    expect(store.view('s')).toMatchObject({ accountedUntil: at(2), recordedAhead: new Set([at(3)]) });
  });

  it.each([
    ['a range that ends before it begins', 2, 1, 'not before its end'],
    ['a range in the future', 1, 99, 'future'],
    ['more than can be filled in at once', 1, 2_000, 'more than 1000'],
  ])('given %s, then it is refused', (_, from, to, why) => {
    const ask = () => backfill(storeOf(), 's', { from: at(from), to: at(to) }, at(to === 99 ? 50 : 3_000));
    expect(ask).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETERS', message: expect.stringContaining(why) }));
  });
});
