import { describe, expect, test } from 'vitest';
import { Ledger, type Need, type Owner, type Ticket, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, lock, slot, slots } from './line-over.ts';

describe('a head that does not fit', () => {
  test('is passed by smaller ones only so often, then what it lacks is kept for it', () => {
    const ledger = slots(4);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 3 });
    ask(slot(ledger), 'small 0');
    line.drain();
    ask(slot(ledger, 4), 'large');
    for (let at = 1; at <= 10; at++) ask(slot(ledger), `small ${at}`);
    line.drain();
    expect(granted).toEqual(['small 0', 'small 1', 'small 2', 'small 3']);
    for (let at = 0; at <= 3; at++) done(`small ${at}`);
    expect(granted.at(-1)).toBe('large');
    done('large');
    expect(granted.length).toBe(9);
  });

  test('is not passed by what goes before it anyhow', () => {
    const ledger = slots(2);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 2 });
    ask(slot(ledger), 'first');
    line.drain();
    ask(slot(ledger, 2), 'large');
    for (let at = 0; at < 8; at++) ask(slot(ledger), `urgent ${at}`, 3);
    line.drain();
    for (let at = 0; at < 7; at++) done(`urgent ${at}`);
    expect(granted.at(-1)).toBe('urgent 7');
    done('first');
    done('urgent 7');
    expect(granted.at(-1)).toBe('large');
  });

  test('counts from none after one of its kind was granted', () => {
    const ledger = slots(2);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 2 });
    const pass = (label: string): boolean => {
      ask(slot(ledger), label);
      line.drain();
      return granted.at(-1) === label;
    };
    pass('always');
    for (const label of ['large 0', 'large 1']) ask(slot(ledger, 2), label);
    for (const label of ['a', 'b']) {
      expect(pass(label)).toBe(true);
      done(label);
    }
    expect(pass('c')).toBe(false);
    done('always');
    expect(granted.at(-1)).toBe('large 0');
    done('large 0');
    expect(granted.at(-1)).toBe('c');
    for (const label of ['d', 'e']) {
      expect(pass(label)).toBe(true);
      done(label);
    }
    expect(pass('f')).toBe(false);
  });

  test('is counted as passed by those who lacked the same before', () => {
    const ledger = slots(2);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 2 });
    for (const label of ['a', 'b', 'c']) ask(slot(ledger), label);
    line.drain();
    for (const label of ['a', 'b']) done(label);
    ask(slot(ledger, 2), 'large');
    for (const label of ['d', 'e', 'f', 'g']) {
      ask(slot(ledger), label);
      line.drain();
      if (granted.at(-1) === label) done(label);
    }
    expect(granted).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('is not passed by what does not use what it lacks', () => {
    const ledger = slots(4);
    const { line, granted, ask } = lineOver(ledger, { passLimit: 1 });
    const writer = lock(ledger, 'write');
    ask(writer, 'holder');
    line.drain();
    ask(
      compiled(ledger, [
        { type: 'queue', identifier: 'slots', amount: 3 },
        { type: 'lock', identifier: 'db', mode: 'write' },
      ]),
      'both',
    );
    for (let at = 0; at < 4; at++) ask(slot(ledger), `slot ${at}`);
    line.drain();
    expect(granted).toEqual(['holder', 'slot 0', 'slot 1', 'slot 2', 'slot 3']);
  });

  test('a writer gets its turn though readers never pause', () => {
    const ledger = new Ledger();
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 4 });
    ask(lock(ledger, 'read'), 'reader 0');
    line.drain();
    ask(lock(ledger, 'write'), 'writer');
    for (let at = 1; at <= 20; at++) {
      ask(lock(ledger, 'read'), `reader ${at}`);
      line.drain();
    }
    expect(granted).toEqual(['reader 0', 'reader 1', 'reader 2', 'reader 3', 'reader 4']);
    for (let at = 0; at <= 4; at++) done(`reader ${at}`);
    expect(granted.at(-1)).toBe('writer');
    done('writer');
    expect(granted.length).toBe(22);
  });

  test('two that are kept different things do not block each other', () => {
    const ledger = new Ledger([
      { id: 'a', type: 'semaphore', capacity: { holders: 2 } },
      { id: 'b', type: 'semaphore', capacity: { holders: 2 } },
    ]);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const semaphore = (...identifiers: string[]): Need =>
      compiled(
        ledger,
        identifiers.map((identifier) => ({ type: 'semaphore', identifier, amount: 1 })),
      );
    const all = (first: string, second: string): Need =>
      compiled(ledger, [
        { type: 'semaphore', identifier: first, amount: 2 },
        { type: 'semaphore', identifier: second, amount: 1 },
      ]);
    ask(semaphore('a'), 'a0');
    ask(semaphore('b'), 'b0');
    line.drain();
    ask(all('a', 'b'), 'both');
    ask(all('b', 'a'), 'both turned');
    ask(semaphore('a'), 'a1');
    ask(semaphore('b'), 'b1');
    line.drain();
    for (const label of ['a0', 'b0', 'a1', 'b1']) if (granted.includes(label)) done(label);
    done('both');
    done('both turned');
    expect(granted.toSorted()).toEqual(['a0', 'a1', 'b0', 'b1', 'both', 'both turned']);
  });

  test('goes before one that was kept something later', () => {
    const ledger = new Ledger([
      { id: 'a', type: 'semaphore', capacity: { holders: 4 } },
      { id: 'b', type: 'semaphore', capacity: { holders: 4 } },
    ]);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const a = (amount: number) => ({ type: 'semaphore', identifier: 'a', amount }) as const;
    const b = (amount: number) => ({ type: 'semaphore', identifier: 'b', amount }) as const;
    const one = { a: compiled(ledger, [a(1)]), b: compiled(ledger, [b(1)]) };
    for (const label of ['a0', 'a1', 'a2']) ask(one.a, label);
    ask(one.b, 'b0');
    line.drain();
    ask(compiled(ledger, [a(4)]), 'all of a');
    line.drain();
    ask(one.a, 'passes all of a');
    line.drain();
    ask(compiled(ledger, [b(4), a(1)]), 'all of b');
    line.drain();
    ask(one.b, 'passes all of b');
    line.drain();
    for (const label of ['b0', 'passes all of b', 'a0']) done(label);
    expect(granted.at(-1)).toBe('passes all of b');
    for (const label of ['a1', 'a2', 'passes all of a']) done(label);
    expect(granted.at(-1)).toBe('all of a');
    done('all of a');
    expect(granted.at(-1)).toBe('all of b');
  });

  test.each(['in the same turn', 'in a turn before'])(
    'is the first that is kept something, of two found lacking %s',
    (when) => {
      const ledger = slots(4);
      ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 1 } });
      const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
      ask(slot(ledger), 'always');
      line.drain();
      ask(slot(ledger, 4), 'first');
      if (when === 'in a turn before') line.drain();
      ask(compiled(ledger, [{ type: 'queue', identifier: 'slots', amount: 4 }, { type: 'cpu' }]), 'second');
      ask(slot(ledger), 'small');
      line.drain();
      done('small');
      done('always');
      expect(granted).toEqual(['always', 'small', 'first']);
    },
  );

  test('is counted as passed by those who were withdrawn', () => {
    const ledger = slots(2);
    const granted: string[] = [];
    let withdraw: Ticket | undefined;
    const line: WaitingLine<Owner> = new WaitingLine<Owner>({
      ledger,
      passLimit: 2,
      onGrant: ({ owner }) => {
        granted.push(owner.label);
        if (withdraw !== undefined) line.withdraw(withdraw);
      },
    });
    line.tryTake(slot(ledger), { label: 'always' });
    withdraw = line.ask(
      compiled(ledger, [
        { type: 'queue', identifier: 'slots', amount: 2 },
        { type: 'lock', identifier: 'x' },
      ]),
      1,
      { label: 'withdrawn' },
    );
    let small = line.ask(slot(ledger), 1, { label: 'small' });
    line.drain();
    line.release(small);
    line.ask(slot(ledger, 2), 1, { label: 'large' });
    for (let at = 0; at < 5; at++) {
      line.drain();
      if (small.state !== 'waiting') small = line.ask(slot(ledger), 1, { label: 'small' });
      line.drain();
      if (small.state === 'held') line.release(small);
    }
    expect(granted.length).toBe(3);
  });

  test('takes what is kept for it together with whichever of several is free first', () => {
    const ledger = new Ledger([
      { id: 'slots', type: 'queue', capacity: { slots: 3 } },
      ...['a', 'b'].map((id) => ({ id, type: 'gpu' as const, capacity: { units: 1 } })),
    ]);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    for (const id of ['a', 'b']) ask(compiled(ledger, [{ type: 'gpu', identifier: id }]), id);
    ask(slot(ledger, 2), 'two slots');
    line.drain();
    ask(compiled(ledger, [{ type: 'queue', identifier: 'slots', amount: 2 }, { type: 'gpu' }]), 'large');
    for (const label of ['small 0', 'small 1', 'small 2']) ask(slot(ledger), label);
    line.drain();
    done('two slots');
    done('small 0');
    expect(granted).toEqual(['a', 'b', 'two slots', 'small 0', 'small 1']);
    done('b');
    expect(granted.at(-1)).toBe('large');
    done('large');
    expect(granted.at(-1)).toBe('small 2');
  });

  test('takes over what is kept for one that goes after it, though several could serve it', () => {
    const ledger = new Ledger([
      { id: 'slots', type: 'queue', capacity: { slots: 4 } },
      ...['a', 'b'].map((id) => ({ id, type: 'gpu' as const, capacity: { units: 2 } })),
    ]);
    const { line, granted, held, ask, done } = lineOver(ledger, { passLimit: 1 });
    const of = (identifier: string): Need => compiled(ledger, [{ type: 'gpu', identifier }]);
    for (const id of ['a', 'b']) ask(of(id), id);
    ask(slot(ledger), 'always');
    line.drain();
    ask(
      compiled(ledger, [
        { type: 'gpu', amount: 2 },
        { type: 'queue', identifier: 'slots', amount: 3 },
      ]),
      'large',
    );
    ask(slot(ledger, 4), 'all slots');
    ask(of('a'), 'passes large');
    ask(slot(ledger), 'passes all slots');
    line.drain();
    done('passes all slots');
    for (const label of ['a', 'passes large', 'b']) line.release(held.get(label)!);
    line.drain();
    expect(granted.at(-1)).toBe('large');
    done('large');
    done('always');
    expect(granted.at(-1)).toBe('all slots');
  });

  test('keeps only one of several that could serve it, and another when that one closes', () => {
    const ledger = new Ledger(['a', 'b'].map((id) => ({ id, type: 'gpu' as const, capacity: { units: 2 } })));
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const of = (identifier: string): Need => compiled(ledger, [{ type: 'gpu', identifier }]);
    for (const id of ['a', 'b']) ask(of(id), `${id}0`);
    line.drain();
    const large = ask(compiled(ledger, [{ type: 'gpu', amount: 2 }]), 'large');
    line.drain();
    for (let at = 1; at <= 4; at++) {
      for (const id of ['a', 'b']) {
        ask(of(id), `${id}${at}`);
        line.drain();
        if (granted.at(-1) === `${id}${at}`) done(`${id}${at}`);
      }
    }
    expect(granted).toEqual(['a0', 'b0', 'a1', 'b1', 'b2', 'b3', 'b4']);
    ledger.setStatus('a', 'maintenance');
    line.drain();
    for (const label of ['b5', 'b6']) {
      ask(of('b'), label);
      line.drain();
      if (granted.at(-1) === label) done(label);
    }
    expect(granted.at(-1)).toBe('b5');
    done('b0');
    expect(large.state).toBe('held');
  });

  test('keeps one thing that it was found lacking while another is taken over by one that goes before it', () => {
    const ledger = new Ledger(['a', 'b'].map((id) => ({ id, type: 'semaphore' as const, capacity: { holders: 4 } })));
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const of = (amounts: Record<string, number>): Need =>
      compiled(
        ledger,
        Object.entries(amounts).map(([identifier, amount]) => ({ type: 'semaphore', identifier, amount })),
      );
    for (const label of ['a0', 'a1']) ask(of({ a: 1 }), label);
    ask(of({ b: 1 }), 'b0');
    line.drain();
    ask(of({ a: 3, b: 4 }), 'large');
    ask(of({ a: 1 }), 'passes large');
    line.drain();
    for (const label of ['a0', 'a1']) done(label);
    ask(of({ a: 4 }), 'urgent', 3);
    line.drain();
    done('passes large');
    ask(of({ a: 1 }), 'passes urgent');
    line.drain();
    done('passes urgent');
    expect(granted.at(-1)).toBe('urgent');
    ask(of({ b: 1 }), 'small');
    done('b0');
    expect(granted.at(-1)).toBe('urgent');
    done('urgent');
    expect(granted.at(-1)).toBe('large');
    done('large');
    expect(granted.at(-1)).toBe('small');
  });

  test('for something that closed keeps nothing else from anybody', () => {
    const ledger = new Ledger([
      { id: 'cpu', type: 'cpu', capacity: { cores: 2 } },
      { id: 'slots', type: 'queue', capacity: { slots: 1 } },
    ]);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const core = compiled(ledger, [{ type: 'cpu' }]);
    const large = compiled(ledger, [
      { type: 'cpu', amount: 2 },
      { type: 'queue', identifier: 'slots' },
    ]);
    ask(core, 'a');
    line.drain();
    ask(large, 'large');
    line.drain();
    for (const label of ['b', 'c']) ask(core, label);
    line.drain();
    done('b');
    expect(granted).toEqual(['a', 'b']);
    ledger.setStatus('slots', 'maintenance');
    line.drain();
    expect(granted).toEqual(['a', 'b', 'c']);
    for (const label of ['a', 'c']) done(label);
    ledger.setStatus('slots', 'available');
    line.drain();
    expect(granted.at(-1)).toBe('large');
  });

  test('for something that closed does not hide others that are passed', () => {
    const ledger = new Ledger([
      { id: 'cpu', type: 'cpu', capacity: { cores: 4 } },
      { id: 'slots', type: 'queue', capacity: { slots: 1 } },
    ]);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 2 });
    const cores = (amount: number): Need => compiled(ledger, [{ type: 'cpu', amount }]);
    ask(cores(1), 'always');
    line.drain();
    ask(
      compiled(ledger, [
        { type: 'cpu', amount: 4 },
        { type: 'queue', identifier: 'slots' },
      ]),
      'closed',
    );
    ask(cores(4), 'large');
    line.drain();
    ledger.setStatus('slots', 'maintenance');
    for (const label of ['x', 'y', 'z']) ask(cores(1), label);
    line.drain();
    expect(granted).toEqual(['always', 'x', 'y', 'z']);
    for (const label of ['x', 'y', 'z']) done(label);
    for (let at = 0; at < 10; at++) {
      ask(cores(1), `small ${at}`);
      line.drain();
      if (granted.at(-1) === `small ${at}`) done(`small ${at}`);
    }
    expect(granted.length).toBeLessThan(12);
    done('always');
    expect(granted.at(-1)).toBe('large');
  });

  test('and never will keeps nothing from anybody', () => {
    const ledger = slots(4);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const large = slot(ledger, 4);
    ask(slot(ledger), 'small 0');
    line.drain();
    const ticket = ask(large, 'large');
    ask(slot(ledger), 'small 1');
    line.drain();
    ledger.setCapacity('slots', { slots: 3 });
    for (let at = 2; at <= 6; at++) ask(slot(ledger), `small ${at}`);
    line.drain();
    expect(granted.length).toBe(3);
    for (let at = 0; at <= 6; at++) done(`small ${at}`);
    expect(ticket.state).toBe('waiting');
    expect(line.waitsFor(ticket)).toMatchObject([{ what: '4 slots of slots', wanted: 4, free: 3, heldBy: [] }]);
    ledger.setCapacity('slots', { slots: 4 });
    line.drain();
    expect(ticket.state).toBe('held');
  });
});
