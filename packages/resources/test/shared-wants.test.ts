import type { ResourceRequest } from '@codomyrmex/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OtherProcess, ResourceDefinition, SharedWant } from '../src/index.ts';
import { MemoryHoldings, type MemoryProcess } from './memory-holdings.ts';
import { SharedTime, Site } from './sharing.ts';

const resources: readonly ResourceDefinition[] = [
  { id: 'slots', type: 'queue', capacity: { slots: 2 } },
  { id: 'cpu', type: 'cpu', capacity: { cores: 4 } },
  { id: 'gpu_a', type: 'gpu', capacity: { units: 1 } },
  { id: 'gpu_b', type: 'gpu', capacity: { units: 1 } },
  { id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } },
];
const slot: readonly ResourceRequest[] = [{ type: 'queue', identifier: 'slots' }];
const cores = (amount: number): readonly ResourceRequest[] => [{ type: 'cpu', amount }];
const lock = (...names: readonly string[]): readonly ResourceRequest[] =>
  names.map((identifier) => ({ type: 'lock', identifier }));
const calls = (amount: number): readonly ResourceRequest[] => [{ type: 'external_api', identifier: 'api', amount }];
const gpu: readonly ResourceRequest[] = [{ type: 'gpu' }];
const db = lock('db');

let time: SharedTime;
let a: Site;
let b: Site;
let holdings: MemoryHoldings;
let watcher: MemoryProcess;

beforeEach(() => {
  time = new SharedTime();
  holdings = new MemoryHoldings();
  a = new Site(holdings, time.clock, resources);
  b = new Site(holdings, time.clock, resources);
  watcher = holdings.join();
});

afterEach(() => {
  const unforeseen = [a.faults, b.faults].flat().filter((fault) => !/busy|full/.test(fault));
  if (unforeseen.length > 0) throw new Error(unforeseen.join('; '));
});

/** What a process has told of itself, as one sees it that only looks. */
function seen(number: number): OtherProcess {
  let found: OtherProcess | undefined;
  watcher.exchange(time.clock.now(), ({ others, fence }) => {
    found = others.find((other) => other.number === number);
    return { held: [], released: [], levels: [], fence };
  });
  return found!;
}

/** What the first process has told that it wants. */
const told = (): readonly SharedWant[] => seen(0).wants;
const labels = (): string[] => told().map(({ label }) => label);
const lacking = (): string[][] => told().map((want) => want.lacking.map(({ resource }) => resource));
const now = (): number => time.clock.now();

describe('what a process tells that it wants', () => {
  it('given several that ask for the same, then the first of them, and the next one from when that is met', () => {
    const held = b.ask('holds', db);
    const begun = now();
    const first = a.ask('first', db);
    time.pass(100);
    a.ask('second', db);
    expect(told()).toMatchObject([{ label: 'first', since: begun }]);
    b.release(held);
    time.pass(50);
    expect(first.state).toBe('held');
    expect(labels()).toEqual(['second']);
    expect(told()[0]?.since).toBeGreaterThan(begun + 99);
  });

  it('given one more that lacks what is known to be taken, then it is told at once', () => {
    b.ask('holds', db);
    a.ask('one', db);
    a.ask('both', lock('db', 'x'));
    expect(labels()).toEqual(['one', 'both']);
  });

  it('given that one of them is withdrawn, then the others wait on from when they began', () => {
    b.ask('holds', db);
    const begun = now();
    const [first, second] = [a.ask('first', db), a.ask('second', db), a.ask('third', db)];
    time.pass(100);
    a.line.withdraw(second);
    a.line.drain();
    expect(told()).toMatchObject([{ label: 'first', since: begun }]);
    a.line.withdraw(first);
    a.line.drain();
    expect(told()).toMatchObject([{ label: 'third', since: begun + 100 }]);
  });

  it('given that the younger of two is withdrawn for another, then that one in its place', () => {
    b.ask('holds', lock('x', 'y', 'z'));
    a.ask('stays', lock('x'));
    const goes = a.ask('goes', lock('y'));
    expect(labels()).toEqual(['stays', 'goes']);
    a.line.withdraw(goes);
    a.ask('comes', lock('z'));
    expect(labels()).toEqual(['stays', 'comes']);
  });

  it('given that all of them are withdrawn, then nothing more', () => {
    b.ask('holds', db);
    const tickets = [a.ask('first', db), a.ask('second', db)];
    expect(labels()).toEqual(['first']);
    for (const ticket of tickets) a.line.withdraw(ticket);
    a.line.drain();
    expect([told(), time.pending]).toEqual([[], 0]);
  });

  it('given more needs than 64 that lack something, then the 64 that wait longest, and a younger one as soon as there is room', () => {
    const names = Array.from({ length: 66 }, (_, at) => `lock ${at}`);
    const [first] = names.map((name) => b.ask(`holds ${name}`, lock(name)));
    // Asked for in another order than they come to lack what the others hold.
    for (const name of names) {
      a.ask(name, lock(name));
      time.pass(30);
    }
    expect(labels()).toEqual(names.slice(0, 64));
    b.release(first!);
    time.pass(50);
    expect(labels()).toEqual(names.slice(1, 65));
  });

  it('given a long label, then its first 200 characters, of what is held as well', () => {
    const label = `${'x'.repeat(199)}yz`;
    b.ask(label, db);
    a.ask(label, db);
    expect(labels()).toEqual([label.slice(0, 200)]);
    expect(seen(1).holdings.map((holding) => holding.label)).toEqual([label.slice(0, 200)]);
  });

  it('given one that lacks one thing and then another, then both, from when it lacked the first', () => {
    const [x, y] = [b.ask('holds x', lock('x')), b.ask('holds y', lock('y'))];
    b.release(y);
    const begun = now();
    a.ask('both', lock('x', 'y'));
    expect(lacking()).toEqual([['lock:x']]);
    b.ask('holds y again', lock('y'));
    time.pass(50);
    b.release(x);
    time.pass(50);
    expect(lacking()).toEqual([['lock:x', 'lock:y']]);
    expect(told()[0]?.since).toBe(begun);
  });

  it('given one that lacks something of its own process, then it is not told until it lacks nothing else, and keeps its place', () => {
    /** Something happens elsewhere, so that it looks again. */
    const happen = (): void => {
      b.release(b.ask('comes and goes', lock('other')));
      time.pass(50);
    };
    const slots = [a.ask('slot 1', slot), a.ask('slot 2', slot)];
    b.ask('holds', db);
    a.ask('wants both', [...slot, ...db]);
    expect(told()).toEqual([]);
    a.ask('asked for later', db);
    time.pass(50);
    a.release(slots[0]!);
    happen();
    const since = now() - 50;
    // The one that has been lacking for longer goes first.
    expect(labels()).toEqual(['asked for later', 'wants both']);
    const want = told()[1];
    expect(want?.since).toBeGreaterThanOrEqual(since);
    const again = a.ask('slot again', slot);
    happen();
    expect(labels()).toEqual(['asked for later']);
    a.release(again);
    happen();
    expect(told()[1]).toEqual(want);
  });

  it('given one of several that is closed, then the one that can be waited for', () => {
    a.ledger.setStatus('gpu_a', 'maintenance');
    b.ask('holds one', gpu);
    b.ask('holds the other', gpu);
    a.ask('wants any', gpu);
    expect(lacking()).toEqual([['gpu_b']]);
  });

  it('given that there will never be enough here, or that it is reserved here, then nothing: the others can do nothing about it', () => {
    b.ask('holds', cores(3));
    a.ask('wants', cores(4));
    expect(lacking()).toEqual([['cpu']]);
    const both = [...db, ...cores(4)];
    a.need(both);
    a.ledger.setCapacity('cpu', { cores: 3 });
    a.ask('makes it look', db);
    expect(told()).toEqual([]);
    b.ask('holds db', db);
    a.ask('wants both', both);
    expect(told()).toEqual([]);
    a.ledger.setCapacity('cpu', { cores: 4 });
    a.ledger.reserve('cpu', 'anna');
    a.ask('makes it look again', lock('x'));
    expect(told()).toEqual([]);
  });

  it('given something that is reserved here for whom the request is, then that', () => {
    b.ask('holds', cores(3));
    a.ledger.reserve('cpu', 'anna');
    const compilation = a.ledger.compile([...db, ...cores(4)], 'resources', [], 'anna');
    if (compilation.kind === 'refused') throw new Error('anna may ask');
    a.line.ask(compilation.need, 1, { label: 'of anna', what: 0 });
    a.line.drain();
    expect(lacking()).toEqual([['cpu']]);
  });

  it('given something that is there and kept for another one of the same process, then it is not told', () => {
    b.ask('holds', cores(1));
    a.ask('large', cores(4));
    for (const label of ['small 1', 'small 2', 'small 3']) a.release(a.ask(label, cores(1)));
    const passed = a.ask('small 4', cores(1));
    a.ask('makes it look', db);
    expect([passed.state, labels()]).toEqual(['waiting', ['large']]);
    const counted = a.ledger.row('cpu', 'counted', 'cores');
    expect(counted && a.line.keptFor(counted)?.owner.label).toBe('large');
  });
});

describe('what a process tells that it holds', () => {
  const kinds = (): string[][] => seen(0).holdings.map(({ parts }) => parts.map(({ kind }) => kind));

  it('given what is used up, then who uses it and not how much', () => {
    a.ledger.add({ id: 'disk', type: 'disk', capacity: { gb: 9 }, limits: { maxRequestsPerMinute: 60 } });
    a.line.tryTake(a.need([...calls(20), ...cores(1), { type: 'disk' }]), { label: 'calls' });
    expect(kinds()).toEqual([['users', 'counted', 'counted']]);
  });

  it('given that one part after the other is given back, then nothing of it in the end', () => {
    const held = a.ask('holds', [...db, ...cores(1)]);
    a.line.releasePart(held, 'cpu');
    a.line.drain();
    expect(kinds()).toEqual([['access']]);
    a.line.releasePart(held, 'lock:db');
    a.line.drain();
    expect(kinds()).toEqual([]);
  });

  it('given that what it holds alone ends at some time, then nothing', () => {
    const lease = a.line.tryTake(a.need(slot), { label: 'leases' })!;
    a.line.expireAt(lease, now() + 1_000);
    a.line.drain();
    expect([seen(0).holdings, a.process.exchanges]).toEqual([[], 0]);
  });

  it('given that the end of it is set to what it was, then that is not told again', () => {
    const lease = a.line.tryTake(a.need(db), { label: 'leases' })!;
    a.line.expireAt(lease, now() + 1_000);
    a.line.drain();
    const before = a.process.exchanges;
    a.line.expireAt(lease, now() + 1_000);
    a.line.drain();
    expect(a.process.exchanges).toBe(before);
    a.line.expireAt(lease, null);
    a.line.drain();
    expect(seen(0).holdings).toMatchObject([{ expiresAt: null }]);
  });
});

describe('what waiting costs', () => {
  it('given that nothing changed elsewhere, then a wait exchanges nothing, however long it is', () => {
    const c = new Site(holdings, time.clock, resources);
    c.ask('holds', db);
    a.release(a.ask('came and went', cores(1)));
    for (const site of [a, b]) {
      site.ask('waits', db);
      site.ask('waits for both', [...cores(1), ...db]);
    }
    time.pass(100);
    const exchanges = () => [a, b, c].map(({ process }) => process.exchanges);
    const before = exchanges();
    const looks = a.line.looks;
    time.pass(10_000);
    expect(looks).toBeGreaterThan(0);
    expect([exchanges(), a.line.looks]).toEqual([before, looks]);
  });

  it('given any of several that is free, then it is granted as soon as nothing of the own process is lacking', () => {
    const [first] = [a.ask('slot 1', slot), a.ask('slot 2', slot)];
    b.ask('holds one', gpu);
    const waiting = a.ask('wants any', [...slot, ...gpu]);
    expect(waiting.state).toBe('waiting');
    a.release(first);
    expect(waiting.state).toBe('held');
  });

  it('given that somebody waits long for much of a rate, then never more of it is granted than there is', () => {
    a.line.tryTake(a.need(calls(60)), { label: 'uses all' });
    const waiting = b.ask('waits', calls(30));
    let taken = 0;
    for (let second = 1; second <= 60; second++) {
      time.pass(1_000);
      for (const site of [a, b]) site.line.advance(now());
      while (a.line.tryTake(a.need(calls(1)), { label: 'takes one' }) !== undefined) taken += 1;
      b.line.drain();
    }
    // What is used up is not kept across processes: whoever asks for little at a time gets it.
    expect([taken, waiting.state]).toEqual([60, 'waiting']);
    b.line.withdraw(waiting);
    b.line.drain();
    expect(a.line.tryTake(a.need(calls(1)), { label: 'takes one more' })).toBeUndefined();
  });

  it('given a store that refuses while calls are waited for, then no more are granted afterwards than there are', () => {
    a.process.refusal = 'at_begin';
    const waiting = a.ask('waits', calls(30));
    for (let times = 0; times < 5; times++) a.release(a.ask('slot', slot));
    time.pass(1_100);
    expect(waiting.state).toBe('held');
    expect(a.line.tryTake(a.need(calls(32)), { label: 'too many' })).toBeUndefined();
  });

  it('given a rate that others used up, then it is granted when it has refilled, and not looked at before', () => {
    b.line.tryTake(b.need(calls(60)), { label: 'uses all' });
    const waiting = a.ask('waits', calls(30));
    const before = a.process.exchanges;
    for (let second = 1; second <= 29; second++) {
      time.pass(1_000);
      a.line.advance(now());
      a.line.drain();
    }
    expect([waiting.state, a.process.exchanges]).toEqual(['waiting', before]);
    time.pass(1_000);
    a.line.advance(now());
    a.line.drain();
    expect(waiting.state).toBe('held');
  });
});
