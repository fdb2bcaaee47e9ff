import { advance, type Command, type RunEvent, type RunState } from '@codomyrmex/dag';

/**
 * Facts that are decided when they are asked for, outside of a turn: whoever asks sees them in the state at once. They are
 * made durable by the next turns, in order and before anything newer, and nothing is done about them before that.
 */
export class FactsAhead {
  #events: RunEvent[] = [];
  #changed: number[] = [];
  #next = 0;

  get isEmpty(): boolean {
    return this.#next === this.#events.length;
  }

  /** True when the command made something true. */
  decide(state: RunState, command: Command): boolean {
    const known = state.changed.length;
    const events = advance(state, [command]);
    for (const event of events) this.#events.push(event);
    for (let next = known; next < state.changed.length; next++) this.#changed.push(state.changed.at(next) ?? 0);
    state.changed.truncate(known);
    return events.length > 0;
  }

  /** The oldest facts, at most `limit`; with the last of them, the state tells again what they changed. */
  take(state: RunState, limit: number): RunEvent[] {
    const events = this.#events.slice(this.#next, this.#next + limit);
    this.#next += events.length;
    if (!this.isEmpty) return events;
    for (const task of this.#changed) state.changed.push(task);
    this.#events = [];
    this.#changed = [];
    this.#next = 0;
    return events;
  }
}
