import { isCodomyrmexError, type RunId, runId } from '@codomyrmex/core';
import type { Journal, RunHead } from '@codomyrmex/dag';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalModel } from './journal-model.ts';
import { anyEvent, anyObject, attempts, completed, sampleRecord, started } from './sample-runs.ts';

/** One place where runs are stored, seen through the processes that use it. */
export interface JournalPlace {
  /** The journal of another live process on the same data. */
  open(): Promise<Journal>;
  /** Leaves nothing behind; every journal has been closed before. */
  remove(): Promise<void>;
}

/** The place of the running test. */
interface Place {
  /** Opens a journal that is closed after the test. */
  open(): Promise<Journal>;
}

/** What every {@link Journal} guarantees. Call it once in a test file of each implementation. */
export function journalConformance(name: string, create: () => Promise<JournalPlace>): void {
  describe(`${name} as a journal`, () => {
    let place: JournalPlace;
    let opened: Journal[] = [];
    const current: Place = {
      open: async () => {
        const journal = await place.open();
        opened.push(journal);
        return journal;
      },
    };

    beforeEach(async () => {
      place = await create();
    });
    afterEach(async () => {
      for (const journal of opened) await journal.close();
      opened = [];
      await place.remove();
    });

    writing(current);
    refusing(current);
    reading(current);
    listing(current);
    owning(current);
    anything(current, create);
  });
}

function writing(place: Place): void {
  it('given a new run, when it is read, then its record and events are as they were written', async () => {
    const journal = await place.open();
    const record = sampleRecord('a', { parameters: { n: 1, deep: { list: [1, 'x', null] } } });
    await journal.begin(record, [started]);
    await journal.append(record.id, 1, attempts(3));
    expect(await journal.find(record.id)).toEqual(record);
    expect(await journal.read(record.id)).toEqual([started, ...attempts(3)]);
  });

  it('given a run begun with several events, when it goes on, then positions count from the first', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), [started, ...attempts(2)]);
    await journal.append(runId('a'), 3, attempts(1, 2));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(3)]);
  });

  it('given an append of no events, then nothing changes', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.append(runId('a'), 1, []);
    await journal.append(runId('a'), 1, attempts(1));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(1)]);
  });

  it('given one append of 5,000 events, then all are there and can be read from any position', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.append(runId('a'), 1, attempts(5_000));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(5_000)]);
    expect(await journal.read(runId('a'), 4_998)).toEqual(attempts(3, 4_997));
  });

  it('given 40 runs that append at once, then each has its own events in its own order', async () => {
    const journal = await place.open();
    const ids = Array.from({ length: 40 }, (_, index) => runId(`run ${index}`));
    const written = ids.map(async (id, index) => {
      await journal.begin(sampleRecord(id), [started]);
      for (let round = 0; round < 10; round++) await journal.append(id, 1 + round, attempts(1, index * 10 + round));
    });
    await Promise.all(written);
    for (const [index, id] of ids.entries()) {
      expect(await journal.read(id)).toEqual([started, ...attempts(10, index * 10)]);
    }
  });

  it('given appends to one run that are not waited for, then they are stored in the order in which they came', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), [started]);
    const rounds = Array.from({ length: 20 }, (_, round) =>
      journal.append(runId('a'), 1 + round * 2, attempts(2, round * 2)),
    );
    await Promise.all(rounds);
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(40)]);
  });

  it('given what was acknowledged, when the next process opens the journal, then it is there', async () => {
    const journal = await place.open();
    const record = sampleRecord('a', { workflow: 'ship' });
    await journal.begin(record, [started]);
    await journal.append(record.id, 1, attempts(4));
    await journal.close();
    const next = await place.open();
    expect(await next.find(record.id)).toEqual(record);
    expect(await next.read(record.id)).toEqual([started, ...attempts(4)]);
  });
}

function refusing(place: Place): void {
  it('given a run, when something is appended at another position, then it is a conflict and nothing of it is stored', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), [started]);
    for (const position of [0, 2, 7]) {
      expect(await codeOf(() => journal.append(runId('a'), position, attempts(3)))).toBe('JOURNAL_CONFLICT');
    }
    expect(await journal.read(runId('a'))).toEqual([started]);
    await journal.append(runId('a'), 1, attempts(1));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(1)]);
  });

  it('given a run, when another begins under its id, then it is a conflict and the first stays', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a', { workflow: 'first' }), [started]);
    const again = sampleRecord('a', { workflow: 'second' });
    expect(await codeOf(() => journal.begin(again, attempts(2)))).toBe('JOURNAL_CONFLICT');
    await journal.append(runId('a'), 1, [completed]);
    expect(await codeOf(() => journal.begin(again, attempts(2)))).toBe('JOURNAL_CONFLICT');
    await journal.close();
    const next = await place.open();
    expect(await codeOf(() => next.begin(again, attempts(2)))).toBe('JOURNAL_CONFLICT');
    expect((await next.find(runId('a')))?.workflow).toBe('first');
    expect(await next.read(runId('a'))).toEqual([started, completed]);
  });

  it('given no such run, when something is appended, then it is a conflict', async () => {
    const journal = await place.open();
    expect(await codeOf(() => journal.append(runId('nobody'), 0, [started]))).toBe('JOURNAL_CONFLICT');
    expect(await journal.read(runId('nobody'))).toEqual([]);
  });

  it('given a run that has ended, when something is appended, then it is a conflict', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.append(runId('a'), 1, [completed]);
    expect(await codeOf(() => journal.append(runId('a'), 2, attempts(1)))).toBe('JOURNAL_CONFLICT');
    expect(await journal.read(runId('a'))).toEqual([started, completed]);
  });

  it('given a closed journal, then it refuses everything but being closed again', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.close();
    await journal.close();
    expect(await codeOf(() => journal.append(runId('a'), 1, attempts(1)))).toBe('STORE_CLOSED');
    expect(await codeOf(() => journal.begin(sampleRecord('b'), [started]))).toBe('STORE_CLOSED');
    expect(await codeOf(() => journal.adopt(runId('a')))).toBe('STORE_CLOSED');
    expect(await codeOf(() => journal.list())).toBe('STORE_CLOSED');
    expect(await codeOf(() => journal.read(runId('a')))).toBe('STORE_CLOSED');
    expect(await codeOf(() => journal.find(runId('a')))).toBe('STORE_CLOSED');
  });
}

function reading(place: Place): void {
  it('given an empty place, when it is read, then nothing is found', async () => {
    const journal = await place.open();
    expect(await journal.find(runId('a'))).toBeUndefined();
    expect(await journal.read(runId('a'))).toEqual([]);
    expect(await journal.list()).toEqual([]);
    expect(await journal.list({ run: runId('a') })).toEqual([]);
  });

  it('given a position, when a run is read, then the events from there on come back', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), attempts(5));
    expect(await journal.read(runId('a'), 3)).toEqual(attempts(2, 3));
    expect(await journal.read(runId('a'), 5)).toEqual([]);
    expect(await journal.read(runId('a'), 50)).toEqual([]);
  });

  it('given any events, records and parameters, then they come back as they were', async () => {
    const journal = await place.open();
    let made = 0;
    const input = fc.record({
      definition: anyObject,
      parameters: anyObject,
      events: fc.array(anyEvent, { maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(input, async ({ definition, parameters, events }) => {
        const record = sampleRecord(`run ${made++}`, { definition, parameters, workspace: '/tmp/ünïcödé 火 🐜' });
        await journal.begin(record, [started]);
        await journal.append(record.id, 1, events);
        expect(await journal.find(record.id)).toEqual(record);
        expect(await journal.read(record.id)).toEqual([started, ...events]);
      }),
    );
  });

  it('given another process that writes, when it has been acknowledged, then everybody can read it', async () => {
    const writer = await place.open();
    const reader = await place.open();
    expect(await reader.list()).toEqual([]);
    await writer.begin(sampleRecord('a'), [started]);
    expect(await reader.read(runId('a'))).toEqual([started]);
    await writer.append(runId('a'), 1, attempts(2));
    expect(await reader.read(runId('a'))).toEqual([started, ...attempts(2)]);
    expect(await reader.find(runId('a'))).toEqual(sampleRecord('a'));
  });
}

function listing(place: Place): void {
  const names = (heads: readonly RunHead[]) => heads.map(({ id }) => id);

  it('given runs of several times, when they are listed, then the newest come first', async () => {
    const journal = await place.open();
    for (const [id, createdAt] of [
      ['b', 20],
      ['d', 40],
      ['a', 10],
      ['c', 30],
    ] as const) {
      await journal.begin(sampleRecord(id, { createdAt }), [started]);
    }
    await journal.begin(sampleRecord('c, later in the same millisecond', { createdAt: 30 }), [started]);
    expect(names(await journal.list())).toEqual(['d', 'c, later in the same millisecond', 'c', 'b', 'a']);
    expect(names(await journal.list({ limit: 2 }))).toEqual(['d', 'c, later in the same millisecond']);
    expect(await journal.list({ limit: 0 })).toEqual([]);
  });

  it('given filters, then only runs that pass all of them are listed', async () => {
    const journal = await place.open();
    for (const [id, workflow] of [
      ['a', 'x'],
      ['b', 'x'],
      ['c', 'y'],
      ['d', 'y'],
    ] as const) {
      await journal.begin(sampleRecord(id, { workflow, createdAt: id.charCodeAt(0) }), [started]);
    }
    await journal.append(runId('b'), 1, [completed]);
    await journal.append(runId('d'), 1, [completed]);
    expect(names(await journal.list({ workflow: 'x' }))).toEqual(['b', 'a']);
    expect(names(await journal.list({ unfinished: true }))).toEqual(['c', 'a']);
    expect(names(await journal.list({ unfinished: false }))).toEqual(['d', 'c', 'b', 'a']);
    expect(names(await journal.list({ unfinished: true, workflow: 'x', limit: 5 }))).toEqual(['a']);
    expect(names(await journal.list({ run: runId('b') }))).toEqual(['b']);
    expect(names(await journal.list({ run: runId('b'), unfinished: true }))).toEqual([]);
    expect(names(await journal.list({ workflow: 'z' }))).toEqual([]);
  });

  it('given more than 1,000 runs, when no limit is given, then the newest 1,000 are listed', async () => {
    const journal = await place.open();
    const begun = Array.from({ length: 1_003 }, (_, n) =>
      journal.begin(sampleRecord(`${n}`, { createdAt: n }), [started]),
    );
    await Promise.all(begun);
    const heads = await journal.list();
    expect(heads).toHaveLength(1_000);
    expect(heads[0]?.id).toBe('1002');
    expect(heads.at(-1)?.id).toBe('3');
    expect(await journal.list({ limit: 2_000 })).toHaveLength(1_003);
  });

  it('given a limit that is no count, then it is the caller’s error', async () => {
    const journal = await place.open();
    for (const limit of [-1, 1.5, Number.NaN]) expect(await codeOf(() => journal.list({ limit }))).toBe('USAGE');
  });

  it('given ended runs, then their heads tell how and when', async () => {
    const journal = await place.open();
    for (const [index, status] of (['completed', 'failed', 'cancelled'] as const).entries()) {
      await journal.begin(sampleRecord(status, { createdAt: index }), [started]);
      await journal.append(runId(status), 1, [...attempts(1), { type: 'run_ended', at: 100.5 + index, status }]);
    }
    const common = { workflow: 'build' };
    expect(await journal.list()).toEqual([
      { ...common, id: 'cancelled', createdAt: 2, endedAt: 102.5, phase: { kind: 'ended', status: 'cancelled' } },
      { ...common, id: 'failed', createdAt: 1, endedAt: 101.5, phase: { kind: 'ended', status: 'failed' } },
      { ...common, id: 'completed', createdAt: 0, endedAt: 100.5, phase: { kind: 'ended', status: 'completed' } },
    ]);
  });
}

function owning(place: Place): void {
  const phaseOf = async (journal: Journal, id: RunId) => (await journal.list({ run: id }))[0]?.phase.kind;
  const a = runId('a');

  it('given a run of a live process, then every process sees it owned and no other may touch it', async () => {
    const owner = await place.open();
    const other = await place.open();
    await owner.begin(sampleRecord('a'), [started]);
    expect(await phaseOf(owner, a)).toBe('owned');
    expect(await phaseOf(other, a)).toBe('owned');
    expect(await codeOf(() => other.adopt(a))).toBe('RUN_OWNED');
    expect(await codeOf(() => other.append(a, 1, attempts(1)))).toBe('JOURNAL_CONFLICT');
    await owner.append(a, 1, attempts(1));
    expect(await other.read(a)).toEqual([started, ...attempts(1)]);
  });

  it('given a run whose process is gone, when another adopts it, then it goes on there', async () => {
    const owner = await place.open();
    const other = await place.open();
    await owner.begin(sampleRecord('a'), [started]);
    await owner.append(a, 1, attempts(2));
    await owner.close();
    expect(await phaseOf(other, a)).toBe('interrupted');
    expect(await codeOf(() => other.append(a, 3, attempts(1, 2)))).toBe('JOURNAL_CONFLICT');
    await other.adopt(a);
    expect(await phaseOf(other, a)).toBe('owned');
    await other.append(a, 3, attempts(1, 2));
    await other.append(a, 4, [completed]);
    expect(await other.read(a)).toEqual([started, ...attempts(3), completed]);
    expect(await phaseOf(await place.open(), a)).toBe('ended');
  });

  it('given interrupted runs, when a process begins runs of its own, then they stay interrupted and anybody may adopt them', async () => {
    const dead = await place.open();
    await dead.begin(sampleRecord('a'), [started]);
    await dead.close();
    const busy = await place.open();
    await busy.begin(sampleRecord('b'), [started]);
    expect(await phaseOf(busy, a)).toBe('interrupted');
    const other = await place.open();
    expect(await phaseOf(other, a)).toBe('interrupted');
    await other.adopt(a);
    await other.append(a, 1, [completed]);
    expect(await codeOf(() => busy.adopt(a))).toMatch(/RUN_ENDED|RUN_OWNED/);
  });

  it('given runs of two dead processes, when one process adopts both, then both go on', async () => {
    for (const id of ['a', 'b']) {
      const dead = await place.open();
      await dead.begin(sampleRecord(id), [started]);
      await dead.close();
    }
    const heir = await place.open();
    await heir.adopt(a);
    await heir.adopt(runId('b'));
    await heir.begin(sampleRecord('c'), [started]);
    for (const id of ['a', 'b', 'c']) await heir.append(runId(id), 1, [completed]);
    expect((await heir.list()).map(({ phase }) => phase.kind)).toEqual(['ended', 'ended', 'ended']);
  });

  it('given a run of its own, when a process adopts it, then it simply goes on', async () => {
    const journal = await place.open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.adopt(a);
    await journal.append(a, 1, attempts(1));
    expect(await journal.read(a)).toEqual([started, ...attempts(1)]);
  });

  it('given no such run or an ended one, then it cannot be adopted', async () => {
    const journal = await place.open();
    expect(await codeOf(() => journal.adopt(runId('nobody')))).toBe('RUN_NOT_FOUND');
    await journal.begin(sampleRecord('a'), [started, completed]);
    expect(await codeOf(() => journal.adopt(a))).toBe('RUN_ENDED');
    await journal.close();
    const next = await place.open();
    expect(await codeOf(() => next.adopt(a))).toBe('RUN_ENDED');
  });
}

function anything(place: Place, create: () => Promise<JournalPlace>): void {
  it('given any sequence of writes, refusals, deaths and takeovers, then the journal is what a simple model says', async () => {
    await place.open();
    await fc.assert(
      fc.asyncProperty(journalModel.steps, async (steps) => {
        const fresh = await create();
        try {
          await journalModel.run(fresh, steps);
        } finally {
          await fresh.remove();
        }
      }),
      { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) * 0.4) },
    );
  });
}

/** The code of what the call throws or rejects with. */
async function codeOf(call: () => unknown): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (isCodomyrmexError(error)) return error.code;
    throw error;
  }
}
