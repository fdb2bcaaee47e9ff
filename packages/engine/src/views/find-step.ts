import { didYouMean, innerRunId, NotFoundError, type RunId } from '@codomyrmex/core';
import type { RunSnapshot, Runtime } from '../runtime/runtime.ts';
import { attemptsOf } from '../runtime/upstream-scope.ts';
import { consistsOfRun } from './consists-of-run.ts';
import { StoredSteps } from './stored-steps.ts';

/** A step, or an item of one, in the run that it is a task of. */
export interface FoundStep {
  readonly snapshot: RunSnapshot;
  readonly task: number;
  readonly name: string;
  /** Whether its work is a run: of its items, or of a workflow. */
  readonly isRun: boolean;
}

const LISTED = 20;

/**
 * A step of a run by its name, or, with `/` between, one of the run that a step consists of, by its newest attempt:
 * `release/ship`, `each[3]` or `each/3`, `many[3]/ship`.
 * @throws NotFoundError RUN_NOT_FOUND, STEP_NOT_FOUND.
 */
export async function findStep(runtime: Pick<Runtime, 'snapshot'>, run: RunId, path: string): Promise<FoundStep> {
  const [first = '', ...rest] = path.replaceAll(/\[(\d+)\]/g, '/$1').split('/');
  const outermost = await runtime.snapshot(run);
  if (outermost === undefined) throw new NotFoundError(`there is no run ${run}`, { code: 'RUN_NOT_FOUND' });
  let found = stepOf(outermost, first);
  for (const name of rest) found = stepOf(await inside(found), name);
  return found;
}

/** The run that a step consists of. */
async function inside({ snapshot, task, name, isRun }: FoundStep): Promise<RunSnapshot> {
  const { record, state } = snapshot;
  const current = state.tasks[task];
  const attempt = Math.max(1, current === undefined ? 1 : attemptsOf(current));
  const found = await snapshot.inner(name, attempt);
  if (found !== undefined) return found;
  const why = isRun ? `${innerRunId(record.id, name, attempt)} has not begun` : 'it consists of no run';
  throw new NotFoundError(`nothing is in step "${name}" of run ${record.id}: ${why}`, { code: 'STEP_NOT_FOUND' });
}

function stepOf(snapshot: RunSnapshot, name: string): FoundStep {
  const { record, state } = snapshot;
  const { indices, names } = state.plan;
  const task = indices.get(name);
  if (task !== undefined) {
    const step = new StoredSteps(record, state.plan).step(task);
    return { snapshot, task, name, isRun: step !== undefined && consistsOfRun(step) };
  }
  if (record.definition.items !== undefined) {
    const range = names.length === 0 ? 'it has none' : `they are 0 to ${names.length - 1}`;
    throw new NotFoundError(`run ${record.id} has no item "${name}": ${range}`, { code: 'STEP_NOT_FOUND' });
  }
  const more = names.length > LISTED ? ', …' : '';
  throw new NotFoundError(`run ${record.id} has no step "${name}"`, {
    code: 'STEP_NOT_FOUND',
    suggestions: [didYouMean(name, names) ?? `Its steps are ${names.slice(0, LISTED).join(', ')}${more}.`],
  });
}
