import { describe, expect, test } from 'vitest';
import { Ledger, type Need, type Ticket, type WaitingLine } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver } from './line-over.ts';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1_000;

/** Two APIs that count requests, one of which counts tokens too. */
function apis(passLimit = 16) {
  const ledger = new Ledger([
    { id: 'a', type: 'external_api', capacity: { requests_per_minute: 60, tokens_per_minute: 6_000 } },
    { id: 'b', type: 'external_api', capacity: { requests_per_minute: 60 } },
  ]);
  const { line, granted, ask } = lineOver(ledger, { passLimit });
  const need = (identifier: string, amount: number | Record<string, number>): Need =>
    compiled(ledger, [{ type: 'external_api', identifier, amount }]);
  const tokens = (requests: number, count: number): Need =>
    need('a', { requests_per_minute: requests, tokens_per_minute: count });
  line.advance(START);
  for (const one of [tokens(60, 6_000), need('b', 60)]) ask(one, 'burst');
  line.drain();
  return { ledger, line, granted, ask, need, tokens };
}

/** In how many seconds since the start there is something to grant. */
const secondsOf = (line: WaitingLine<Ticket['owner']>): number | undefined => {
  const at = line.nextRefill();
  return at === undefined ? undefined : (at - START) / SECOND;
};

describe('when to come back for a rate', () => {
  test('given two who wait for the same, when one is withdrawn, then it is the time of the other', () => {
    const { line, ask, need } = apis();
    const sooner = ask(need('b', 10), 'sooner');
    const later = ask(need('b', 20), 'later');
    line.drain();
    expect(secondsOf(line)).toBe(10);
    line.withdraw(sooner);
    line.advance(START + 10 * SECOND);
    line.drain();
    expect(secondsOf(line)).toBe(20);
    line.withdraw(later);
    expect(secondsOf(line)).toBeUndefined();
  });

  test('given two who wait for different rates, when one is withdrawn, then the other is still come back for', () => {
    const { line, ask, need, tokens } = apis();
    const other = ask(need('b', 30), 'b');
    ask(tokens(20, 1), 'a');
    line.drain();
    line.withdraw(other);
    expect(secondsOf(line)).toBe(20);
  });

  test.each([
    ['requests', 30, 100],
    ['tokens', 1, 3_000],
  ])('given one that lacks %s most, then it is when those are there', (_, requests, count) => {
    const { line, granted, ask, tokens } = apis();
    ask(tokens(requests, count), 'waits');
    line.drain();
    for (let wakes = 0; line.size > 0 && wakes < 3; wakes++) {
      line.advance(line.nextRefill() ?? START);
      line.drain();
    }
    expect(granted.at(-1)).toBe('waits');
    expect(line.nextRefill()).toBeUndefined();
  });

  test('given one that lacks tokens alone, then it is when those are there, however few requests it makes', () => {
    const { ledger, line, ask, tokens } = apis();
    ledger.setLevel('a', 'requests_per_minute', 60);
    ask(tokens(1, 3_000), 'waits');
    line.drain();
    expect(secondsOf(line)).toBe(30);
  });

  test('given one that waits when it is closed, then time alone brings it nothing until it is open again', () => {
    const { ledger, line, granted, ask, need } = apis();
    ask(need('b', 30), 'waits');
    line.drain();
    ledger.setStatus('b', 'maintenance');
    line.drain();
    line.advance(START + 40 * SECOND);
    line.drain();
    expect(line.nextRefill()).toBeUndefined();
    ledger.setStatus('b', 'available');
    line.drain();
    expect(granted.at(-1)).toBe('waits');
  });

  test('given one that can have nothing beside what is kept for another, then time alone brings it nothing', () => {
    const { line, granted, ask, need } = apis(1);
    const held = line.tryTake(compiled(line.ledger, [{ type: 'lock', identifier: 'x' }]), { label: 'holds' });
    const large = [
      { type: 'external_api', identifier: 'b', amount: 58 },
      { type: 'lock', identifier: 'x' },
    ] as const;
    ask(compiled(line.ledger, large), 'large');
    ask(need('b', 1), 'passes');
    line.advance(START + SECOND);
    line.drain();
    ask(need('b', 5), 'small');
    line.advance(START + 59 * SECOND);
    line.drain();
    // The large one has its 58 and lacks the lock: the small one never has 5 more.
    expect([granted.at(-1), line.nextRefill()]).toEqual(['passes', undefined]);
    line.advance(START + 600 * SECOND);
    line.release(held!);
    line.drain();
    expect(granted.at(-1)).toBe('large');
    expect(secondsOf(line)).toBe(603);
  });

  test('given what is kept for a large one, then small ones behind it are not come back for before', () => {
    const { line, granted, ask, need } = apis(1);
    ask(need('b', 30), 'large');
    for (const label of ['small 0', 'small 1']) ask(need('b', 1), label);
    line.advance(START + SECOND);
    line.drain();
    expect(granted.at(-1)).toBe('small 0');
    expect(secondsOf(line)).toBe(31);
    line.advance(START + 31 * SECOND);
    line.drain();
    expect(granted.at(-1)).toBe('large');
    expect(secondsOf(line)).toBe(32);
  });
});
