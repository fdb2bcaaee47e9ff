import { runId } from '@codomyrmex/core';
import type { RunEnd, Schedule } from '@codomyrmex/schedules';
import type { Orchestrator } from '../orchestrator.ts';
import type { PreparedWorkflow } from '../workflows/prepare-run.ts';

/** What a scheduler needs of runs. */
export interface ScheduledRuns {
  /** `open` also for one that was interrupted: whoever adopts it brings it to its end. */
  standing(run: string): Promise<'absent' | 'open' | RunEnd>;
  /** Begins the run under this name, durably. @throws what says why it cannot begin. */
  start(schedule: Schedule, run: string): Promise<void>;
  /** Asks for its end; nothing when it has ended. */
  cancel(run: string, reason: string): Promise<void>;
}

/** Runs in this process. `prepared` finds and checks a schedule's workflow when it is due. */
export function orchestratorRuns(
  orchestrator: Orchestrator,
  prepared: (schedule: Schedule) => Promise<PreparedWorkflow>,
): ScheduledRuns {
  const { runtime } = orchestrator;
  const standing: ScheduledRuns['standing'] = async (run) => {
    if (runtime.live.has(runId(run))) return 'open';
    const [head] = await runtime.list({ run: runId(run) });
    if (head === undefined) return 'absent';
    return head.phase.kind === 'ended' ? head.phase.status : 'open';
  };
  return {
    standing,
    start: async (schedule, run) => {
      const live = await orchestrator.start(await prepared(schedule), run);
      // A journal that refuses leaves the run interrupted, and it is adopted again.
      live.ended.catch(() => undefined);
    },
    cancel: async (run, reason) => {
      if ((await standing(run)) === 'open') await runtime.ask(runId(run), { kind: 'cancel', reason: reason });
    },
  };
}
