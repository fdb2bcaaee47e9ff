import { type RunId, runId } from '@codomyrmex/core';
import type { Journal } from '@codomyrmex/dag';
import { expect, it } from 'vitest';
import { codeOf } from './code-of.ts';
import type { OpenJournal } from './journal-place.ts';
import { attempts, completed, sampleRecord, started } from './sample-runs.ts';

const a = runId('a');
const phaseOf = async (journal: Journal, id: RunId) => (await journal.list({ run: id }))[0]?.phase.kind;

export function owning(open: OpenJournal): void {
  it('given a run of a live process, then every process sees it owned and no other may touch it', async () => {
    const owner = await open();
    const other = await open();
    await owner.begin(sampleRecord('a'), [started]);
    expect(await phaseOf(owner, a)).toBe('owned');
    expect(await phaseOf(other, a)).toBe('owned');
    expect(await codeOf(() => other.adopt(a))).toBe('RUN_OWNED');
    expect(await codeOf(() => other.append(a, 1, attempts(1)))).toBe('JOURNAL_CONFLICT');
    await owner.append(a, 1, attempts(1));
    expect(await other.read(a)).toEqual([started, ...attempts(1)]);
  });

  it('given a run whose process is gone, when another adopts it, then it goes on there', async () => {
    const owner = await open();
    const other = await open();
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
    expect(await phaseOf(await open(), a)).toBe('ended');
  });
}

export function adopting(open: OpenJournal): void {
  it('given interrupted runs, when a process begins runs of its own, then they stay interrupted and anybody may adopt them', async () => {
    const dead = await open();
    await dead.begin(sampleRecord('a'), [started]);
    await dead.close();
    const busy = await open();
    await busy.begin(sampleRecord('b'), [started]);
    expect(await phaseOf(busy, a)).toBe('interrupted');
    const other = await open();
    expect(await phaseOf(other, a)).toBe('interrupted');
    await other.adopt(a);
    await other.append(a, 1, [completed]);
    expect(await codeOf(() => busy.adopt(a))).toMatch(/RUN_ENDED|RUN_OWNED/);
  });

  it('given runs of two dead processes, when one process adopts both, then both go on', async () => {
    for (const id of ['a', 'b']) {
      const dead = await open();
      await dead.begin(sampleRecord(id), [started]);
      await dead.close();
    }
    const heir = await open();
    await heir.adopt(a);
    await heir.adopt(runId('b'));
    await heir.begin(sampleRecord('c'), [started]);
    for (const id of ['a', 'b', 'c']) await heir.append(runId(id), 1, [completed]);
    expect((await heir.list()).map(({ phase }) => phase.kind)).toEqual(['ended', 'ended', 'ended']);
  });

  it('given a run of its own, when a process adopts it, then it simply goes on', async () => {
    const journal = await open();
    await journal.begin(sampleRecord('a'), [started]);
    await journal.adopt(a);
    await journal.append(a, 1, attempts(1));
    expect(await journal.read(a)).toEqual([started, ...attempts(1)]);
  });

  it('given no such run or an ended one, then it cannot be adopted', async () => {
    const journal = await open();
    expect(await codeOf(() => journal.adopt(runId('nobody')))).toBe('RUN_NOT_FOUND');
    await journal.begin(sampleRecord('a'), [started, completed]);
    expect(await codeOf(() => journal.adopt(a))).toBe('RUN_ENDED');
    await journal.close();
    const next = await open();
    expect(await codeOf(() => next.adopt(a))).toBe('RUN_ENDED');
  });
}
