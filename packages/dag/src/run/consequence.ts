import type { EndStatus, RunEvent } from './event.ts';
import type { RunState } from './state.ts';

/**
 * The fact that follows from the state by itself, if there is one: a run whose tasks have all settled has ended (R4), as
 * soon as nothing can be added to it any more.
 */
export function consequence(state: RunState, at: number): RunEvent | undefined {
  if (state.unsettled > 0 || state.phase.kind === 'ended' || state.phase.kind === 'new') return undefined;
  if (state.phase.kind === 'open' && state.growth?.isSealed === false) return undefined;
  return { type: 'run_ended', at, status: endStatus(state) };
}

function endStatus({ phase, failures }: RunState): EndStatus {
  switch (phase.kind) {
    case 'cancelling':
      return 'cancelled';
    case 'timing_out':
      return 'failed';
    case 'open':
    case 'stopping':
    case 'new':
    case 'ended':
      return failures > 0 ? 'failed' : 'completed';
  }
}
