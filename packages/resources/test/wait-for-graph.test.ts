import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDeadlock, Ledger, type Wait, type WaitForGraph, waitForGraph, waitForText } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, lock } from './line-over.ts';
import { type Step, Walk, wishes } from './walk.ts';

const lockOf = (ledger: Ledger, identifier: string, mode: 'read' | 'write' = 'write') =>
  compiled(ledger, [{ type: 'lock', identifier, mode }]);

describe('who waits for whom', () => {
  it('given a writer behind a writer, then it says since when, for what and for whom', () => {
    const ledger = new Ledger();
    ledger.advance(1_000_000);
    const { line, ask, done } = lineOver(ledger);
    ask(lock(ledger, 'write'), 'run 7 / load');
    line.drain();
    ask(lock(ledger, 'write'), 'B');
    line.drain();
    ledger.advance(1_014_000);
    const graph = waitForGraph(line);
    expect(graph).toEqual({
      waits: [
        {
          waiter: 'B',
          since: new Date(1_000_000),
          seconds: 14,
          ways: [
            [
              {
                resource: 'lock:db',
                what: 'write(lock:db)',
                wanted: 1,
                free: 0,
                heldBy: [{ holder: 'run 7 / load', amount: 1 }],
                keptFor: undefined,
              },
            ],
          ],
        },
      ],
      more: 0,
    });
    expect(waitForText(graph)).toEqual(['B waits 14 s for write(lock:db), held by run 7 / load']);
    done('run 7 / load');
    expect(waitForGraph(line)).toEqual({ waits: [], more: 0 });
  });

  it('given several resources and several ways, then the text names a few of each, and the longest wait comes first', () => {
    const ledger = new Ledger([
      { id: 'a', type: 'gpu', capacity: { units: 2 } },
      { id: 'b', type: 'gpu', capacity: { units: 2 } },
    ]);
    const { line, ask } = lineOver(ledger);
    const all = [
      { type: 'gpu', amount: 2 },
      { type: 'lock', identifier: 'x', mode: 'write' },
    ] as const;
    ask(compiled(ledger, all), 'one');
    line.drain();
    ask(compiled(ledger, [{ type: 'gpu', amount: 2 }]), 'two');
    line.drain();
    for (const label of ['three', 'four']) ask(compiled(ledger, all), label);
    line.drain();
    expect(waitForText(waitForGraph(line))).toEqual([
      'three waits for 2 units of a, held by one and write(lock:x), held by one or 2 units of b, held by two and write(lock:x), held by one',
      'four waits for 2 units of a, held by one and write(lock:x), held by one or 2 units of b, held by two and write(lock:x), held by one',
    ]);
    expect(waitForText(waitForGraph(line, 1))).toEqual([expect.stringMatching(/^three/), '1 more wait']);
  });

  it('given somebody who was passed too often, then it says for whom what is left is kept', () => {
    const ledger = new Ledger();
    const { line, ask } = lineOver(ledger, { passLimit: 1 });
    ask(lock(ledger, 'read'), 'reader');
    line.drain();
    ask(lock(ledger, 'write'), 'writer', 0);
    line.drain();
    expect(line.tryTake(lock(ledger, 'read'), { label: 'passing' })).toBeDefined();
    ask(lock(ledger, 'read'), 'late');
    line.drain();
    expect(waitForText(waitForGraph(line))).toEqual([
      'writer waits for write(lock:db), held by passing, reader',
      'late waits for read(lock:db), held by passing, reader, kept for writer',
    ]);
  });
});

describe('what a line of text names', () => {
  const users = { id: 'desk', type: 'gpu', capacity: { units: 8 }, limits: { maxConcurrentUsers: 4 } } as const;

  it('given holders, then each once, and of more than three how many more', () => {
    const ledger = new Ledger([users]);
    const { line, ask, held } = lineOver(ledger);
    const need = compiled(ledger, [{ type: 'gpu' }]);
    for (const label of ['a', 'a', 'b', 'c']) line.tryTake(need, { label });
    ask(need, 'waits');
    line.drain();
    expect(waitForText(waitForGraph(line))).toEqual(['waits waits for 1 users of desk, held by c, b, a']);
    expect(waitForGraph(line).waits[0]?.ways).toMatchObject([[{ wanted: 1, free: 0 }]]);
    expect(waitForGraph(line).waits[0]?.ways[0]?.[0]?.heldBy[0]).toEqual({ holder: 'c', amount: 1 });
    ledger.update('desk', { limits: { maxConcurrentUsers: 5 } });
    line.drain();
    expect(held.has('waits')).toBe(true);
    ask(need, 'late');
    line.drain();
    expect(waitForText(waitForGraph(line))).toEqual(['late waits for 1 users of desk, held by waits, c, b, 1 more']);
  });

  it('given what is used up, then nobody holds it', () => {
    const ledger = new Ledger([{ id: 'api', type: 'external_api', capacity: { requests_per_minute: 60 } }]);
    ledger.advance(0);
    const { line, ask } = lineOver(ledger);
    const calls = (amount: number) => compiled(ledger, [{ type: 'external_api', identifier: 'api', amount }]);
    line.tryTake(calls(60), { label: 'used all' });
    ask(calls(30), 'waits');
    line.drain();
    ledger.advance(10_499);
    expect(waitForText(waitForGraph(line))).toEqual(['waits waits 10 s for 30 requests_per_minute of api']);
    expect(waitForGraph(line).waits[0]?.ways).toMatchObject([[{ wanted: 30, free: 10.499, heldBy: [] }]]);
    ledger.advance(30_000);
    // There is enough now; nobody has looked yet.
    expect(waitForText(waitForGraph(line))).toEqual(['waits waits 30 s for its turn']);
  });

  it('given some that have waited for longer, then those first, whatever their rank, and of equals who asked first', () => {
    const ledger = new Ledger();
    ledger.advance(0);
    const { line, ask } = lineOver(ledger);
    line.tryTake(lock(ledger, 'write'), { label: 'holder' });
    ask(lock(ledger, 'write'), 'low', 0);
    ledger.advance(1_000);
    for (const label of ['first', 'second']) ask(lock(ledger, 'write'), label, 3);
    ask(lock(ledger, 'read'), 'third', 3);
    ledger.advance(2_000);
    ask(lock(ledger, 'write'), 'late', 3);
    line.drain();
    const { waits } = waitForGraph(line);
    expect(waits.map(({ waiter, seconds }) => `${waiter} ${seconds}`)).toEqual([
      'low 2',
      'first 1',
      'second 1',
      'third 1',
      'late 0',
    ]);
  });

  it('given what is enough beside what is kept, then it is not told as kept', () => {
    const ledger = new Ledger([{ id: 'cpu', type: 'cpu', capacity: { cores: 4 } }]);
    const { line, ask } = lineOver(ledger, { passLimit: 1 });
    const cores = (amount: number) => ({ type: 'cpu', amount }) as const;
    for (const label of ['a', 'b']) line.tryTake(compiled(ledger, [cores(1)]), { label });
    line.tryTake(lock(ledger, 'write'), { label: 'c' });
    ask(compiled(ledger, [cores(3)]), 'large');
    line.drain();
    // Passes the large one, for which three are kept from then on.
    line.release(line.tryTake(compiled(ledger, [cores(1)]), { label: 'd' })!);
    ask(compiled(ledger, [cores(1), { type: 'lock', identifier: 'db', mode: 'write' }]), 'small');
    ask(compiled(ledger, [cores(2)]), 'middle');
    line.drain();
    expect(waitForText(waitForGraph(line))).toEqual([
      'large waits for 3 cores of cpu, held by b, a',
      'small waits for 1 cores of cpu, held by b, a, kept for large and write(lock:db), held by c',
      'middle waits for 2 cores of cpu, held by b, a, kept for large',
    ]);
    ledger.setCapacity('cpu', { cores: 6 });
    // Nobody has looked yet: beside the three that are kept there is enough for the one, and not for the other.
    expect(waitForText(waitForGraph(line)).slice(1)).toEqual([
      'small waits for write(lock:db), held by c',
      'middle waits for 2 cores of cpu, held by b, a, kept for large',
    ]);
  });

  it('given more than a thousand, then the thousand that wait longest, and how many more', () => {
    const { line, ask } = lineOver(new Ledger());
    line.tryTake(lock(line.ledger, 'write'), { label: 'holder' });
    for (let at = 0; at <= 1_000; at++) ask(lock(line.ledger, 'write'), `w${at}`);
    line.drain();
    const graph = waitForGraph(line);
    expect([graph.waits.length, graph.more, graph.waits.at(-1)?.waiter]).toEqual([1_000, 1, 'w999']);
    expect(waitForText(graph).at(-1)).toBe('1 more wait');
  });
});

describe('a deadlock', () => {
  it('given two that each hold one and wait for the other, then it is found, and whoever waits behind them is stuck too', () => {
    const ledger = new Ledger();
    const { line, ask } = lineOver(ledger);
    for (const user of ['a', 'b']) line.tryTake(lockOf(ledger, user), { label: user });
    ask(lockOf(ledger, 'b'), 'a');
    line.drain();
    expect(findDeadlock(waitForGraph(line))).toBeUndefined();
    ask(lockOf(ledger, 'a'), 'b');
    ask(lockOf(ledger, 'a'), 'c');
    line.drain();
    expect(findDeadlock(waitForGraph(line))).toEqual({ cycle: ['a', 'b'], stuck: ['a', 'b', 'c'] });
  });

  it('given one that waits for what it holds itself, then it is found', () => {
    const ledger = new Ledger();
    const { line, ask } = lineOver(ledger);
    line.tryTake(lockOf(ledger, 'x', 'read'), { label: 'a' });
    ask(lockOf(ledger, 'x', 'write'), 'a');
    line.drain();
    expect(findDeadlock(waitForGraph(line))).toEqual({ cycle: ['a'], stuck: ['a'] });
  });

  it('given another way that opens, or holders of whom one is enough, then there is none', () => {
    const held = (holder: string, amount = 1) => ({ holder, amount });
    const lack = (wanted: number, ...heldBy: { holder: string; amount: number }[]) => ({
      resource: 'r',
      what: 'r',
      wanted,
      free: 0,
      heldBy,
    });
    const wait = (waiter: string, ...ways: Wait['ways']): Wait => ({ waiter, since: null, seconds: null, ways });
    const graph = (...waits: Wait[]): WaitForGraph => ({ waits, more: 0 });
    const knot = [wait('a', [lack(1, held('b'))]), wait('b', [lack(1, held('a'))])];
    expect(findDeadlock(graph(...knot))).toMatchObject({ cycle: ['a', 'b'] });
    const otherWay = wait('b', [lack(1, held('a'))], [lack(1, held('free'))]);
    expect(findDeadlock(graph(wait('a', [lack(1, held('b'))]), otherWay))).toBeUndefined();
    const oneOfTwo = wait('b', [lack(1, held('a'), held('free'))]);
    expect(findDeadlock(graph(wait('a', [lack(1, held('b'))]), oneOfTwo))).toBeUndefined();
    const bothOfTwo = wait('b', [lack(2, held('a'), held('free'))]);
    expect(findDeadlock(graph(wait('a', [lack(1, held('b'))]), bothOfTwo))).toMatchObject({ stuck: ['a', 'b'] });
    expect(findDeadlock(graph(wait('a', [lack(5)])))).toBeUndefined();
    expect(findDeadlock(graph())).toBeUndefined();
  });

  it('given a circle of 20,000, then it is found without a deep stack', () => {
    const waits = Array.from({ length: 20_000 }, (_, at): Wait => {
      const heldBy = [{ holder: `${(at + 1) % 20_000}`, amount: 1 }];
      return {
        waiter: `${at}`,
        since: null,
        seconds: null,
        ways: [[{ resource: 'r', what: 'r', wanted: 1, free: 0, heldBy }]],
      };
    });
    expect(findDeadlock({ waits, more: 0 })?.cycle).toHaveLength(20_000);
    expect(findDeadlock({ waits: waits.slice(1), more: 0 })).toBeUndefined();
  });

  const wish = fc.nat({ max: wishes.length - 1 });
  const which = fc.nat({ max: 1_000 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('ask' as const), wish, rank: fc.nat({ max: 3 }) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('release' as const), which }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), which }) },
    { weight: 6, arbitrary: fc.constant({ kind: 'drain' as const }) },
  );
  it('given owners that each ask once for all that they need, then whatever happens there is none', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const walk = new Walk('priority');
        for (const next of steps) {
          walk.step(next);
          expect(findDeadlock(waitForGraph(walk.line))).toBeUndefined();
        }
      }),
    );
  });

  it('given users that ask for one lock after the other, then it is found exactly when nobody can go on', () => {
    const users = 3;
    const locks = 3;
    const turn = fc.record({ user: fc.nat({ max: users - 1 }), lock: fc.nat({ max: locks - 1 }) });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 12 }), (turns) => {
        const ledger = new Ledger();
        const { line, ask } = lineOver(ledger);
        const tickets = new Map<string, ReturnType<typeof ask>[]>();
        for (const { user, lock: at } of turns) {
          const label = `u${user}`;
          const mine = tickets.get(label) ?? [];
          if (mine.some(({ state }) => state === 'waiting')) continue;
          tickets.set(label, [...mine, ask(lockOf(ledger, `l${at}`), label)]);
          line.drain();
        }
        const found = findDeadlock(waitForGraph(line));
        // Whoever does not wait gives back, until nobody is left or nobody can.
        for (let goes = true; goes; ) {
          goes = false;
          for (const mine of tickets.values()) {
            if (mine.length === 0 || mine.some(({ state }) => state === 'waiting')) continue;
            for (const ticket of mine.splice(0)) line.release(ticket);
            line.drain();
            goes = true;
          }
        }
        expect(found !== undefined).toBe(line.size > 0);
        expect(found?.stuck.length ?? 0).toBe([...tickets.values()].filter((mine) => mine.length > 0).length);
      }),
    );
  });
});
