import { runId } from '@codomyrmex/core';
import type { Journal, RunEvent, RunHead } from '@codomyrmex/dag';
import { expect, it } from 'vitest';
import { codeOf } from './code-of.ts';
import type { OpenJournal } from './journal-place.ts';
import { attempts, completed, sampleRecord, started } from './sample-runs.ts';

const names = (listed: readonly RunHead[]) => listed.map(({ id }) => id);

export function listing(open: OpenJournal): void {
  it('given runs of several times, when they are listed, then the newest come first', async () => {
    const journal = await open();
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
    const journal = await open();
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
    const journal = await open();
    const begun = Array.from({ length: 1_003 }, (_, n) =>
      journal.begin(sampleRecord(`${n}`, { createdAt: n }), [started]),
    );
    await Promise.all(begun.map((one) => Promise.resolve(one)));
    const listed = names(await journal.list());
    expect(listed).toHaveLength(1_000);
    expect([listed[0], listed.at(-1)]).toEqual(['1002', '3']);
    expect(await journal.list({ limit: 2_000 })).toHaveLength(1_003);
  });
}

export function heads(open: OpenJournal): void {
  it('given a limit that is no count, then it is the caller’s error', async () => {
    const journal = await open();
    for (const limit of [-1, 1.5, Number.NaN]) expect(await codeOf(() => journal.list({ limit }))).toBe('USAGE');
  });

  it('given runs without an end, then their heads tell which are paused, also after the death of their process', async () => {
    const journal = await open();
    const at = 5;
    const pause: RunEvent = { type: 'run_paused', at, stop: false };
    const given: readonly (readonly [string, boolean, readonly RunEvent[]])[] = [
      ['never paused', false, attempts(2)],
      ['paused', true, [...attempts(1), pause]],
      [
        'paused while an attempt ends',
        true,
        [...attempts(1), pause, { type: 'attempt_lost', at, task: 0, attempt: 1 }],
      ],
      ['goes on', false, [pause, { type: 'run_continued', at }]],
      ['paused again', true, [pause, { type: 'run_continued', at }, { ...pause, stop: true }]],
      ['cancelled meanwhile', false, [pause, { type: 'cancel_requested', at, reason: 'enough' }]],
      ['out of time meanwhile', false, [pause, { type: 'run_timed_out', at }]],
    ];
    for (const [id, , events] of given) {
      await journal.begin(sampleRecord(id), [started]);
      await journal.append(runId(id), 1, events);
    }
    await journal.begin(sampleRecord('over'), [started, pause, completed]);
    const listed = async (reader: Journal) =>
      new Map((await reader.list()).map(({ id, phase }) => [id as string, phase])); // ids are texts
    const expected = (kind: 'owned' | 'interrupted') =>
      new Map<string, RunHead['phase']>([
        ['over', { kind: 'ended', status: 'completed' }],
        ...given.map(([id, isPaused]) => [id, { kind, isPaused }] as const),
      ]);
    expect(await listed(journal)).toEqual(expected('owned'));
    const other = await open();
    expect(await listed(other)).toEqual(expected('owned'));
    await journal.close();
    expect(await listed(other)).toEqual(expected('interrupted'));
  });

  it('given ended runs, then their heads tell how and when', async () => {
    const journal = await open();
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
