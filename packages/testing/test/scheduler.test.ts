import { NotFoundError, StorageError } from '@codomyrmex/core';
import { type ScheduledRuns, Scheduler, type SchedulerEvent } from '@codomyrmex/engine';
import {
  newSchedule,
  nextTimes,
  type Occurrence,
  overlapPolicies,
  type RunEnd,
  type ScheduleDraft,
} from '@codomyrmex/schedules';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySchedules, VirtualClock } from '../src/index.ts';

const SEED = process.env.FC_SEED === 'random' ? {} : { seed: 23 };
const RUNS = Number(process.env.FC_RUNS ?? 25);
const MINUTE = 60_000;
const createdAt = Date.UTC(2026, 2, 28, 22);

const draft: ScheduleDraft = {
  name: 'nightly',
  workflow: 'build',
  parameters: {},
  textParameters: [],
  workspace: '/work',
  timing: { kind: 'cron', expression: '*/10 * * * *', timezone: 'Europe/Berlin' },
  overlap: 'skip',
  catchUpMs: 30 * MINUTE,
  jitterMs: 0,
  endsAt: null,
};

/** A machine with a wall clock, on which processes that serve live and die; runs and records outlive them. */
class World {
  readonly clock = new VirtualClock(createdAt);
  readonly store = new MemorySchedules();
  readonly runs = new Map<string, 'open' | RunEnd>();
  readonly began: string[] = [];
  /** What the wall clock shows beside the time that passes. */
  shift = 0;
  /** The latest that anybody who served has seen it. */
  latest = createdAt;
  /** Kills the process when it begins a run: before or after the run stands in the journal. */
  killAt: 'before' | 'after' | undefined;
  readonly events: SchedulerEvent[] = [];
  #names = 0;
  #process: { scheduler: Scheduler; isAlive: boolean } | undefined;

  boot(more: Partial<ScheduledRuns> = {}): void {
    this.kill();
    const life = { isAlive: true };
    const now = () => {
      this.latest = Math.max(this.latest, this.clock.now() + this.shift);
      return this.clock.now() + this.shift;
    };
    const dead = new Promise<never>(() => undefined);
    const runs: ScheduledRuns = {
      standing: async (run) => (life.isAlive ? (this.runs.get(run) ?? 'absent') : dead),
      start: async (_schedule, run) => {
        if (this.killAt === 'before') life.isAlive = false;
        if (!life.isAlive) return dead;
        expect(this.runs.has(run)).toBe(false);
        this.began.push(run);
        this.runs.set(run, 'open');
        if (this.killAt === 'after') life.isAlive = false;
        return life.isAlive ? undefined : dead;
      },
      cancel: async (run) => {
        if (this.runs.get(run) === 'open') this.runs.set(run, 'cancelled');
      },
      ...more,
    };
    const scheduler = new Scheduler({
      clock: { now, after: (ms, due) => this.clock.after(ms, () => (life.isAlive ? due() : undefined)) },
      store: this.store,
      runs,
      random: () => 0.5,
      newRunId: () => `r${this.#names++}`,
      onEvent: (event) => this.events.push(event),
      lookEveryMs: 20_000,
    });
    this.#process = Object.assign(life, { scheduler });
    scheduler.begin();
  }

  kill(): void {
    if (this.#process !== undefined) this.#process.isAlive = false;
    this.#process = undefined;
  }

  async stop(): Promise<void> {
    await this.#process?.scheduler.stop();
  }

  endRuns(): void {
    for (const [run, standing] of this.runs) if (standing === 'open') this.runs.set(run, 'completed');
  }

  records(): readonly Occurrence[] {
    return this.store.history('nightly', { limit: 20_000 }).toReversed();
  }
}

const commands = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ do: fc.constant('sleep' as const), minutes: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ do: fc.constant('jump' as const), minutes: fc.constantFrom(-60, -7, 5, 60) }),
  fc.record({ do: fc.constantFrom('kill' as const, 'boot' as const, 'end' as const) }),
  fc.record({ do: fc.constant('kill_at_start' as const), at: fc.constantFrom('before' as const, 'after' as const) }),
);

describe('a scheduler', () => {
  it('given any kills, sleeps and jumps of the clock, then every time is accounted once and every run begins once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...overlapPolicies),
        fc.constantFrom(0, 4 * MINUTE),
        fc.array(commands, { maxLength: 20 }),
        async (overlap, jitterMs, script) => {
          const world = new World();
          const schedule = newSchedule({ ...draft, overlap, jitterMs }, createdAt);
          world.store.add(schedule);
          world.boot();
          for (const command of script) {
            switch (command.do) {
              case 'pass':
                await world.clock.advance(command.minutes * MINUTE);
                break;
              case 'sleep':
              case 'jump':
                world.shift += command.minutes * MINUTE;
                break;
              case 'kill':
                world.kill();
                break;
              case 'boot':
                world.killAt = undefined;
                world.boot();
                await world.clock.settle();
                break;
              case 'end':
                world.endRuns();
                break;
              case 'kill_at_start':
                world.killAt = command.at;
                break;
            }
          }
          world.killAt = undefined;
          world.boot();
          await world.clock.advance(MINUTE);
          await world.stop();
          const records = world.records();
          const due = nextTimes(schedule, createdAt, records.length + 1).filter((time) => time <= world.latest);
          expect(records.map(({ scheduledFor }) => scheduledFor)).toEqual(due);
          const named = records.flatMap(({ state }) =>
            state.kind === 'running' || state.kind === 'ended' ? [state.run] : [],
          );
          expect([...world.began].sort()).toEqual([...named].sort());
          expect(world.clock.pending).toBe(0);
        },
      ),
      { ...SEED, numRuns: RUNS },
    );
  });

  it('given a laptop that slept over a night, then what is within the window is caught up and the rest is missed', async () => {
    const world = new World();
    world.store.add(newSchedule({ ...draft, overlap: 'allow' }, createdAt));
    world.boot();
    await world.clock.advance(15 * MINUTE);
    world.shift += 8 * 60 * MINUTE;
    await world.clock.advance(MINUTE);
    await world.stop();
    const kinds = world.records().map(({ state }) => (state.kind === 'skipped' ? state.reason : state.kind));
    expect(kinds).toEqual(['running', ...Array.from({ length: 45 }, () => 'missed'), 'running', 'running', 'running']);
  });

  it('given a workflow that cannot begin, then that is recorded once, and the next time is tried again', async () => {
    const world = new World();
    world.store.add(newSchedule(draft, createdAt));
    world.boot({
      start: () => Promise.reject(new NotFoundError('there is no workflow "build"', { code: 'WORKFLOW_NOT_FOUND' })),
    });
    await world.clock.advance(25 * MINUTE);
    await world.stop();
    const state = { kind: 'skipped', reason: 'not_started', message: 'there is no workflow "build"' };
    expect(world.records().map((record) => record.state)).toEqual([state, state]);
  });

  it('given a full disk, then it is told once, and the run begins when there is room, under the name that was recorded', async () => {
    const world = new World();
    world.store.add(newSchedule(draft, createdAt));
    let isFull = true;
    world.boot({
      start: async (_schedule, run) => {
        if (isFull) throw new StorageError('no room', { code: 'DISK_FULL' });
        world.runs.set(run, 'open');
      },
    });
    await world.clock.advance(12 * MINUTE);
    expect(world.events.filter(({ kind }) => kind === 'fault')).toHaveLength(1);
    isFull = false;
    await world.clock.advance(MINUTE);
    await world.stop();
    expect([...world.runs]).toEqual([['r0', 'open']]);
    expect(world.records().map(({ state }) => state)).toEqual([{ kind: 'running', run: 'r0' }]);
  });

  it('given a stop, then nothing more begins', async () => {
    const world = new World();
    world.store.add(newSchedule(draft, createdAt));
    world.boot();
    await world.clock.advance(5 * MINUTE);
    await world.stop();
    expect(world.clock.pending).toBe(0);
    await world.clock.advance(60 * MINUTE);
    expect(world.began).toEqual([]);
  });
});
