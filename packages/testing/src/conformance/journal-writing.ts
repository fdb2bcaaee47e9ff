import { runId } from '@codomyrmex/core';
import { expect, it } from 'vitest';
import type { OpenJournal } from './journal-place.ts';
import { attempts, sampleRecord, started } from './sample-runs.ts';

export function writing(open: OpenJournal): void {
  it('given a new run, when it is read, then its record and events are as they were written', async () => {
    const journal = await open();
    const record = sampleRecord('a', { parameters: { n: 1, deep: { list: [1, 'x', null] } } });
    await journal.begin(record, [started]);
    await journal.append(record.id, 1, attempts(3));
    expect(await journal.find(record.id)).toEqual(record);
    expect(await journal.read(record.id)).toEqual([started, ...attempts(3)]);
  });

  it('given a run begun with several events, when it goes on, then positions count from the first', async () => {
    const journal = await open();
    await journal.begin(sampleRecord('a'), [started, ...attempts(2)]);
    await journal.append(runId('a'), 3, attempts(1, 2));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(3)]);
  });

  it('given an append of no events, then nothing changes', async () => {
    const journal = await open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.append(runId('a'), 1, []);
    await journal.append(runId('a'), 1, attempts(1));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(1)]);
  });

  it('given one append of 5,000 events, then all are there and can be read from any position', async () => {
    const journal = await open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.append(runId('a'), 1, attempts(5_000));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(5_000)]);
    expect(await journal.read(runId('a'), 4_998)).toEqual(attempts(3, 4_997));
  });

  it('given what was acknowledged, when the next process opens the journal, then it is there', async () => {
    const journal = await open();
    const record = sampleRecord('a', { workflow: 'ship' });
    await journal.begin(record, [started]);
    await journal.append(record.id, 1, attempts(4));
    await journal.close();
    const next = await open();
    expect(await next.find(record.id)).toEqual(record);
    expect(await next.read(record.id)).toEqual([started, ...attempts(4)]);
  });
}

export function manyAtOnce(open: OpenJournal): void {
  it('given 40 runs that append at once, then each has its own events in its own order', async () => {
    const journal = await open();
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
    const journal = await open();
    await journal.begin(sampleRecord('a'), [started]);
    const rounds = Array.from({ length: 20 }, (_, round) =>
      journal.append(runId('a'), 1 + round * 2, attempts(2, round * 2)),
    );
    await Promise.all(rounds.map((round) => Promise.resolve(round)));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(40)]);
  });
}
