import { InternalError, type StepDefinition, type WaitFor } from '@codomyrmex/core';

/** What a step does, once for each of its items. */
export type StepKind =
  | { readonly kind: 'action'; readonly module: string; readonly action: string }
  | { readonly kind: 'workflow'; readonly workflow: string }
  | { readonly kind: 'wait'; readonly wait: WaitFor };

type Said = Pick<StepDefinition, 'name' | 'module' | 'action' | 'workflow' | 'wait_for'>;

/** Of a step that says two things, what it says first here; a rule refuses it. */
export function stepKind({ name, module, action, workflow, wait_for: wait }: Said): StepKind {
  if (wait !== undefined) return { kind: 'wait', wait };
  if (workflow !== undefined) return { kind: 'workflow', workflow };
  if (module !== undefined && action !== undefined) return { kind: 'action', module, action };
  throw new InternalError(`step "${name}" does nothing`);
}

/** Seconds after which a step that waits has failed; it may stand at the step or at its wait. */
export const deadlineOf = ({
  deadline,
  wait_for: wait,
}: Pick<StepDefinition, 'deadline' | 'wait_for'>): number | undefined => deadline ?? wait?.deadline;

type Many = Pick<StepDefinition, 'foreach' | 'matrix'>;

/** Whether its work is done for each of many items. */
export const hasItems = ({ foreach, matrix }: Many): boolean => foreach !== undefined || matrix !== undefined;

/** Whether it holds no slot itself: it waits, or runs in it take slots of their own. */
export const isStanding = (step: Many & Pick<StepDefinition, 'workflow' | 'wait_for'>): boolean =>
  hasItems(step) || step.workflow !== undefined || step.wait_for !== undefined;

/** What is done for one item: the step without what says how many there are and when its turn comes. */
export function itemStep(step: StepDefinition): StepDefinition {
  const {
    foreach: _list,
    matrix: _axes,
    success: _rule,
    when: _condition,
    required: _matters,
    compensate: _undoing,
    dependencies: _before,
    ...item
  } = step;
  const { max_parallel: _limit, ...rest } = item;
  return { ...rest, run_on: 'success' };
}
