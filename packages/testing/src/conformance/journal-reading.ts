import { runId } from '@codomyrmex/core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OpenJournal } from './journal-place.ts';
import { anyEvent, anyObject, attempts, sampleRecord, started } from './sample-runs.ts';

export function reading(open: OpenJournal): void {
  it('given an empty place, when it is read, then nothing is found', async () => {
    const journal = await open();
    expect(await journal.find(runId('a'))).toBeUndefined();
    expect(await journal.read(runId('a'))).toEqual([]);
    expect(await journal.list()).toEqual([]);
    expect(await journal.list({ run: runId('a') })).toEqual([]);
  });

  it('given a position, when a run is read, then the events from there on come back', async () => {
    const journal = await open();
    await journal.begin(sampleRecord('a'), attempts(5));
    expect(await journal.read(runId('a'), 3)).toEqual(attempts(2, 3));
    expect(await journal.read(runId('a'), 5)).toEqual([]);
    expect(await journal.read(runId('a'), 50)).toEqual([]);
  });

  it('given any events, records and parameters, then they come back as they were', async () => {
    const journal = await open();
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
    const writer = await open();
    const reader = await open();
    expect(await reader.list()).toEqual([]);
    await writer.begin(sampleRecord('a'), [started]);
    expect(await reader.read(runId('a'))).toEqual([started]);
    await writer.append(runId('a'), 1, attempts(2));
    expect(await reader.read(runId('a'))).toEqual([started, ...attempts(2)]);
    expect(await reader.find(runId('a'))).toEqual(sampleRecord('a'));
  });
}
