import { runId, StorageError } from '@codomyrmex/core';
import { Adoption, type AdoptionEvent } from '@codomyrmex/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryJournal, type MemoryJournal } from '../src/index.ts';
import { begin, called, statuses, step, type World, world } from './run-world.ts';

const LOOK_EVERY = 1_000;
const work = (ms: number) => ({ duration: () => ms });
const lock = { resources: [{ type: 'lock', identifier: 'db' }] };
const holders = ({ orchestrator }: World) => orchestrator.capacity.ledger.list().flatMap((usage) => usage.holders);

/** Goes on with what is interrupted, in this engine, until the test is over. */
function adopting({ orchestrator, clock }: World): readonly AdoptionEvent[] {
  const events: AdoptionEvent[] = [];
  const adoption = new Adoption({
    clock,
    lookEveryMs: LOOK_EVERY,
    unfinished: () => orchestrator.runtime.list({ unfinished: true }),
    resume: (id) => orchestrator.resume(id),
    onEvent: (event) => events.push(event),
  });
  adoption.begin();
  onTestFinished(() => adoption.stop());
  return events;
}

/** A run that its process died of, and another engine on what that one left. */
async function interrupted(more: object = {}): Promise<{ readonly id: string; readonly given: World }> {
  const journal = createMemoryJournal();
  const dead = world({}, journal);
  const { id } = await begin(dead, [step('a')], more);
  const next = journal.crash();
  await dead.orchestrator.close();
  return { id, given: world({}, next) };
}

/** The same journal, whose reads fail so often first. */
function failing(journal: MemoryJournal, reads: number): MemoryJournal {
  let left = reads;
  return Object.assign(Object.create(journal), {
    append: journal.append.bind(journal),
    adopt: journal.adopt.bind(journal),
    close: journal.close.bind(journal),
    find: journal.find.bind(journal),
    list: journal.list.bind(journal),
    begin: journal.begin.bind(journal),
    read: async (...asked: Parameters<MemoryJournal['read']>) => {
      if (left-- > 0) throw new StorageError('the disk is away', { code: 'DATA_FOLDER_UNUSABLE' });
      return journal.read(...asked);
    },
  });
}

describe('a run whose journal refused', () => {
  it('given work that takes its time to end, then what it holds is not free, and the run not to be resumed, before it has', async () => {
    const given = world({ duration: (task) => (task === 'short' ? 1_000 : 9_000), parting: () => 2_000 });
    const live = await begin(given, [step('long', [], lock), step('short')]);
    given.journal.failWrite(1, 'refuse');
    await given.clock.advance(1_500);
    expect([...given.actions.running]).toEqual(['long']);
    expect(holders(given)).toContain(`run ${live.id} / long`);
    await expect(given.orchestrator.resume(live.id)).rejects.toMatchObject({ code: 'RUN_OWNED' });
    await expect(given.clock.runUntil(live.ended)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([...given.actions.running]).toEqual([]);
    expect(holders(given)).toEqual([]);
  });

  it('given a cancel meanwhile, then it is done when the work has ended', async () => {
    const given = world({ duration: (task) => (task === 'short' ? 1_000 : 9_000), parting: () => 2_000 });
    const live = await begin(given, [step('long'), step('short')]);
    given.journal.failWrite(1, 'refuse');
    await given.clock.advance(1_500);
    const asked = given.orchestrator.runtime.ask(live.id, { kind: 'cancel', reason: 'enough' });
    await given.clock.advance(9_000);
    // Looking for processes that were left takes real time.
    await asked;
    expect((await given.orchestrator.document(live.id)).status).toBe('cancelled');
  });

  it('given somebody who adopts in the same process, then it goes on there when there is room again', async () => {
    const given = world(work(1_000));
    const live = await begin(given, [step('a'), step('b', ['a'])]);
    given.journal.failWrite(1, 'refuse');
    await expect(given.clock.runUntil(live.ended)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect((await given.orchestrator.document(live.id)).status).toBe('interrupted');
    const events = adopting(given);
    await given.clock.advance(5_000);
    expect(events.map(({ kind }) => kind)).toEqual(['adopted']);
    expect((await given.orchestrator.document(live.id)).status).toBe('completed');
    expect(called(given)).toEqual(['a', 'a', 'b']);
  });
});

describe('an interrupted run', () => {
  it('given a store that fails for a while when it is adopted, then that is told once, and it is adopted afterwards', async () => {
    const left = await interrupted();
    const given = world(work(100), failing(left.given.journal, 3));
    const events = adopting(given);
    for (let looks = 0; looks < 6; looks++) await given.clock.advance(LOOK_EVERY);
    expect(events.map(({ kind }) => kind)).toEqual(['fault', 'adopted']);
    expect((await given.orchestrator.document(left.id)).status).toBe('completed');
  });

  it('given a cancel and an adoption at the same time in one process, then it ends as cancelled', async () => {
    const { id, given } = await interrupted({ finally: [step('clean')] });
    adopting(given);
    await given.orchestrator.runtime.ask(runId(id), { kind: 'cancel', reason: 'enough' });
    await given.clock.advance(4_000);
    const document = await given.orchestrator.document(id);
    expect(document.status).toBe('cancelled');
    expect(statuses(document)).toEqual([
      ['a', 'cancelled'],
      ['clean', 'completed'],
    ]);
  });

  it('given two who go on with it at the same time in one process, then one of them does', async () => {
    const { id, given } = await interrupted();
    const both = await Promise.allSettled([given.orchestrator.resume(id), given.orchestrator.resume(id)]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(both[1]).toMatchObject({ reason: { code: 'RUN_OWNED' } });
    await given.clock.advance(2_000);
    expect(called(given)).toEqual(['a']);
    expect((await given.orchestrator.document(id)).status).toBe('completed');
  });
});
