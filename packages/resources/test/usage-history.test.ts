import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ledger, ResourceManager, UsageHistory } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, slot, slots } from './line-over.ts';

const START = 1_000_000;
/** A line on slots whose ledger is told the time, in seconds since the start. */
function followed(count: number, options: ConstructorParameters<typeof UsageHistory>[1] = {}) {
  const ledger = slots(count);
  ledger.advance(START);
  const history = new UsageHistory(ledger, options);
  const at = (seconds: number): void => ledger.advance(START + seconds * 1_000);
  return { ledger, history, at, ...lineOver(ledger) };
}

describe('the history of a resource', () => {
  it('given grants over time, then utilisation is weighted by time and waits are measured', () => {
    const { ledger, history, at, line, ask, done } = followed(4);
    ask(slot(ledger, 4), 'a');
    line.drain();
    at(10);
    ask(slot(ledger, 2), 'b');
    line.drain();
    at(30);
    done('a');
    at(40);
    done('b');
    at(100);
    expect(history.analytics('slots')).toEqual({
      resourceId: 'slots',
      since: new Date(START),
      seconds: 100,
      meanUtilization: { slots: 35 },
      peakUtilization: { slots: 100 },
      grants: 2,
      waits: 1,
      meanWaitSeconds: 20,
      maxWaitSeconds: 20,
      waitingNow: 0,
      contention: 20,
      topUsers: [
        { user: 'a', seconds: 30 },
        { user: 'b', seconds: 10 },
      ],
    });
    expect(history.samplesOf('slots').map(({ timestamp, held, waiting }) => [timestamp, held.slots, waiting])).toEqual([
      [new Date(START), 4, 0],
      [new Date(START + 10_000), 4, 1],
      [new Date(START + 30_000), 2, 0],
      [new Date(START + 40_000), 0, 0],
    ]);
    expect(history.samplesOf('slots', START + 30_000)).toHaveLength(2);
    expect(history.samplesOf('nothing')).toEqual([]);
    expect(history.analytics('nothing')).toBeUndefined();
  });

  it('given changes within the resolution, then they are one sample that shows how they ended', () => {
    const { ledger, history, at, line, ask, done } = followed(4, { resolutionSeconds: 5 });
    for (const [second, label] of [
      [0, 'a'],
      [6, 'b'],
      [7, 'c'],
      [8, 'd'],
    ] as const) {
      at(second);
      ask(slot(ledger), label);
      line.drain();
    }
    at(20);
    done('a');
    expect(history.samplesOf('slots').map(({ held }) => held.slots)).toEqual([1, 4, 3]);
  });

  it('given more samples than are kept, then the newest are there', () => {
    const { history, at } = followed(1, { samples: 3 });
    for (let second = 1; second <= 5; second++) {
      at(second);
      history.sample();
    }
    expect(history.samplesOf('slots').map(({ timestamp }) => timestamp?.getTime())).toEqual([
      START + 3_000,
      START + 4_000,
      START + 5_000,
    ]);
  });

  it('given a request that is withdrawn, then nobody waits any more and nothing was granted', () => {
    const { ledger, history, at, line, ask } = followed(1);
    ask(slot(ledger), 'a');
    line.drain();
    const ticket = ask(slot(ledger), 'b');
    expect(history.analytics('slots')).toMatchObject({ waitingNow: 1 });
    at(5);
    line.withdraw(ticket);
    expect(history.analytics('slots')).toMatchObject({ waitingNow: 0, grants: 1, waits: 0, contention: 100 });
  });

  it('given no time, then samples have none and nothing breaks', () => {
    const ledger = slots(1);
    const history = new UsageHistory(ledger);
    const { line, ask } = lineOver(ledger);
    ask(slot(ledger), 'a');
    line.drain();
    expect(history.samplesOf('slots')).toEqual([
      { timestamp: null, held: { slots: 1 }, capacity: { slots: 1 }, waiting: 0 },
    ]);
    expect(history.analytics('slots')).toMatchObject({ since: null, meanUtilization: { slots: 100 }, contention: 0 });
  });

  it('given a rate, then it is measured by what was taken of what came', () => {
    const ledger = new Ledger([{ id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } }]);
    ledger.advance(START);
    const history = new UsageHistory(ledger);
    const need = compiled(ledger, [{ type: 'external_api', amount: 30 }]);
    ledger.tryTake(need, { label: 'a' });
    ledger.advance(START + 60_000);
    ledger.tryTake(need, { label: 'a' });
    ledger.advance(START + 120_000);
    expect(history.analytics('api')).toMatchObject({
      meanUtilization: { requests_per_minute: 50 },
      peakUtilization: { requests_per_minute: 50 },
    });
  });

  it('given a rate that is looked at before its first period is over, then it is measured by what there is in one', () => {
    const ledger = new Ledger([{ id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } }]);
    ledger.advance(START);
    const history = new UsageHistory(ledger);
    const need = compiled(ledger, [{ type: 'external_api', amount: 20 }]);
    ledger.tryTake(need, { label: 'a' });
    expect(history.analytics('api')?.meanUtilization).toEqual({ requests_per_minute: 33.3 });
    ledger.advance(START + 20_000);
    expect(history.analytics('api')?.meanUtilization).toEqual({ requests_per_minute: 33.3 });
    ledger.tryTake(need, { label: 'a' });
    ledger.advance(START + 40_000);
    expect(history.analytics('api')?.meanUtilization).toEqual({ requests_per_minute: 66.7 });
    ledger.advance(START + 120_000);
    expect(history.analytics('api')?.meanUtilization).toEqual({ requests_per_minute: 33.3 });
  });

  it('given a lock, then it is in use whoever holds it, readers too', () => {
    const ledger = new Ledger();
    ledger.advance(START);
    const history = new UsageHistory(ledger);
    const reading = compiled(ledger, [{ type: 'lock', identifier: 'db', mode: 'read' }]);
    const [first, second] = [1, 2].map((at) => ledger.tryTake(reading, { label: `reader ${at}` }));
    expect(history.samplesOf('lock:db').at(-1)).toMatchObject({ held: { holders: 1 }, capacity: { holders: 1 } });
    ledger.advance(START + 10_000);
    ledger.give(first!);
    ledger.advance(START + 30_000);
    ledger.give(second!);
    ledger.advance(START + 40_000);
    expect(history.analytics('lock:db')).toMatchObject({
      meanUtilization: { holders: 75 },
      peakUtilization: { holders: 100 },
      topUsers: [
        { user: 'reader 2', seconds: 30 },
        { user: 'reader 1', seconds: 10 },
      ],
    });
  });

  it('given resources of which there is nothing, then nothing of them is in use', () => {
    const ledger = new Ledger([
      { id: 'cpu', type: 'cpu', capacity: { cores: 0 } },
      { id: 'api', type: 'external_api', capacity: { requests_per_minute: 0 } },
    ]);
    ledger.advance(START);
    const history = new UsageHistory(ledger);
    ledger.advance(START + 10_000);
    expect(history.analytics('cpu')).toMatchObject({ meanUtilization: { cores: 0 }, peakUtilization: { cores: 0 } });
    expect(history.analytics('api')?.meanUtilization).toEqual({ requests_per_minute: 0 });
  });

  it('given a resource that came later, then it is told since then, with who holds it together with something else', () => {
    const { ledger, history, at } = followed(1);
    at(10);
    ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 4 } });
    expect(history.analytics('cpu')).toMatchObject({ seconds: 0 });
    at(20);
    const both = compiled(ledger, [
      { type: 'cpu', amount: 2 },
      { type: 'queue', identifier: 'slots' },
    ]);
    const held = ledger.tryTake(both, { label: 'a' })!;
    at(30);
    expect(history.analytics('cpu')).toMatchObject({
      since: new Date(START + 10_000),
      seconds: 20,
      meanUtilization: { cores: 25 },
      waits: 0,
      meanWaitSeconds: 0,
      maxWaitSeconds: 0,
      topUsers: [{ user: 'a', seconds: 10 }],
    });
    ledger.give(held);
    expect(history.analytics('slots')?.topUsers).toEqual([{ user: 'a', seconds: 10 }]);
  });

  it('given many users, then the ten who held it longest are told, what they hold now included and nothing else that they hold', () => {
    const { ledger, history, at, line } = followed(20);
    const other = compiled(ledger, [{ type: 'lock', identifier: 'other' }]);
    const names = Array.from({ length: 11 }, (_, place) => `user ${place}`);
    const held = names.map((label) => line.tryTake(slot(ledger), { label })!);
    line.tryTake(other, { label: 'somebody else' });
    for (const [place, allocation] of held.slice(0, -1).entries()) {
      at(place + 1);
      line.release(allocation);
    }
    at(12);
    // He comes twice.
    const again = line.tryTake(slot(ledger), { label: 'user 1' })!;
    at(32);
    line.release(again);
    at(40);
    expect(history.analytics('slots')?.topUsers).toEqual([
      { user: 'user 10', seconds: 40 },
      { user: 'user 1', seconds: 22 },
      ...[9, 8, 7, 6, 5, 4, 3, 2].map((place) => ({ user: `user ${place}`, seconds: place + 1 })),
    ]);
  });

  it('given waits, then the mean and the longest of those that were granted are told to the millisecond, and contention to a tenth', () => {
    const { ledger, history, at, line, ask, done } = followed(1);
    ask(slot(ledger), 'a');
    line.drain();
    ask(slot(ledger), 'b');
    at(1.5);
    ask(slot(ledger), 'c');
    at(2);
    done('a');
    at(4.001);
    done('b');
    at(30);
    expect(history.analytics('slots')).toMatchObject({
      grants: 3,
      waits: 2,
      meanWaitSeconds: 2.251,
      maxWaitSeconds: 2.501,
      waitingNow: 0,
      contention: 13.3,
    });
  });

  it('given places that are all taken by what is in use, then a new one is followed once one of them is idle, and an old one begins anew', () => {
    const ids = ['a', 'b', 'c'];
    const ledger = new Ledger(ids.map((id) => ({ id, type: 'queue', capacity: { slots: 1 } })));
    const history = new UsageHistory(ledger, { resources: 2 });
    const take = (id: string) => ledger.tryTake(compiled(ledger, [{ type: 'queue', identifier: id }]), { label: id })!;
    expect([...history.resources()]).toEqual(['a', 'b']);
    const [a] = [take('a'), take('b')];
    ledger.give(take('c'));
    expect([[...history.resources()].sort(), history.analytics('c')]).toEqual([['a', 'b'], undefined]);
    ledger.give(a);
    ledger.give(take('c'));
    expect([...history.resources()].sort()).toEqual(['b', 'c']);
    expect([history.analytics('a'), history.samplesOf('a')]).toEqual([undefined, []]);
    ledger.give(take('a'));
    expect([...history.resources()].sort()).toEqual(['a', 'b']);
    expect(history.samplesOf('a').at(-1)?.held).toEqual({ slots: 0 });
    expect(history.analytics('a')?.grants).toBe(1);
    expect(history.analytics('b')?.grants).toBe(1);
  });

  it('given a rate, then a sample shows what time has brought back', () => {
    const ledger = new Ledger([{ id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } }]);
    ledger.advance(START);
    const history = new UsageHistory(ledger);
    ledger.tryTake(compiled(ledger, [{ type: 'external_api', amount: 60 }]), { label: 'a' });
    ledger.advance(START + 30_000);
    history.sample();
    expect(history.samplesOf('api').map(({ held }) => held.requests_per_minute)).toEqual([60, 30]);
  });

  it('given limits on users and on requests, then they are not shown beside what is counted', () => {
    const limits = { maxConcurrentUsers: 2, maxRequestsPerMinute: 60 };
    const ledger = new Ledger([{ id: 'gpu', type: 'gpu', capacity: { units: 2 }, limits }]);
    ledger.advance(START);
    const history = new UsageHistory(ledger);
    ledger.tryTake(compiled(ledger, [{ type: 'gpu' }]), { label: 'a' });
    ledger.advance(START + 1_000);
    expect(history.analytics('gpu')).toMatchObject({ meanUtilization: { units: 50 }, grants: 1 });
    expect(Object.keys(history.analytics('gpu')!.meanUtilization)).toEqual(['units']);
  });

  it('given a second door over the same line, then both tell one history', () => {
    const { line } = lineOver(slots(2));
    new ResourceManager({ line }).allocateResources('a', { slots: 1 });
    expect(new ResourceManager({ line }).getResourceAnalytics('slots')).toMatchObject({ grants: 1 });
    expect(line.ledger.books.observers).toHaveLength(1);
  });

  it('given more resources than are followed, then those that come and go give their place, and those in use stay', () => {
    const ledger = slots(10);
    const history = new UsageHistory(ledger, { resources: 20 });
    const { line, ask, done } = lineOver(ledger);
    ask(slot(ledger), 'steady');
    line.drain();
    for (let run = 0; run < 200; run++) {
      ledger.add({ id: `run:${run}`, type: 'queue', capacity: { slots: 1 } });
      const need = compiled(ledger, [{ type: 'queue', identifier: `run:${run}` }]);
      ask(need, `task ${run}`);
      line.drain();
      done(`task ${run}`);
      ledger.remove(`run:${run}`);
    }
    expect([...history.resources()]).toHaveLength(20);
    expect(history.analytics('slots')).toMatchObject({ grants: 1 });
    expect(history.analytics('run:199')).toMatchObject({ grants: 1 });
    expect(history.analytics('run:0')).toBeUndefined();
  });
});

it('given any course of asking, releasing and withdrawing, then the mean is the sum over time and nobody waits in the end', () => {
  const step = fc.record({
    seconds: fc.nat({ max: 9 }),
    kind: fc.constantFrom('ask', 'done', 'withdraw'),
    amount: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { ledger, history, at, line, ask, done, held } = followed(3);
      const tickets: ReturnType<typeof ask>[] = [];
      let [time, area, full] = [0, 0, 0];
      for (const [index, { seconds, kind, amount }] of steps.entries()) {
        area += seconds * full;
        time += seconds;
        at(time);
        if (kind === 'ask') tickets.push(ask(slot(ledger, amount), `t${index}`));
        const [label] = held.keys();
        if (kind === 'done' && label !== undefined) done(label);
        const waiting = tickets.find(({ state }) => state === 'waiting');
        if (kind === 'withdraw' && waiting !== undefined) line.withdraw(waiting);
        line.drain();
        full = ledger.usage('slots')?.held.slots ?? 0;
        expect(history.analytics('slots')?.waitingNow).toBe(line.size);
      }
      const analytics = history.analytics('slots');
      expect(analytics?.grants).toBe(ledger.usage('slots')?.grants);
      if (time > 0) expect(analytics?.meanUtilization.slots).toBe(Math.round((area / (3 * time)) * 1_000) / 10);
      for (const ticket of tickets) line.withdraw(ticket);
      for (const label of held.keys()) done(label);
      expect(history.analytics('slots')?.waitingNow).toBe(0);
    }),
  );
});
