import { definitionFrom, type LiveRun } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { acting, begin, type Composed, composed, step } from './acting.ts';

const SECOND = 1_000;

/** `timed.work` takes a second of virtual time; `starts` has the runs in the order in which their tasks were called. */
function world(maxWorkers: number): Composed & { readonly starts: string[]; readonly at: () => readonly string[] } {
  const clock = new VirtualClock();
  const starts: string[] = [];
  const running = new Set<string>();
  const work = ({ run, task }: { run: string; task: string }) => {
    starts.push(run);
    running.add(`${run}/${task}`);
    return new Promise((resolve) => {
      clock.after(SECOND, () => {
        running.delete(`${run}/${task}`);
        resolve(null);
      });
    });
  };
  const given = composed([acting('timed', { work })], { clock, maxWorkers });
  return { ...given, clock, starts, at: () => [...running] };
}

const many = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => step(`t${index}`, 'timed.work', more));

async function toTheEnd(given: Composed, runs: readonly LiveRun[]): Promise<void> {
  await given.clock.runUntil(Promise.all(runs.map(({ ended }) => ended)));
}

describe('runs on one engine', () => {
  it('given a long run and one that comes later, then they share the slots evenly from then on', async () => {
    const given = world(4);
    const long = await begin(given, many(200));
    await given.clock.advance(5 * SECOND);
    const before = given.starts.length;
    const late = await begin(given, many(40));
    await given.clock.advance(20 * SECOND);
    const since = given.starts.slice(before);
    const ofLate = since.filter((run) => run === late.id).length;
    // 4 slots for 20 s are 80 tasks: half of them for each, and late's 40 are done or nearly so.
    expect(ofLate).toBeGreaterThanOrEqual(32);
    expect(since.length - ofLate).toBeGreaterThanOrEqual(32);
    await toTheEnd(given, [long, late]);
    expect(given.starts.length).toBe(240);
  });

  it('given three equal runs, then at no time is one more than a round ahead of another', async () => {
    const given = world(3);
    const runs: LiveRun[] = [];
    for (let count = 0; count < 3; count++) runs.push(await begin(given, many(30)));
    await toTheEnd(given, runs);
    const counts = new Map(runs.map(({ id }) => [String(id), 0]));
    // The first run had all the slots before the others came: from then on they are even.
    for (const run of given.starts.slice(3, 63)) counts.set(run, (counts.get(run) ?? 0) + 1);
    const shares = [...counts.values()];
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(6);
  });

  it('given a lock that tasks of two runs need, then only one of them holds it at a time, and the other says who', async () => {
    const given = world(8);
    const lock = { resources: [{ type: 'lock', identifier: 'db' }] };
    const first = await begin(given, many(3, lock));
    const second = await begin(given, many(3, lock));
    expect(second.waitsFor(0).join()).toContain(`held by run ${first.id} / t0`);
    const seen: number[] = [];
    for (let round = 0; round < 6; round++) {
      seen.push(given.at().length);
      await given.clock.advance(SECOND);
    }
    expect(seen).toEqual([1, 1, 1, 1, 1, 1]);
    await toTheEnd(given, [first, second]);
    expect(new Set(given.starts)).toEqual(new Set([first.id, second.id]));
    expect(given.orchestrator.capacity.ledger.list().some(({ id }) => id === 'lock:db')).toBe(false);
  });

  it('given readers of a file in two runs, then they hold it together, and a writer has it alone', async () => {
    const given = world(8);
    const ask = (mode: string) => ({ resources: [{ type: 'file', identifier: 'data.csv', mode }] });
    const readers = await begin(given, many(2, ask('read')));
    const others = await begin(given, many(2, ask('read')));
    const writer = await begin(given, many(1, ask('write')));
    expect(given.at().length).toBe(4);
    await given.clock.advance(SECOND);
    expect(given.at()).toEqual([`${writer.id}/t0`]);
    await toTheEnd(given, [readers, others, writer]);
  });

  it('given a run that is cancelled while it waits for a lock, then it leaves the line and the lock goes on', async () => {
    const given = world(8);
    const lock = { resources: [{ type: 'lock', identifier: 'db' }] };
    const first = await begin(given, many(1, lock));
    const second = await begin(given, many(1, lock));
    const third = await begin(given, many(1, lock));
    second.cancel('not needed');
    await given.clock.settle();
    expect(second.state.phase).toMatchObject({ kind: 'ended', status: 'cancelled' });
    await toTheEnd(given, [first, third]);
    expect(given.starts).toEqual([first.id, third.id]);
  });

  it('given fifty runs at once on two slots, then all of them end and nothing is held', async () => {
    const given = world(2);
    const definition = definitionFrom({ name: 'w', steps: many(3) }, 'w');
    const runs = await Promise.all(
      Array.from({ length: 50 }, async () =>
        given.orchestrator.start(await given.orchestrator.prepare(definition, { workspace: '/' })),
      ),
    );
    await toTheEnd(given, runs);
    expect(given.starts.length).toBe(150);
    expect(given.orchestrator.capacity.line.size).toBe(0);
    expect(given.orchestrator.capacity.ledger.list().every(({ holders }) => holders.length === 0)).toBe(true);
  });
});
