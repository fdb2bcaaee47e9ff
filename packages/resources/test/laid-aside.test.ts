import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ledger, type Need, type ResourceDefinition, type Spare, UsageHistory } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { lineOver, slots } from './line-over.ts';

const runSlots = (id: string, count = 1): ResourceDefinition => ({ id, type: 'queue', capacity: { slots: count } });
const needOf = (ledger: Ledger, id: string): Need =>
  compiled(ledger, [
    { type: 'queue', identifier: id },
    { type: 'queue', identifier: 'slots' },
  ]);

function opened(ledger: Ledger, id: string): Need {
  ledger.add(runSlots(id));
  return needOf(ledger, id);
}

describe('a resource that is laid aside', () => {
  it('given that nothing of it is held, then it is not found any more, and comes back with its need as another one', () => {
    const ledger = slots(2);
    const { line, granted, ask, done } = lineOver(ledger);
    const need = opened(ledger, 'a');
    ask(need, 'one');
    line.drain();
    done('one');
    const spare = ledger.layAside('a', need);
    expect([ledger.has('a'), [...ledger.ids()], ledger.usage('slots')?.grants]).toEqual([false, ['slots'], 1]);
    expect(ledger.takeUp(spare!, runSlots('b'))).toBe(true);
    ask(need, 'two');
    line.drain();
    expect(granted).toEqual(['one', 'two']);
    expect(ledger.usage('b')).toMatchObject({ id: 'b', held: { slots: 1 }, holders: ['two'], grants: 1 });
    expect(ledger.usage('slots')).toMatchObject({ held: { slots: 1 }, grants: 2 });
  });

  it('given that something of it is held or asked for, then it stays', () => {
    const ledger = slots(1);
    const { line, ask, done } = lineOver(ledger);
    const need = opened(ledger, 'a');
    const ticket = ask(need, 'one');
    expect(ledger.layAside('a', need)).toBeUndefined();
    line.drain();
    expect([ticket.state, ledger.layAside('a', need)]).toEqual(['held', undefined]);
    done('one');
    expect(ledger.layAside('a', need)).toBeDefined();
  });

  it('given that it was changed, that its rows are followed or that the need is not its own, then it has to be removed', () => {
    const ledger = slots(1);
    const need = opened(ledger, 'a');
    ledger.setStatus('a', 'available');
    expect(ledger.layAside('a', need)).toBeUndefined();
    const other = opened(ledger, 'b');
    expect(ledger.layAside('b', need)).toBeUndefined();
    const history = new UsageHistory(ledger);
    expect(ledger.layAside('b', other)).toBeUndefined();
    expect([...history.resources()]).toEqual(['slots', 'a', 'b']);
    expect(['a', 'b'].map((id) => ledger.remove(id))).toEqual([true, true]);
  });

  it('given that another resource of its need is gone, then it is of no use and leaves its place to others', () => {
    const ledger = slots(1);
    const need = opened(ledger, 'a');
    const { index } = ledger.row('a', 'counted', 'slots')!;
    const spare = ledger.layAside('a', need)!;
    expect(ledger.remove('slots')).toBe(true);
    expect([ledger.takeUp(spare, runSlots('b')), ledger.has('b')]).toEqual([false, false]);
    ledger.add(runSlots('c'));
    ledger.add(runSlots('d'));
    const indices = ['c', 'd'].map((id) => ledger.row(id, 'counted', 'slots')?.index);
    expect(indices).toContain(index);
  });

  it('given an id that is taken, then it cannot come back under it, and can under another', () => {
    const ledger = slots(1);
    const spare = ledger.layAside('a', opened(ledger, 'a'))!;
    expect(() => ledger.takeUp(spare, runSlots('slots'))).toThrow(/already/);
    expect(ledger.takeUp(spare, runSlots('b'))).toBe(true);
  });
});

interface Run {
  readonly id: string;
  readonly count: number;
  readonly need: Need;
}

/** Runs that come and go over a line, whose slots are laid aside and taken up, or removed and declared anew. */
class Course {
  readonly ledger = slots(2);
  readonly over = lineOver(this.ledger);
  readonly #how: 'aside' | 'anew';
  readonly #runs: Run[] = [];
  readonly #spare: Spare[] = [];
  #made = 0;

  constructor(how: 'aside' | 'anew') {
    this.#how = how;
  }

  play([deed, place, count]: readonly [string, number, number], at: number): void {
    const run = this.#runs[place % Math.max(1, this.#runs.length)];
    this.over.line.advance(at * 10);
    if (deed === 'open') this.#open(`run ${this.#made++}`, count);
    else if (run === undefined) return;
    else if (deed === 'ask') this.over.ask(run.need, `task ${at}`, count - 1);
    else if (deed === 'done') this.#done(place);
    else if (deed === 'close') this.#close(run);
    else this.ledger.setStatus(run.id, count === 1 ? 'maintenance' : 'available');
    this.over.line.drain();
  }

  /** All that is seen from outside. */
  seen(): unknown {
    return [this.over.granted, this.ledger.list(), this.over.line.size];
  }

  #open(id: string, count: number): void {
    const definition = runSlots(id, count);
    const at = this.#spare.findIndex(({ account }) => account.definition.capacity.slots === count);
    const [spare] = at < 0 ? [] : this.#spare.splice(at, 1);
    if (spare === undefined || !this.ledger.takeUp(spare, definition)) this.ledger.add(definition);
    this.#runs.push({ id, count, need: spare?.need ?? needOf(this.ledger, id) });
  }

  #done(place: number): void {
    const held = [...this.over.held.keys()];
    const label = held[place % Math.max(1, held.length)];
    if (label !== undefined) this.over.done(label);
  }

  #close(run: Run): void {
    const spare = this.#how === 'anew' ? undefined : this.ledger.layAside(run.id, run.need);
    if (spare === undefined && !this.ledger.remove(run.id)) return;
    if (spare !== undefined) this.#spare.push(spare);
    this.#runs.splice(this.#runs.indexOf(run), 1);
  }
}

it('given any course of runs that come and go, then slots that are laid aside and taken up are as those that are removed and declared anew', () => {
  const deed = fc.tuple(
    fc.constantFrom('open', 'open', 'ask', 'ask', 'done', 'done', 'close', 'close', 'close', 'set'),
    fc.nat({ max: 3 }),
    fc.integer({ min: 1, max: 2 }),
  );
  fc.assert(
    fc.property(fc.array(deed, { minLength: 20, maxLength: 80 }), (deeds) => {
      const aside = new Course('aside');
      const anew = new Course('anew');
      for (const [at, one] of deeds.entries()) {
        aside.play(one, at);
        anew.play(one, at);
        expect(aside.seen()).toEqual(anew.seen());
      }
    }),
  );
});
