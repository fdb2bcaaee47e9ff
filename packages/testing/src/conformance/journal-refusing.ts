import { runId } from '@codomyrmex/core';
import { expect, it } from 'vitest';
import { codeOf } from './code-of.ts';
import type { OpenJournal } from './journal-place.ts';
import { attempts, completed, sampleRecord, started } from './sample-runs.ts';

export function refusing(open: OpenJournal): void {
  it('given a run, when something is appended at another position, then it is a conflict and nothing of it is stored', async () => {
    const journal = await open();
    await journal.begin(sampleRecord('a'), [started]);
    for (const position of [0, 2, 7]) {
      expect(await codeOf(() => journal.append(runId('a'), position, attempts(3)))).toBe('JOURNAL_CONFLICT');
    }
    expect(await journal.read(runId('a'))).toEqual([started]);
    await journal.append(runId('a'), 1, attempts(1));
    expect(await journal.read(runId('a'))).toEqual([started, ...attempts(1)]);
  });

  it('given a run, when another begins under its id, then it is a conflict and the first stays', async () => {
    const journal = await open();
    await journal.begin(sampleRecord('a', { workflow: 'first' }), [started]);
    const again = sampleRecord('a', { workflow: 'second' });
    expect(await codeOf(() => journal.begin(again, attempts(2)))).toBe('JOURNAL_CONFLICT');
    await journal.append(runId('a'), 1, [completed]);
    expect(await codeOf(() => journal.begin(again, attempts(2)))).toBe('JOURNAL_CONFLICT');
    await journal.close();
    const next = await open();
    expect(await codeOf(() => next.begin(again, attempts(2)))).toBe('JOURNAL_CONFLICT');
    expect((await next.find(runId('a')))?.workflow).toBe('first');
    expect(await next.read(runId('a'))).toEqual([started, completed]);
  });

  it('given no such run, when something is appended, then it is a conflict', async () => {
    const journal = await open();
    expect(await codeOf(() => journal.append(runId('nobody'), 0, [started]))).toBe('JOURNAL_CONFLICT');
    expect(await journal.read(runId('nobody'))).toEqual([]);
  });

  it('given a run that has ended, when something is appended, then it is a conflict', async () => {
    const journal = await open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.append(runId('a'), 1, [completed]);
    expect(await codeOf(() => journal.append(runId('a'), 2, attempts(1)))).toBe('JOURNAL_CONFLICT');
    expect(await journal.read(runId('a'))).toEqual([started, completed]);
  });

  it('given a closed journal, then it refuses everything but being closed again', async () => {
    const journal = await open();
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
