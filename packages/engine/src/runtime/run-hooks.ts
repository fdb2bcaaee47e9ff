import { outerRunId } from '@codomyrmex/core';
import { type Hooks, isTapped, type RunInfo } from '@codomyrmex/core/hooks';
import type { RunState } from '@codomyrmex/dag';
import type { RunPlan } from './run-plan.ts';

/** What plugins say to the beginning of a run and do with its end. A run in a run comes and goes with that one. */
export class RunHooks {
  readonly #hooks: Hooks;
  readonly #telling = new Set<Promise<void>>();

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  /** Rejects with whatever a plugin refuses the run with; `undefined` when nobody guards its beginning. */
  beginning(run: RunPlan): Promise<void> | undefined {
    const { runStarting } = this.#hooks;
    return isTapped(runStarting) && isOutermost(run) ? runStarting.promise(runInfo(run)) : undefined;
  }

  /** Tells of an end that is written. */
  ended(run: RunPlan, { phase }: RunState): void {
    const { runEnded } = this.#hooks;
    if (phase.kind !== 'ended' || !isTapped(runEnded) || !isOutermost(run)) return;
    const telling = runEnded.promise(runInfo(run), { status: phase.status });
    this.#telling.add(telling);
    void telling.finally(() => this.#telling.delete(telling));
  }

  /** Settles when everybody has done what they do with the ends that were told. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#telling);
  }
}

const isOutermost = ({ record }: RunPlan): boolean => outerRunId(record.id) === undefined;

const runInfo = ({ record: { id, workflow, workspace, parameters } }: RunPlan): RunInfo => ({
  run: id,
  workflow,
  workspace,
  parameters,
});
