import type { Plan } from '../plan/plan.ts';
import type { TaskAgain } from '../run/run-retry.ts';

/** Why a task runs again in the retry of the run `of`, as people read it: `failed in run 1m7wtmy0t`. */
export function againText(plan: Pick<Plan, 'names'>, of: string, again: TaskAgain): string {
  const kept = again.keeps === undefined ? '' : `, but for what completed in run ${again.keeps}`;
  return `${reasonText(plan, of, again)}${kept}`;
}

function reasonText(plan: Pick<Plan, 'names'>, of: string, { task, because }: TaskAgain): string {
  const nameOf = (index: number): string => plan.names[index] ?? String(index);
  switch (because.kind) {
    case 'chosen':
      return `from ${nameOf(task)}`;
    case 'failed':
      return `failed in run ${of}`;
    case 'cancelled':
    case 'skipped':
    case 'undone':
      return `was ${because.kind} in run ${of}`;
    case 'not_run':
      return `did not run in run ${of}`;
    case 'parameter_changed':
      return `parameter ${because.parameter} changed`;
    case 'follows':
      return `follows ${nameOf(because.task)}`;
    case 'output_given':
      return `follows ${nameOf(because.task)}, whose output was given`;
  }
}
