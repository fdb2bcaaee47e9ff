import { didYouMean, NotFoundError, UsageError } from '@codomyrmex/core';
import { type Stage, stageOf } from '@codomyrmex/dag';
import type { RunSnapshot } from '../runtime/runtime.ts';

/**
 * The task of a step that a retry can say something about.
 * @throws NotFoundError STEP_NOT_FOUND · UsageError LATE_STEP for what is done at the end of a run.
 */
export function mainStep({ record, state: { plan } }: RunSnapshot, name: string): number {
  const task = plan.indices.get(name);
  const late = task === undefined ? undefined : stageOf(plan, task);
  if (task !== undefined && late === 'main') return task;
  if (late !== undefined && late !== 'main') throw lateStep(name, late);
  const known = plan.names.filter((_, index) => !plan.late.has(index));
  throw new NotFoundError(`run ${record.id} has no step "${name}"`, {
    code: 'STEP_NOT_FOUND',
    suggestions: [didYouMean(name, known) ?? `Its steps are ${known.slice(0, 20).join(', ')}.`],
  });
}

function lateStep(name: string, stage: Exclude<Stage, 'main'>): UsageError {
  return new UsageError(`"${name}" ${what[stage]}: it is never carried over, and nothing begins from it`, {
    code: 'LATE_STEP',
    suggestions: ['Name one of the steps before it; what belongs to the end of a run is done anew in every run.'],
  });
}

const what: Readonly<Record<Exclude<Stage, 'main'>, string>> = {
  undo: 'undoes another step',
  failure: 'is for runs that failed (on_failure_steps)',
  finally: 'is done at the end of every run (finally)',
};
