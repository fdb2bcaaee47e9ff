import type { ResourceRequest } from '@codomyrmex/core';
import { describe, expect, test } from 'vitest';
import { Ledger, type Need, type Owner, type Ticket, WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, slot, slots } from './line-over.ts';

const slotsOf = (amount: number): ResourceRequest => ({ type: 'queue', identifier: 'slots', amount });
const lockOf = (identifier: string): ResourceRequest => ({ type: 'lock', identifier });

/** A need of `amount` slots that is not that of plain slots: its tickets wait in a lane of their own. */
const apart = (ledger: Ledger, identifier: string, amount = 1): Need =>
  compiled(ledger, [slotsOf(amount), lockOf(identifier)]);

/** A line whose tickets take one back while another is granted. */
function lineThatWithdraws(ledger: Ledger, during: string, passLimit = 16) {
  const granted: string[] = [];
  const held = new Map<string, Ticket>();
  const tickets: Ticket[] = [];
  const line: WaitingLine<Owner> = new WaitingLine<Owner>({
    ledger,
    passLimit,
    onGrant: (ticket) => {
      granted.push(ticket.owner.label);
      held.set(ticket.owner.label, ticket);
      if (ticket.owner.label === during) for (const other of tickets.splice(0)) line.withdraw(other);
    },
  });
  const ask = (need: Need, label: string, rank = 1): Ticket => line.ask(need, rank, { label });
  return { line, granted, held, tickets, ask };
}

describe('when the head of a lane is withdrawn', () => {
  test('in order of arrival, the next of its lane stands where it arrived itself', () => {
    const ledger = slots(1);
    const { line, granted, ask, done } = lineOver(ledger, { order: 'arrival' });
    ask(slot(ledger), 'holder');
    line.drain();
    const head = ask(slot(ledger), 'head');
    ask(apart(ledger, 'x'), 'between');
    ask(slot(ledger), 'next');
    line.drain();
    line.withdraw(head);
    for (const label of ['holder', 'between']) done(label);
    expect(granted).toEqual(['holder', 'between', 'next']);
  });

  test('in order of priority, the next of its lane has its place', () => {
    const ledger = slots(1);
    const { line, granted, ask, done } = lineOver(ledger);
    ask(slot(ledger), 'holder');
    line.drain();
    const head = ask(slot(ledger), 'head');
    ask(apart(ledger, 'x'), 'between');
    ask(slot(ledger), 'next');
    line.drain();
    line.withdraw(head);
    for (const label of ['holder', 'next']) done(label);
    expect(granted).toEqual(['holder', 'next', 'between']);
  });

  test('in order of arrival, another of its lane than the head takes nothing from it', () => {
    const ledger = slots(2);
    const { line, granted, ask, done } = lineOver(ledger, { order: 'arrival', passLimit: 1 });
    ask(slot(ledger), 'holder');
    line.drain();
    ask(slot(ledger, 2), 'large');
    const second = ask(slot(ledger, 2), 'large too');
    ask(slot(ledger), 'small');
    line.drain();
    line.withdraw(second);
    done('small');
    ask(slot(ledger), 'late');
    line.drain();
    expect(granted).toEqual(['holder', 'small']);
  });
});

describe('a lane that was withdrawn while others are granted', () => {
  test('is granted when it is asked for again', () => {
    const ledger = slots(2);
    const { line, granted, held, tickets, ask } = lineThatWithdraws(ledger, 'small');
    ask(slot(ledger), 'holder');
    line.drain();
    tickets.push(ask(slot(ledger, 2), 'large', 3));
    ask(slot(ledger), 'small');
    line.drain();
    ask(slot(ledger, 2), 'large again', 3);
    for (const label of ['holder', 'small']) line.release(held.get(label)!);
    line.drain();
    expect(granted).toEqual(['holder', 'small', 'large again']);
  });

  test('leaves the passings of those who lack the same to be counted', () => {
    const ledger = slots(5);
    const { line, granted, tickets, ask } = lineThatWithdraws(ledger, 'small 0', 2);
    ask(slot(ledger), 'holder');
    line.drain();
    ask(slot(ledger, 5), 'large', 3);
    tickets.push(ask(apart(ledger, 'x', 5), 'large too', 2));
    for (let at = 0; at < 4; at++) ask(slot(ledger), `small ${at}`);
    line.drain();
    expect(granted).toEqual(['holder', 'small 0', 'small 1']);
  });
});

describe('a head that goes on waiting', () => {
  test('is counted as passed after one that went before it was granted', () => {
    const ledger = slots(3);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 2 });
    for (const label of ['a', 'z']) ask(slot(ledger), label);
    line.drain();
    ask(slot(ledger, 3), 'large');
    line.drain();
    ask(slot(ledger, 2), 'urgent', 3);
    line.drain();
    for (const label of ['a', 'urgent']) done(label);
    for (let at = 0; at < 4; at++) {
      ask(slot(ledger), `small ${at}`);
      line.drain();
      if (granted.at(-1) === `small ${at}`) done(`small ${at}`);
    }
    expect(granted).toEqual(['a', 'z', 'urgent', 'small 0', 'small 1']);
    done('z');
    expect(granted.slice(5)).toEqual(['large']);
  });

  test('is counted as passed also in the turn in which one that went before it was granted', () => {
    const ledger = slots(10);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 2 });
    for (const [label, amount] of [
      ['most', 9],
      ['rest', 1],
    ] as const) {
      ask(slot(ledger, amount), label);
    }
    line.drain();
    ask(slot(ledger, 10), 'large');
    for (const label of ['w', 'x', 'y', 'z']) ask(apart(ledger, label), label);
    line.drain();
    ask(slot(ledger, 2), 'urgent', 3);
    line.drain();
    done('most');
    expect(granted).toEqual(['most', 'rest', 'urgent', 'w', 'x']);
  });

  test('is kept as much as it lacks, and what is more than that goes to others', () => {
    const ledger = slots(4);
    ledger.add({ id: 'cpu', type: 'cpu', capacity: { cores: 1 } });
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    ask(slot(ledger, 2), 'holder');
    line.drain();
    ask(compiled(ledger, [{ type: 'cpu', amount: 1 }, slotsOf(3)]), 'large');
    for (const label of ['small 0', 'small 1', 'small 2']) ask(slot(ledger), label);
    line.drain();
    done('small 0');
    expect(granted).toEqual(['holder', 'small 0']);
    ledger.setCapacity('slots', { slots: 6 });
    line.drain();
    expect(granted.slice(2)).toEqual(['large', 'small 1']);
  });

  test('is granted as soon as time has brought the rest of what it lacks', () => {
    const ledger = slots(2);
    ledger.add({ id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } });
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    const calls = (amount: number): ResourceRequest => ({ type: 'external_api', amount });
    line.advance(0);
    ask(compiled(ledger, [calls(60)]), 'burst');
    ask(slot(ledger), 'holder');
    line.drain();
    ask(compiled(ledger, [slotsOf(2), calls(10)]), 'both');
    ask(slot(ledger), 'small');
    line.drain();
    line.advance(10_000);
    for (const label of ['small', 'holder']) done(label);
    expect(granted).toEqual(['burst', 'holder', 'small', 'both']);
  });
});

describe('what is reserved for a user', () => {
  /** Slots, and a gate that is reserved for Anna, whose request needs both. */
  function gated() {
    const ledger = slots(2);
    ledger.add({ id: 'gate', type: 'queue', capacity: { slots: 1 } });
    const requests = [{ type: 'queue' as const, identifier: 'gate' }, slotsOf(2)];
    const needOf = (user: string): Need => {
      const compilation = ledger.compile(requests, 'resources', [], user);
      if (compilation.kind === 'refused') throw new Error('refused');
      return compilation.need;
    };
    return { ledger, needOf, ...lineOver(ledger, { passLimit: 1 }) };
  }

  test('is granted to that user with what was kept for the request', () => {
    const { ledger, needOf, line, granted, ask, done } = gated();
    ledger.reserve('gate', 'anna');
    ask(slot(ledger), 'holder');
    line.drain();
    ask(needOf('anna'), 'anna');
    ask(slot(ledger), 'small');
    line.drain();
    for (const label of ['small', 'holder']) done(label);
    expect(granted).toEqual(['holder', 'small', 'anna']);
  });

  test('is no reason to keep anything for another, who cannot be granted meanwhile', () => {
    const { ledger, needOf, line, granted, ask, done } = gated();
    ask(slot(ledger), 'holder');
    line.drain();
    ask(needOf('bob'), 'bob');
    ask(slot(ledger), 'small 0');
    line.drain();
    done('small 0');
    ask(slot(ledger), 'small 1');
    line.drain();
    expect(granted).toEqual(['holder', 'small 0']);
    ledger.reserve('gate', 'anna');
    line.drain();
    expect(granted).toEqual(['holder', 'small 0', 'small 1']);
    ledger.setStatus('gate', 'available');
    line.drain();
    for (const label of ['holder', 'small 1']) done(label);
    expect(granted.at(-1)).toBe('bob');
  });

  test('is granted to nobody else though that user withdraws what it was kept for', () => {
    const { ledger, line, granted, ask } = gated();
    ledger.reserve('slots', 'anna');
    const ofAnna = (amount: number): Need => {
      const compilation = ledger.compile([slotsOf(amount)], 'resources', [], 'anna');
      if (compilation.kind === 'refused') throw new Error('refused');
      return compilation.need;
    };
    ask(ofAnna(1), 'holder');
    line.drain();
    const large = ask(ofAnna(2), 'large');
    line.drain();
    const little = line.tryTake(ofAnna(1), { label: 'little' });
    expect(little).toBeDefined();
    line.withdraw(large);
    if (little !== undefined) line.release(little);
    ask(slot(ledger), 'bob');
    line.drain();
    expect(granted).toEqual(['holder']);
  });

  test('is granted at once when the reservation ends a time of maintenance', () => {
    const { ledger, needOf, line, granted, ask } = gated();
    ledger.reserve('gate', 'anna');
    const anna = needOf('anna');
    ledger.setStatus('gate', 'maintenance');
    ask(anna, 'anna');
    line.drain();
    expect(granted).toEqual([]);
    ledger.reserve('gate', 'anna');
    line.drain();
    expect(granted).toEqual(['anna']);
  });

  test('is waited for like anything else once the reservation is over', () => {
    const { ledger, needOf, line, granted, ask, done } = gated();
    ledger.reserve('gate', 'anna');
    const anna = needOf('anna');
    ledger.setStatus('gate', 'available');
    ask(slot(ledger), 'holder');
    line.drain();
    ask(anna, 'anna');
    line.drain();
    done('holder');
    expect(granted).toEqual(['holder', 'anna']);
  });
});

test('of several that can serve, a request that waited is given the one that is used least', () => {
  const ledger = new Ledger(['gpu_1', 'gpu_2'].map((id) => ({ id, type: 'gpu', capacity: { units: 4 } })));
  const { line, granted, held, ask, done } = lineOver(ledger);
  const gpu = (identifier: string, amount: number): Need => compiled(ledger, [{ type: 'gpu', identifier, amount }]);
  ask(gpu('gpu_1', 4), 'first');
  ask(gpu('gpu_2', 4), 'second');
  line.drain();
  ask(compiled(ledger, [{ type: 'gpu', amount: 4 }]), 'any');
  ask(gpu('gpu_1', 1), 'little', 3);
  line.drain();
  done('first');
  done('second');
  expect(granted).toEqual(['first', 'second', 'little', 'any']);
  expect(held.get('any')?.shape?.parts.map(({ row }) => row.resource)).toEqual(['gpu_2']);
});

test('of several that fit alike, a request in line takes turns by how much of each is used', () => {
  const ledger = new Ledger(['gpu_1', 'gpu_2'].map((id) => ({ id, type: 'gpu', capacity: { units: 4 } })));
  const { line, held, ask } = lineOver(ledger);
  for (const label of ['a', 'b', 'c', 'd']) ask(compiled(ledger, [{ type: 'gpu', amount: 1 }]), label);
  line.drain();
  const resources = [...held.values()].map(({ shape }) => shape?.parts[0]?.row.resource);
  expect(resources).toEqual(['gpu_1', 'gpu_2', 'gpu_1', 'gpu_2']);
});

test('without patience, priority counts for nothing', () => {
  const ledger = slots(1);
  const { line, granted, ask, done } = lineOver(ledger, { patience: 0 });
  ask(slot(ledger), 'low', 0);
  ask(slot(ledger), 'high', 3);
  line.drain();
  done('low');
  expect(granted).toEqual(['low', 'high']);
});

describe('the work of a drain', () => {
  /** How often a head is looked at meanwhile. */
  const looksOf = (line: { looks: number; drain: () => void }, change: () => void): number => {
    const before = line.looks;
    change();
    line.drain();
    return line.looks - before;
  };

  test('looks once at a head that takes the last, and not at those behind it', () => {
    const ledger = slots(1);
    const { line, ask } = lineOver(ledger);
    for (const label of ['a', 'b', 'c']) ask(slot(ledger), label);
    expect(looksOf(line, () => {})).toBe(1);
  });

  test('looks at the lanes that wait for a resource only as long as anything of it is left', () => {
    const ledger = slots(1);
    const { line, ask, done } = lineOver(ledger);
    ask(slot(ledger), 'holder');
    line.drain();
    for (const label of ['x', 'y', 'z']) ask(apart(ledger, label), label);
    line.drain();
    expect(looksOf(line, () => done('holder'))).toBe(1);
  });

  test('looks at nobody but the one for whom everything that is free is kept', () => {
    const ledger = slots(3);
    const { line, granted, ask, done } = lineOver(ledger, { passLimit: 1 });
    ask(slot(ledger), 'holder');
    line.drain();
    ask(slot(ledger, 3), 'large');
    ask(slot(ledger), 'small');
    line.drain();
    for (const label of ['x', 'y', 'z']) ask(apart(ledger, label), label);
    line.drain();
    expect(looksOf(line, () => done('small'))).toBe(1);
    expect(granted).toEqual(['holder', 'small']);
  });

  test('looks no more at one that was impossible for a while, whatever limits change', () => {
    const ledger = slots(2);
    ledger.add({ id: 'other', type: 'cpu', capacity: { cores: 1 } });
    const { line, ask } = lineOver(ledger);
    ask(slot(ledger), 'holder');
    ask(slot(ledger, 2), 'large');
    ledger.setCapacity('slots', { slots: 1 });
    line.drain();
    ledger.setCapacity('slots', { slots: 2 });
    line.drain();
    expect(looksOf(line, () => ledger.setCapacity('other', { cores: 2 }))).toBe(0);
  });
});
