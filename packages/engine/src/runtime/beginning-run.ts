import { advance, type RunEvent, type RunState, wantedBy } from '@codomyrmex/dag';
import type { Held } from './capacity.ts';
import type { InHand } from './in-hand.ts';
import type { RunClock } from './run-clock.ts';
import type { RunWorks } from './run-works.ts';

/** Begins tasks of a run in the turn that made them ready. */
export class BeginningRun {
  readonly #state: RunState;
  readonly #inHand: (InHand | undefined)[];
  readonly #works: Pick<RunWorks, 'askAtOnce'>;
  readonly #clock: Pick<RunClock, 'lately' | 'shown'>;

  constructor(
    state: RunState,
    inHand: (InHand | undefined)[],
    works: Pick<RunWorks, 'askAtOnce'>,
    clock: Pick<RunClock, 'lately' | 'shown'>,
  ) {
    this.#state = state;
    this.#inHand = inHand;
    this.#works = works;
    this.#clock = clock;
  }

  /**
   * Where a turn made one task ready, by the end of one other or by itself, and nobody waits, it has what it needs at once, of that
   * other or anew, and begins with the same facts: for each step of a chain the journal is waited for once and not twice.
   */
  withBegun(facts: RunEvent[]): readonly RunEvent[] {
    const { changed } = this.#state;
    if (changed.length === 0 || changed.length > 2) return facts;
    const task = changed.at(changed.length - 1) ?? 0;
    const ended = changed.length === 1 ? undefined : changed.at(0);
    const instead = ended === undefined ? undefined : this.#heldByEnded(ended);
    if (wantedBy(this.#state, task) !== 'acquire' || this.#inHand[task] !== undefined) return facts;
    if (ended !== undefined && instead === undefined) return facts;
    const at = this.#clock.lately();
    const held = this.#works.askAtOnce(task, this.#clock.shown, instead);
    if (held === undefined) return facts;
    this.#inHand[task] = { kind: 'granted', held };
    if (ended !== undefined) this.#inHand[ended] = undefined;
    return joined(facts, advance(this.#state, [{ type: 'grant', at, task }]));
  }

  #heldByEnded(task: number): Held | undefined {
    const has = this.#inHand[task];
    return has?.kind === 'reported' && wantedBy(this.#state, task) === 'nothing' ? has.held : undefined;
  }
}

/** Mostly one of each: an array that is pushed to begins with room for seventeen, and one that two are spread into takes longer still. */
function joined(facts: RunEvent[], begun: readonly RunEvent[]): readonly RunEvent[] {
  const fact = facts.length === 1 ? facts[0] : undefined;
  const begin = begun.length === 1 ? begun[0] : undefined;
  if (fact !== undefined && begin !== undefined) return [fact, begin];
  for (const event of begun) facts.push(event);
  return facts;
}
