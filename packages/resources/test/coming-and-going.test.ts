import { UsageError } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, lock, slot, slots } from './line-over.ts';

describe('resources that come and go', () => {
  test('are waited for though their place was closed before', () => {
    const ledger = new Ledger();
    const { line, granted, ask, done } = lineOver(ledger);
    for (const run of ['x', 'y']) {
      ledger.add({ id: run, type: 'queue', capacity: { slots: 1 } });
      const need = compiled(ledger, [{ type: 'queue', identifier: run }]);
      for (const label of ['a', 'b']) ask(need, run + label);
      line.drain();
      done(`${run}a`);
      done(`${run}b`);
      ledger.setStatus(run, 'maintenance');
      expect(ledger.remove(run)).toBe(true);
    }
    expect(granted).toEqual(['xa', 'xb', 'ya', 'yb']);
  });

  test('are forgotten only when nobody waits', () => {
    const ledger = slots(1);
    const { line, granted, ask, done } = lineOver(ledger);
    const need = slot(ledger);
    for (const label of ['a', 'b']) ask(need, label);
    ledger.forget(need);
    line.drain();
    done('a');
    expect(granted).toEqual(['a', 'b']);
  });

  test('with a limit on users are granted on when one of them is gone', () => {
    const ledger = new Ledger([{ id: 'gpu', type: 'gpu', capacity: { units: 8 }, limits: { maxConcurrentUsers: 1 } }]);
    const { line, granted, ask, done } = lineOver(ledger);
    const need = compiled(ledger, [{ type: 'gpu' }]);
    for (const label of ['a', 'b']) ask(need, label);
    line.drain();
    expect(granted).toEqual(['a']);
    done('a');
    expect(granted).toEqual(['a', 'b']);
  });

  test('cannot be removed while they are held or asked for', () => {
    const ledger = slots(1);
    const { line, ask, done } = lineOver(ledger);
    ask(slot(ledger), 'a');
    const waiting = ask(slot(ledger), 'b');
    expect(ledger.remove('slots')).toBe(false);
    line.drain();
    line.withdraw(waiting);
    expect(ledger.remove('slots')).toBe(false);
    done('a');
    const need = slot(ledger);
    expect(ledger.remove('slots')).toBe(true);
    expect(() => ask(need, 'c')).toThrow(UsageError);
  });

  test('leave no trace in the line', () => {
    const ledger = slots(2);
    const { line, granted, ask, done } = lineOver(ledger);
    for (let run = 0; run < 500; run++) {
      ledger.add({ id: 'run', type: 'queue', capacity: { slots: 1 } });
      const need = compiled(ledger, [
        { type: 'queue', identifier: 'slots' },
        { type: 'queue', identifier: 'run' },
      ]);
      for (const label of ['a', 'b', 'c']) ask(need, label);
      line.drain();
      for (const label of ['a', 'b', 'c']) done(label);
      expect(ledger.remove('run')).toBe(true);
    }
    expect(granted.length).toBe(1_500);
    expect(line.size).toBe(0);
  });

  test('an allocation taken beside the line counts as passing, and its release is granted on', () => {
    const ledger = slots(2);
    const { line, granted, ask } = lineOver(ledger, { passLimit: 2 });
    const first = line.tryTake(slot(ledger), { label: 'beside' })!;
    ask(slot(ledger, 2), 'large');
    line.drain();
    for (let at = 0; at < 2; at++) line.release(line.tryTake(slot(ledger), { label: 'beside' })!);
    expect(line.tryTake(slot(ledger), { label: 'beside' })).toBeUndefined();
    line.release(first);
    line.drain();
    expect(granted).toEqual(['large']);
  });
});

describe('what a ticket waits for', () => {
  test('is told with who holds it and for whom it is kept', () => {
    const ledger = slots(3);
    const { line, ask } = lineOver(ledger, { passLimit: 1 });
    const load = compiled(ledger, [
      { type: 'queue', identifier: 'slots' },
      { type: 'lock', identifier: 'db', mode: 'write' },
    ]);
    ask(load, 'run 7 / load');
    line.drain();
    const writer = ask(load, 'B');
    const large = ask(slot(ledger, 3), 'large');
    ask(slot(ledger), 'small');
    const last = ask(slot(ledger), 'last');
    line.drain();
    expect(line.waitsFor(writer)).toEqual([
      {
        resource: 'slots',
        what: '1 slots of slots',
        wanted: 1,
        free: 1,
        heldBy: ['small', 'run 7 / load'],
        keptFor: 'large',
      },
      { resource: 'lock:db', what: 'write(lock:db)', wanted: 1, free: 0, heldBy: ['run 7 / load'], keptFor: undefined },
    ]);
    expect(line.waitsFor(large)).toMatchObject([{ what: '3 slots of slots', wanted: 3, free: 1, keptFor: undefined }]);
    expect(line.waitsFor(last)).toMatchObject([{ keptFor: 'large' }]);
    line.withdraw(last);
    expect(line.waitsFor(last)).toEqual([]);
  });

  test('is told in the mode that was asked for', () => {
    const ledger = new Ledger();
    const { line, ask } = lineOver(ledger);
    ask(lock(ledger, 'read'), 'reader');
    line.drain();
    const tickets = (['write', 'exclusive'] as const).map((mode) =>
      ask(compiled(ledger, [{ type: 'lock', identifier: 'db', mode }]), mode),
    );
    line.drain();
    expect(tickets.map((ticket) => line.waitsFor(ticket)[0]?.what)).toEqual(['write(lock:db)', 'exclusive(lock:db)']);
  });

  test('of any of several names each of them', () => {
    const ledger = new Ledger(['gpu_a', 'gpu_b'].map((id) => ({ id, type: 'gpu' as const, capacity: { units: 1 } })));
    const { line, ask, done } = lineOver(ledger);
    const any = compiled(ledger, [{ type: 'gpu' }]);
    for (const label of ['a', 'b', 'c']) ask(any, label);
    line.drain();
    const last = ask(any, 'd');
    expect(line.waitsFor(last).map(({ resource, heldBy }) => [resource, ...heldBy])).toEqual([
      ['gpu_a', 'a'],
      ['gpu_b', 'b'],
    ]);
    done('b');
    done('a');
    expect(last.state).toBe('held');
  });
});
