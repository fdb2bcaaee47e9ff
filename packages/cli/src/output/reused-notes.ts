import type { RunSnapshot } from '@codomyrmex/engine';
import { safe } from '../terminal.ts';
import { program } from './called-as.ts';

/** More than these are counted. */
const MOST = 5;

/** Where the lines are of steps whose results were there already: such a step, or the one named, has logged nothing itself. */
export function reusedNotes({ state: { plan, tasks } }: Pick<RunSnapshot, 'state'>, name?: string): readonly string[] {
  const reused = tasks.flatMap((task, index) => {
    const step = plan.names[index] ?? '';
    if (task.kind !== 'completed' || task.source?.kind !== 'reused' || (name ?? step) !== step) return [];
    const { run } = task.source;
    return [`${safe(step)} reused the result of run ${run}: ${program()} run logs ${run}`];
  });
  return reused.length <= MOST
    ? reused
    : [...reused.slice(0, MOST), `… and ${reused.length - MOST} more steps reused results`];
}
