import type { Command, RunState } from '@codomyrmex/dag';

/** What ends the attempts that were running when their process went. */
export function* lostAttempts({ tasks }: RunState, at: number): Generator<Command> {
  for (const [task, state] of tasks.entries()) {
    if (state.kind === 'running') yield { type: 'lose', at, task, attempt: state.attempt };
  }
}
