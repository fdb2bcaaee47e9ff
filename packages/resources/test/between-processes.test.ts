import type { ResourceRequest } from '@codomyrmex/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResourceDefinition } from '../src/index.ts';
import { MemoryHoldings } from './memory-holdings.ts';
import { SharedTime, Site } from './sharing.ts';

const resources: readonly ResourceDefinition[] = [
  { id: 'slots', type: 'queue', capacity: { slots: 2 } },
  { id: 'cpu', type: 'cpu', capacity: { cores: 4 } },
  { id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } },
];
const slot: readonly ResourceRequest[] = [{ type: 'queue', identifier: 'slots' }];
const cores = (amount: number): readonly ResourceRequest[] => [{ type: 'cpu', amount }];
const calls = (amount: number): readonly ResourceRequest[] => [{ type: 'external_api', identifier: 'api', amount }];
const lock = (...names: readonly string[]): readonly ResourceRequest[] =>
  names.map((identifier) => ({ type: 'lock', identifier }));
const db = lock('db');

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

describe('whoever asks with a listener of its own', () => {
  it('is told instead of the line, once, and not when the request was withdrawn', () => {
    const held = b.ask('holds', db);
    const told: string[] = [];
    const ask = (label: string) => a.line.ask(a.need(db), 1, { label }, (ticket) => told.push(ticket.owner.label));
    const [withdrawn, asked] = [ask('withdrawn'), ask('asked')];
    a.line.drain();
    a.line.withdraw(withdrawn);
    b.release(held);
    time.pass(100);
    expect([told, a.granted, asked.state]).toEqual([['asked'], [], 'held']);
    a.line.release(asked);
    a.line.drain();
    expect([told, a.ask('the next', db).state]).toEqual([['asked'], 'held']);
  });

  it('may ask and give back when it is told', () => {
    const first = a.ask('first', slot);
    const second = a.ask('second', slot);
    let next: ReturnType<typeof a.ask> | undefined;
    let meanwhile: string | undefined;
    a.line.ask(a.need(slot), 1, { label: 'third' }, (ticket) => {
      a.line.release(ticket);
      next = a.ask('fourth', [...slot, ...db]);
      meanwhile = next.state;
    });
    a.release(first);
    // The grants that come of it are the work of the drain that told it.
    expect([meanwhile, next?.state, a.granted]).toEqual(['waiting', 'held', [first, second, next]]);
    expect(a.line.withdraw(second)).toBe(false);
  });
});

describe('what others hold, for displays', () => {
  it('given that one looks, then it is what they hold now, and looking costs nothing when nothing changed', () => {
    const held = b.ask('trains', cores(3));
    expect(a.ledger.usage('cpu')).toMatchObject({ held: { cores: 0 }, holders: [] });
    a.line.refresh();
    expect(a.ledger.usage('cpu')).toMatchObject({ held: { cores: 3 }, holders: ['trains (process 1)'] });
    const before = a.process.exchanges;
    a.line.refresh();
    expect(a.process.exchanges).toBe(before);
    b.release(held);
    a.line.refresh();
    expect(a.ledger.usage('cpu')).toMatchObject({ held: { cores: 0 }, holders: [] });
  });

  it('given several that hold something, of which one gives back and one dies, then the others still hold theirs', () => {
    const c = new Site(holdings, time.clock, resources);
    const held = b.ask('one', cores(1));
    b.ask('two', cores(1));
    c.ask('three', cores(1));
    a.line.refresh();
    b.release(held);
    a.line.refresh();
    expect(a.ledger.usage('cpu')?.holders).toEqual(['three (process 2)', 'two (process 1)']);
    c.die();
    a.line.refresh();
    expect(a.ledger.usage('cpu')).toMatchObject({ held: { cores: 1 }, holders: ['two (process 1)'] });
  });

  it('given that others hold what is counted here only later, then that is taken as soon as it is', () => {
    const both = b.ask('holds', [...lock('x'), ...cores(1)]);
    a.line.refresh();
    expect([a.ledger.has('lock:x'), a.ledger.usage('cpu')?.held]).toEqual([false, { cores: 1 }]);
    expect(a.ask('wants', lock('x')).state).toBe('waiting');
    expect(a.ledger.usage('cpu')?.held).toEqual({ cores: 1 });
    b.release(both);
    time.pass(50);
    expect([a.ledger.usage('cpu')?.held, a.ledger.usage('lock:x')?.holders]).toEqual([{ cores: 0 }, ['wants']]);
  });

  it('given a part that is given back, then that part is there for others, and the rest still held', () => {
    const held = b.ask('holds', [...db, ...cores(3)]);
    const waiting = [a.ask('wants db', db), a.ask('wants cores', cores(2))];
    b.line.releasePart(held, 'lock:db');
    b.line.drain();
    time.pass(50);
    expect(waiting.map(({ state }) => state)).toEqual(['held', 'waiting']);
    b.line.releasePart(held, 'cpu');
    b.line.drain();
    time.pass(50);
    expect(waiting.map(({ state }) => state)).toEqual(['held', 'held']);
  });

  it('given a closed line, then it looks no more', () => {
    const held = b.ask('holds', db);
    const waiting = a.ask('waits', db);
    a.line.close();
    b.release(held);
    time.pass(5_000);
    expect([waiting.state, time.pending]).toEqual(['waiting', 0]);
  });
});

describe('for whom something is kept', () => {
  it('given one in another process that waits for longer than 200 ms, then those who want the same see for whom it is kept', () => {
    const c = new Site(holdings, time.clock, resources);
    const held = a.ask('holds', lock('x', 'y', 'z'));
    const long = b.ask('waits long', lock('x', 'y'));
    time.pass(150);
    const waiting = c.ask('waits', lock('x', 'z'));
    const isHeld = { heldBy: ['holds (process 0)'], keptFor: undefined };
    expect(c.line.waitsFor(waiting)).toMatchObject([isHeld, isHeld]);
    time.pass(100);
    c.ask('looks', lock('other'));
    expect(c.line.waitsFor(waiting)).toMatchObject([
      { what: 'exclusive(lock:x)', keptFor: 'waits long (process 1)' },
      { what: 'exclusive(lock:z)', keptFor: undefined },
    ]);
    a.release(held);
    c.ask('looks again', lock('another'));
    // It is there, and kept; to have looked changes nothing of it.
    const there = c.ledger.usage('lock:x');
    expect(c.line.waitsFor(waiting)).toMatchObject([{ heldBy: [], keptFor: 'waits long (process 1)' }]);
    expect(c.ledger.usage('lock:x')).toEqual(there);
    time.pass(50);
    expect(c.line.waitsFor(waiting)).toMatchObject([{ heldBy: ['waits long (process 1)'] }]);
    b.release(long);
    time.pass(50);
    expect(waiting.state).toBe('held');
  });

  it('given two that have waited equally long, then the one of the process with the lower number is the first', () => {
    const c = new Site(holdings, time.clock, resources);
    const held = c.ask('holds', lock('x', 'y'));
    const [first, second] = [a.ask('of the lower', lock('x', 'y')), b.ask('of the higher', lock('x', 'y'))];
    time.pass(300);
    c.release(held);
    b.ask('looks first', lock('other'));
    expect(second.state).toBe('waiting');
    time.pass(50);
    expect([first.state, second.state]).toEqual(['held', 'waiting']);
    a.release(first);
    time.pass(50);
    expect(second.state).toBe('held');
  });

  it('given one that waits longer than those of others, then it takes what is kept for them, and no more than it needs', () => {
    const c = new Site(holdings, time.clock, resources);
    const held = c.ask('holds', cores(4));
    const oldest = a.ask('oldest', cores(2));
    time.pass(10);
    const younger = b.ask('younger', cores(4));
    time.pass(300);
    c.release(held);
    b.ask('looks first', lock('other'));
    expect(younger.state).toBe('waiting');
    time.pass(50);
    expect([oldest.state, younger.state]).toEqual(['held', 'waiting']);
    a.release(oldest);
    time.pass(50);
    expect(younger.state).toBe('held');
  });
});

describe('what a process has told that it wants', () => {
  it('given that it is withdrawn, then its turn is not taken though it would come', () => {
    const c = new Site(holdings, time.clock, resources);
    const held = c.ask('holds', cores(4));
    const oldest = a.ask('oldest', cores(2));
    time.pass(10);
    const younger = b.ask('younger', cores(4));
    time.pass(300);
    c.release(held);
    a.line.withdraw(oldest);
    a.line.drain();
    expect([oldest.state, a.granted]).toEqual(['over', []]);
    time.pass(50);
    expect(younger.state).toBe('held');
  });
});

describe('what is there though something is kept for others', () => {
  /** A younger want of another process is due, for which something else is kept. */
  const keepSomething = () => {
    const c = new Site(holdings, time.clock, resources);
    c.ask('holds q', lock('q'));
    return { c, want: () => b.ask('wants q', lock('q')) };
  };

  it('goes by rank, as it would if nothing were', () => {
    const { c, want } = keepSomething();
    const held = c.ask('holds x', lock('x'));
    const low = a.line.ask(a.need(lock('x')), 0, { label: 'low', what: 0 });
    a.line.drain();
    const high = a.line.ask(a.need(lock('x', 'y')), 3, { label: 'high', what: 0 });
    a.line.drain();
    time.pass(10);
    want();
    time.pass(300);
    c.release(held);
    time.pass(50);
    expect([low.state, high.state]).toEqual(['waiting', 'held']);
  });

  it('goes to nobody where it has been reserved since', () => {
    const { c, want } = keepSomething();
    const held = c.ask('holds', cores(4));
    const waiting = a.ask('waits', cores(2));
    time.pass(10);
    want();
    b.ask('wants cores', cores(4));
    time.pass(300);
    a.ledger.reserve('cpu', 'anna');
    c.release(held);
    a.ask('looks', lock('other'));
    expect(waiting.state).toBe('waiting');
  });
});

describe('a store that cannot be used for some time', () => {
  const refuse = () => {
    a.process.refusal = 'at_begin';
  };

  it('given that it is asked again, then once a second, and the fault is told once for each time that it begins', () => {
    refuse();
    const first = a.ask('first', db);
    refuse();
    time.pass(900);
    expect([a.process.refusal, a.faults.length]).toEqual(['at_begin', 1]);
    time.pass(100);
    expect([a.process.refusal, a.faults.length, first.state]).toEqual([undefined, 1, 'waiting']);
    time.pass(1_050);
    expect([first.state, a.faults.length]).toEqual(['held', 1]);
    refuse();
    a.ask('second', lock('other'));
    expect(a.faults).toEqual(['Error: the store is busy', 'Error: the store is busy']);
  });

  it('given that it does not even say whether something changed, then that is a fault like others', () => {
    const held = b.ask('holds', db);
    const waiting = a.ask('waits', db);
    const changed = a.process.changed.bind(a.process);
    a.process.changed = () => {
      throw new Error('the file is gone');
    };
    refuse();
    time.pass(30);
    expect(a.faults).toEqual(['Error: the store is busy']);
    a.process.changed = changed;
    b.release(held);
    time.pass(1_100);
    expect(waiting.state).toBe('held');
  });

  it('given grants that could not be stored together, then what is not shared is told, and the rest is not', () => {
    a.process.refusal = 'at_commit';
    const alone = a.line.ask(a.need(slot), 1, { label: 'alone', what: 0 });
    const shared = a.line.ask(a.need(db), 1, { label: 'shared', what: 0 });
    a.line.drain();
    expect([a.granted, shared.state === 'held']).toEqual([[alone], false]);
    time.pass(2_000);
    expect(a.granted).toEqual([alone, shared]);
  });

  it('given a grant that was not stored after nothing shared was asked or given back, then it is made again all the same', () => {
    const [first] = [a.ask('slot 1', slot), a.ask('slot 2', slot)];
    const waiting = a.ask('waits', [...slot, ...db]);
    a.process.refusal = 'at_commit';
    a.release(first);
    expect([waiting.state === 'held', a.faults]).toEqual([false, ['Error: the disk is full']]);
    time.pass(2_000);
    expect(waiting.state).toBe('held');
  });

  it('given something shared that is to be taken at once, then it is not, not even for a moment', () => {
    refuse();
    expect(a.line.tryTake(a.need(db), { label: 'takes' })).toBeUndefined();
    expect(a.ledger.usage('lock:db')).toMatchObject({ held: { holders: 0 }, grants: 0 });
  });

  it('given requests for what is not shared, then they are granted meanwhile, and at once too', () => {
    refuse();
    const waiting = a.ask('waits', [...slot, ...db]);
    refuse();
    expect(a.line.tryTake(a.need(slot), { label: 'takes' })).toBeDefined();
    expect(a.ask('one slot', slot).state).toBe('held');
    expect(a.line.tryTake(a.need(slot), { label: 'takes too much' })).toBeUndefined();
    expect([waiting.state, [...a.line.waiters()], a.line.size]).toEqual(['waiting', [waiting], 1]);
  });
});

describe('a rate that several processes use', () => {
  it('given that one of them does not know it, then the others share it all the same', () => {
    const c = new Site(holdings, time.clock, resources.slice(0, 2));
    expect(a.line.tryTake(a.need(calls(50)), { label: 'a' })).toBeDefined();
    expect(c.ask('something else', cores(1)).state).toBe('held');
    expect(b.line.tryTake(b.need(calls(20)), { label: 'b' })).toBeUndefined();
    expect(b.line.tryTake(b.need(calls(10)), { label: 'b' })).toBeDefined();
    expect(a.line.tryTake(a.need(calls(1)), { label: 'a' })).toBeUndefined();
  });

  it('given that somebody waits for it, then it is known when there will be enough', () => {
    expect(a.line.nextRefill()).toBeUndefined();
    b.line.tryTake(b.need(calls(60)), { label: 'b' });
    const waiting = a.ask('waits', calls(15));
    expect(a.line.nextRefill()).toBe(time.clock.now() + 15_000);
    time.pass(15_000);
    a.line.advance(time.clock.now());
    a.line.drain();
    expect([waiting.state, a.line.nextRefill()]).toEqual(['held', undefined]);
    // What was taken of it is nothing that is held: whoever looks sees no holder.
    b.line.refresh();
    expect(b.ledger.level('api', 'requests_per_minute')).toBe(0);
  });

  it.each([0, 120_000])('given nothing taken since, then %d ms later it is not told again', (ms) => {
    expect(a.line.tryTake(a.need(calls(30)), { label: 'a' })).toBeDefined();
    time.pass(ms);
    b.ask('something else', db);
    a.line.refresh();
    const before = b.process.exchanges;
    b.line.refresh();
    expect(b.process.exchanges).toBe(before);
    expect(b.line.tryTake(b.need(calls(31)), { label: 'b' }) === undefined).toBe(ms === 0);
  });
});
