import {
  type Decision,
  decide,
  type Occurrence,
  type RunEnd,
  type Schedule,
  type ScheduleView,
} from '@codomyrmex/schedules';
import { describe, expect, it } from 'vitest';
import { createdAt, every, scheduleOf } from './schedule-of.ts';

const MINUTE = 60_000;

/** A schedule as its records have it, decided on minute by minute. */
class Story {
  readonly records = new Map<number, Occurrence>();
  readonly ended = new Map<string, RunEnd>();
  cancels: readonly string[] = [];
  #schedule: Schedule;
  #accountedUntil = createdAt;
  #runs = 0;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  set status(status: 'active' | 'paused') {
    this.#schedule = { ...this.#schedule, status };
  }

  at(minutes: number, random = 0): Decision {
    const open = [...this.records.values()].filter(({ state }) =>
      ['delayed', 'queued', 'running'].includes(state.kind),
    );
    const view: ScheduleView = {
      schedule: this.#schedule,
      accountedUntil: this.#accountedUntil,
      open,
      recordedAhead: new Set([...this.records.keys()].filter((time) => time > this.#accountedUntil)),
    };
    const now = createdAt + minutes * MINUTE;
    const decision = decide(view, { now, ended: this.ended, random: () => random, newRunId: () => `r${++this.#runs}` });
    this.#accountedUntil = decision.accountedUntil;
    for (const one of decision.occurrences) this.records.set(one.scheduledFor, one);
    this.cancels = decision.cancels;
    return decision;
  }

  /** What became of each minute, in short. */
  get told(): readonly string[] {
    return [...this.records.values()]
      .sort((a, b) => a.scheduledFor - b.scheduledFor)
      .map(({ scheduledFor, state }) => {
        const what = 'run' in state ? state.run : state.kind === 'skipped' ? state.reason : '';
        return `${(scheduledFor - createdAt) / MINUTE} ${state.kind} ${what}`.trimEnd();
      });
  }
}

const story = (given: Parameters<typeof scheduleOf>[0]) => new Story(scheduleOf(given));

describe('an occurrence that is due while a run goes on', () => {
  it('given skip, then it is skipped until the run has ended', () => {
    const told = story({ overlap: 'skip' });
    told.at(1);
    told.at(2);
    told.ended.set('r1', 'failed');
    told.at(3);
    expect(told.told).toEqual(['1 ended r1', '2 skipped overlap', '3 running r2']);
  });

  it('given queue_one, then one waits and the others are skipped', () => {
    const told = story({ overlap: 'queue_one' });
    for (const minute of [1, 2, 3]) told.at(minute);
    expect(told.told).toEqual(['1 running r1', '2 queued', '3 skipped overlap']);
    told.ended.set('r1', 'completed');
    told.at(3.5);
    expect(told.told).toEqual(['1 ended r1', '2 running r2', '3 skipped overlap']);
  });

  it('given queue_all, then all wait and run one after the other, the oldest first', () => {
    const told = story({ overlap: 'queue_all' });
    for (const minute of [1, 2, 3]) told.at(minute);
    told.ended.set('r1', 'completed');
    told.at(3.1);
    expect(told.told).toEqual(['1 ended r1', '2 running r2', '3 queued']);
    told.ended.set('r2', 'cancelled');
    told.at(4);
    expect(told.told).toEqual(['1 ended r1', '2 ended r2', '3 running r3', '4 queued']);
  });

  it('given queue_all and a line that is full, then it is skipped', () => {
    const told = story({ overlap: 'queue_all', catchUpMs: 100 * 86_400_000 });
    while (told.at(1_010).isMore);
    expect(told.told.slice(-10)).toEqual([
      '1001 queued',
      ...Array.from({ length: 9 }, (_, n) => `${1_002 + n} skipped queue_full`),
    ]);
  });

  it('given cancel_running, then the run is cancelled, and the newest begins when it has ended', () => {
    const told = story({ overlap: 'cancel_running' });
    told.at(1);
    told.at(2);
    expect(told.cancels).toEqual(['r1']);
    told.at(3);
    expect(told.told).toEqual(['1 running r1', '2 skipped overlap', '3 queued']);
    told.ended.set('r1', 'cancelled');
    told.at(3.1);
    expect(told.cancels).toEqual([]);
    expect(told.told).toEqual(['1 ended r1', '2 skipped overlap', '3 running r2']);
  });

  it('given allow, then it runs beside', () => {
    const told = story({ overlap: 'allow' });
    told.at(3);
    expect(told.told).toEqual(['1 running r1', '2 running r2', '3 running r3']);
  });
});

describe('what was not looked at in time', () => {
  it('given a downtime, then what is older than the catch-up window is missed, and the rest is caught up', () => {
    const told = story({ overlap: 'allow', catchUpMs: 2 * MINUTE });
    told.at(5);
    expect(told.told).toEqual(['1 skipped missed', '2 skipped missed', '3 running r1', '4 running r2', '5 running r3']);
  });

  it('given no catch-up, then a minute late is still in time', () => {
    const told = story({ overlap: 'allow', catchUpMs: 0 });
    told.at(2.9);
    expect(told.told).toEqual(['1 skipped missed', '2 running r1']);
  });

  it('given a clock that goes back, then nothing is decided twice', () => {
    const told = story({ overlap: 'allow' });
    told.at(3);
    for (const minute of [-60, 1, 2, 3]) expect(told.at(minute).occurrences).toEqual([]);
    told.at(4);
    expect(told.told).toHaveLength(4);
  });

  it('given a pause, then what comes due is skipped, also what was delayed, and what waits goes on waiting', () => {
    const told = story({ overlap: 'queue_one', jitterMs: MINUTE });
    told.at(1, 0);
    told.at(2, 0);
    told.at(3, 0.9);
    told.status = 'paused';
    told.ended.set('r1', 'completed');
    told.at(4);
    expect(told.told).toEqual(['1 ended r1', '2 queued', '3 skipped paused', '4 skipped paused']);
    told.status = 'active';
    told.at(4.5);
    expect(told.told[1]).toBe('2 running r2');
  });

  it('given an end, then nothing is due after it', () => {
    const told = story({ overlap: 'allow', endsAt: createdAt + 2 * MINUTE });
    told.at(9);
    expect(told.told).toEqual(['1 running r1', '2 running r2']);
  });

  it('given a single time, then it runs once, late within the window', () => {
    const told = story({ timing: { kind: 'at', at: createdAt + 5 * MINUTE } });
    told.at(4);
    told.at(30);
    told.at(31);
    expect(told.told).toEqual(['5 running r1']);
  });
});

describe('jitter', () => {
  it('given chance, then it is drawn once, recorded, and runs when it has passed', () => {
    const told = story({ jitterMs: MINUTE, timing: every(10 * MINUTE) });
    expect(told.at(10, 0.5).occurrences).toMatchObject([
      { dueAt: createdAt + 10.5 * MINUTE, state: { kind: 'delayed' } },
    ]);
    expect(told.at(10.4, 0.1).occurrences).toEqual([]);
    told.at(10.5, 0.9);
    expect(told.told).toEqual(['10 running r1']);
    expect([...told.records.values()][0]?.dueAt).toBe(createdAt + 10.5 * MINUTE);
  });
});
