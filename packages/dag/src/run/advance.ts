import type { Command } from './command.ts';
import { consequence } from './consequence.ts';
import { decide } from './decide.ts';
import type { RunEvent } from './event.ts';
import { evolve } from './evolve.ts';
import type { RunState } from './state.ts';

/**
 * One turn of a run: applies the commands in order and gives the facts they made, consequences included, in the order
 * in which they happened. The state has taken them in already; the caller makes them durable before it acts on them.
 * Costs time in proportion to what changes (R10).
 */
export function advance(state: RunState, commands: readonly Command[]): RunEvent[] {
  // Most turns make one fact, and an array that is pushed to begins with room for seventeen.
  let events: RunEvent[] | undefined;
  for (const command of commands) {
    for (let event = decide(state, command); event !== undefined; event = consequence(state, command.at)) {
      evolve(state, event);
      if (events === undefined) events = [event];
      else events.push(event);
    }
  }
  return events ?? [];
}
