import { deepStrictEqual } from 'node:assert/strict';
import {
  advance,
  type Command,
  initialState,
  type OnFailure,
  type Plan,
  plan,
  type RunEvent,
  type RunState,
  replay,
  type TaskSpec,
} from '@codomyrmex/dag';

/** What a run of some tasks does, in the form: given these facts, when this is asked, then these facts follow. */
export interface RunSpecification {
  /** Facts of the past, in order. */
  given(...events: readonly RunEvent[]): GivenRun;
}

export interface GivenRun {
  /** Commands of one turn, in order. */
  when(...commands: readonly Command[]): WhenAsked;
}

export interface WhenAsked {
  /** Exactly these facts follow, in order. @throws AssertionError that shows the difference. */
  thenFollow(...events: readonly RunEvent[]): RunState;
  /** The commands come to nothing. */
  thenNothing(): RunState;
}

/**
 * Begins a specification of the kernel's decisions over a graph. Tasks stand in events and commands by their index in `specs`.
 * @throws Error when the graph has no plan.
 */
export function specifyRun(specs: readonly TaskSpec[], onFailure: OnFailure = 'continue'): RunSpecification {
  const graph = planned(specs);
  return {
    given: (...past) => ({
      when: (...commands) => {
        const state = initialState(graph, onFailure);
        replay(state, past);
        const events = advance(state, commands);
        return {
          thenFollow: (...expected) => {
            deepStrictEqual(events, expected);
            return state;
          },
          thenNothing: () => {
            deepStrictEqual(events, []);
            return state;
          },
        };
      },
    }),
  };
}

function planned(specs: readonly TaskSpec[]): Plan {
  const result = plan(specs);
  if (result.ok) return result.plan;
  throw new Error(result.problems.map((problem) => problem.message).join('; '));
}
