import type { ResourceRequest } from '@codomyrmex/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ResourceDefinition, ResourceManager } from '../src/index.ts';
import { MemoryHoldings } from './memory-holdings.ts';
import { SharedTime, Site } from './sharing.ts';

const resources: readonly ResourceDefinition[] = [
  { id: 'slots', type: 'queue', capacity: { slots: 2 } },
  { id: 'cpu', type: 'cpu', capacity: { cores: 4 } },
  { id: 'pool', type: 'semaphore', capacity: { holders: 2 } },
  { id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } },
];
const db: readonly ResourceRequest[] = [{ type: 'lock', identifier: 'db' }];
const reading: readonly ResourceRequest[] = [{ type: 'lock', identifier: 'db', mode: 'read' }];
const pool: readonly ResourceRequest[] = [{ type: 'semaphore', identifier: 'pool' }];
const slot: readonly ResourceRequest[] = [{ type: 'queue', identifier: 'slots' }];
const dbAndPool: readonly ResourceRequest[] = [...db, ...pool];
const cores = (amount: number): readonly ResourceRequest[] => [{ type: 'cpu', amount }];
const calls = (amount: number): readonly ResourceRequest[] => [{ type: 'external_api', identifier: 'api', amount }];

let time: SharedTime;
let holdings: MemoryHoldings;
let a: Site;
let b: Site;

beforeEach(() => {
  time = new SharedTime();
  holdings = new MemoryHoldings();
  a = new Site(holdings, time.clock, resources);
  b = new Site(holdings, time.clock, resources);
});

afterEach(() => {
  const unforeseen = [a.faults, b.faults].flat().filter((fault) => !/busy|full/.test(fault));
  if (unforeseen.length > 0) throw new Error(unforeseen.join('; '));
});

describe('what is asked for at once', () => {
  it('given what this process has alone, then it is held and handed on without a word to the others', () => {
    const before = a.process.exchanges;
    const owner = { label: 'run 1 / load', what: 1 };
    const first = a.line.askAtOnce(a.need(slot), owner);
    const next = a.line.askAtOnce(a.need(slot), owner, first);
    expect([first?.state, next?.state]).toEqual(['over', 'held']);
    expect(a.process.exchanges).toBe(before);
    a.release(next!);
  });

  it('given what processes share, then it is refused, free or not', () => {
    expect(a.line.askAtOnce(a.need(db), { label: 'run 1 / load', what: 1 })).toBeUndefined();
    const held = a.ask('run 1 / load', db);
    expect(a.line.askAtOnce(a.need(db), { label: 'run 1 / next', what: 2 }, held)).toBeUndefined();
    expect(held.state).toBe('held');
    a.release(held);
  });
});

describe('what another process holds', () => {
  it('given a lock that another process holds, then it is granted once that one gives it back, and the wait says who holds it', () => {
    const held = a.ask('run 1 / load', db);
    const waiting = b.ask('run 2 / load', db);
    expect([held.state, waiting.state]).toEqual(['held', 'waiting']);
    expect(b.line.waitsFor(waiting)).toMatchObject([
      { what: 'exclusive(lock:db)', heldBy: ['run 1 / load (process 0)'] },
    ]);
    a.release(held);
    time.pass(30);
    expect(waiting.state).toBe('held');
    expect(b.granted).toEqual([waiting]);
  });

  it('given a lock that comes free while nobody tells the line the time, then it is granted at the time at which it was seen free', () => {
    const began = time.clock.now();
    const held = a.ask('run 1 / load', db);
    const waiting = b.ask('run 2 / load', db);
    time.pass(60_000);
    a.release(held);
    time.pass(100);
    expect(waiting.state).toBe('held');
    const grantedAt = b.ledger.books.timeOf(waiting.since) - began;
    expect(grantedAt).toBeGreaterThanOrEqual(60_000);
    expect(grantedAt).toBeLessThanOrEqual(60_100);
  });

  it('given readers in two processes, then they share, and a writer of a third waits for both', () => {
    const c = new Site(holdings, time.clock, resources);
    const readers = [a.ask('reads 1', reading), b.ask('reads 2', reading)];
    const writer = c.ask('writes', db);
    expect([...readers, writer].map(({ state }) => state)).toEqual(['held', 'held', 'waiting']);
    a.release(readers[0]!);
    time.pass(100);
    expect(writer.state).toBe('waiting');
    b.release(readers[1]!);
    time.pass(100);
    expect(writer.state).toBe('held');
  });

  it('given a semaphore of two and three processes, then two of them hold it', () => {
    const c = new Site(holdings, time.clock, resources);
    const tickets = [a, b, c].map((site, at) => site.ask(`takes ${at}`, pool));
    expect(tickets.map(({ state }) => state)).toEqual(['held', 'held', 'waiting']);
  });

  it('given a lock that nobody mentioned here when it was taken elsewhere, then it is taken here too', () => {
    a.ask('first', db);
    b.ask('other', cores(1));
    expect(b.ask('second', db).state).toBe('waiting');
  });

  it('given a process that dies, then what it held comes back', () => {
    a.ask('dies', db);
    a.ask('waits and dies', db);
    const waiting = b.ask('lives', db);
    a.die();
    time.pass(30);
    expect(waiting.state).toBe('held');
  });

  it('given a lease whose time is over, then it comes back though its process lives', () => {
    const lease = a.line.tryTake(a.need(db), { label: 'leases' })!;
    a.line.expireAt(lease, time.clock.now() + 5_000);
    a.line.drain();
    const waiting = b.ask('waits', db);
    time.pass(4_000);
    expect(waiting.state).toBe('waiting');
    time.pass(1_100);
    expect(waiting.state).toBe('held');
    expect(waiting.fence).toBeGreaterThan(lease.fence);
  });

  it('given a lease at the door of a process that is stuck, then it comes back to the others in its time, renewals counted', () => {
    const stuck = { now: () => time.clock.now(), after: () => () => {} };
    const door = new ResourceManager({ line: a.line, clock: stuck });
    door.allocateResources('leases', { 'lock:db': {} }, 5);
    const [lease] = door.getUserAllocations('leases');
    expect(door.renewAllocation('leases', lease!.allocationId, 10)).toBe(true);
    const waiting = b.ask('waits', db);
    time.pass(9_000);
    expect(waiting.state).toBe('waiting');
    time.pass(1_100);
    expect(waiting.state).toBe('held');
    expect(waiting.fence).toBeGreaterThan(lease!.fence);
    expect(door.deallocateResources('leases', [lease!.allocationId])).toBe(false);
  });

  it('given grants in two processes, then every fencing number is above all before it, and not below the time', () => {
    const fences: number[] = [];
    for (let round = 0; round < 20; round++) {
      for (const site of [a, b]) {
        const ticket = site.ask('takes', db);
        time.pass(30);
        fences.push(ticket.fence);
        site.release(ticket);
      }
    }
    expect(fences).toEqual([...new Set(fences)].sort((x, y) => x - y));
    expect(fences[0]).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1) * 1_000);
  });

  it('given a rate, then what one process used up is not there for the other until it has refilled', () => {
    expect(a.line.tryTake(a.need(calls(40)), { label: 'a' })).toBeDefined();
    expect(b.line.tryTake(b.need(calls(40)), { label: 'b' })).toBeUndefined();
    expect(b.line.tryTake(b.need(calls(20)), { label: 'b' })).toBeDefined();
    time.pass(30_000);
    expect(a.line.tryTake(a.need(calls(40)), { label: 'a' })).toBeUndefined();
    expect(a.line.tryTake(a.need(calls(30)), { label: 'a' })).toBeDefined();
  });
});

describe('what it costs', () => {
  it('given requests for slots of one process alone, then nothing is exchanged and nothing polls', () => {
    const first = a.ask('one', slot);
    a.ask('two', slot);
    a.ask('three', slot);
    a.release(first);
    expect(a.line.tryTake(a.need(slot), { label: 'four' })).toBeUndefined();
    expect([a.process.exchanges, time.pending, a.granted.length]).toEqual([0, 0, 3]);
  });

  it('given somebody who waits for a lock, then requests for slots beside exchange nothing more', () => {
    b.ask('holds', db);
    a.ask('waits', db);
    const before = a.process.exchanges;
    for (let round = 0; round < 10; round++) a.release(a.ask('slot', slot));
    expect(a.process.exchanges).toBe(before);
  });

  it('given nothing that waits, then nothing polls; given a wait that is taken back, then no more', () => {
    a.ask('holds', db);
    expect(time.pending).toBe(0);
    const waiting = b.ask('waits', db);
    expect(time.pending).toBe(1);
    b.line.withdraw(waiting);
    b.line.drain();
    expect(time.pending).toBe(0);
  });
});

describe('turns', () => {
  it('given a process that gives back and asks again at once, then another that waits gets its turn', () => {
    let mine = a.ask('mine 0', db);
    const theirs = b.ask('theirs', db);
    let rounds = 0;
    for (; mine.state === 'held' && rounds < 100; rounds++) {
      const next = a.line.ask(a.need(db), 3, { label: `mine ${rounds}`, what: 0 });
      a.line.release(mine);
      a.line.drain();
      mine = next;
      time.pass(20);
    }
    time.pass(20);
    expect(rounds).toBeLessThan(20);
    expect(mine.state).toBe('waiting');
    expect(a.line.waitsFor(mine)).toMatchObject([{ heldBy: ['theirs (process 1)'] }]);
    b.release(theirs);
    time.pass(60);
    expect(mine.state).toBe('held');
  });

  it('given a writer elsewhere, then readers here that come one after the other do not starve it', () => {
    const readers = [a.ask('read', reading)];
    const writer = b.ask('write', db);
    for (let round = 0; writer.state === 'waiting' && round < 50; round++) {
      readers.push(a.ask(`read ${round}`, reading));
      time.pass(50);
      const oldest = readers.find(({ state }) => state === 'held');
      if (oldest !== undefined) a.release(oldest);
    }
    expect(writer.state).toBe('held');
  });

  it('given two that each want both of two things, of which others give back one at a time, then both are served', () => {
    const [lock, one, two] = [a.ask('lock', db), a.ask('p1', pool), b.ask('p2', pool)];
    const wants = [a.ask('both here', dbAndPool), b.ask('both there', dbAndPool)];
    time.pass(500);
    for (const [site, ticket] of [
      [a, one],
      [b, two],
      [a, lock],
    ] as const) {
      site.release(ticket);
      time.pass(300);
    }
    const first = wants.findIndex(({ state }) => state === 'held');
    expect(first).toBe(0);
    a.release(wants[0]!);
    time.pass(300);
    expect(wants[1]!.state).toBe('held');
  });
});

describe('a store that cannot be used', () => {
  it.each(['at_begin', 'at_commit'] as const)(
    'given an exchange that fails %s, then nobody is told of a grant, it is said once, and the request is met later',
    (refusal) => {
      a.process.refusal = refusal;
      const ticket = a.ask('asks', db);
      const alone = a.ask('slot', slot);
      expect([ticket.state === 'held', alone.state, a.granted, a.line.size]).toEqual([false, 'held', [alone], 1]);
      expect(a.faults).toHaveLength(1);
      time.pass(2_000);
      expect([ticket.state, a.granted, a.line.size]).toEqual(['held', [alone, ticket], 0]);
    },
  );

  it('given requests for calls of something that counts more than calls, then they wait for the store like others', () => {
    const network = { id: 'net', type: 'network', capacity: { calls_per_minute: 10, mbps: 100 } } as const;
    const [c, d] = [1, 2].map(() => new Site(holdings, time.clock, [...resources, network]));
    c!.process.refusal = 'at_begin';
    const some = [{ type: 'network', identifier: 'net', amount: { calls_per_minute: 6 } }] as const;
    const waiting = c!.ask('calls', some);
    expect([waiting.state, c!.ask('slot', slot).state]).toEqual(['waiting', 'held']);
    time.pass(2_000);
    expect(waiting.state).toBe('held');
    expect(d!.line.tryTake(d!.need(some), { label: 'calls too' })).toBeUndefined();
  });

  it('given a grant that was not stored, when another process takes the same meanwhile, then it waits for that one', () => {
    a.process.refusal = 'at_commit';
    const mine = a.ask('mine', db);
    const theirs = b.ask('theirs', db);
    time.pass(3_000);
    expect([mine.state === 'held', theirs.state]).toEqual([false, 'held']);
    b.release(theirs);
    time.pass(100);
    expect(mine.state).toBe('held');
  });

  it('given a grant that was not stored, then it can be taken back', () => {
    a.process.refusal = 'at_commit';
    const mine = a.ask('mine', db);
    expect(a.line.withdraw(mine)).toBe(true);
    a.line.drain();
    time.pass(3_000);
    expect([a.granted, a.line.size, time.pending]).toEqual([[], 0, 0]);
    expect(b.ask('theirs', db).state).toBe('held');
  });

  it('given a store that refuses, then nothing shared is taken at once, and nothing is left behind', () => {
    a.process.refusal = 'at_commit';
    expect(a.line.tryTake(a.need(db), { label: 'takes' })).toBeUndefined();
    expect(b.ask('theirs', db).state).toBe('held');
  });
});
