import { type Action, isWeaker, type StepDefinition } from '@codomyrmex/core';
import { confinementOf, confinementOfAction } from '../../effects/confinement.ts';
import { actionOf, type Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';

/** No step is kept apart less than its action asks, and every limit is one that its isolation can hold to somewhere. */
export const isolation: Rule = ({ steps }) =>
  steps.flatMap((step) => {
    const action = actionOf(step);
    return action === undefined ? [] : faultsOf(step.definition, action, step.base);
  });

function faultsOf(step: StepDefinition, action: Action, path: Fault['path']): readonly Fault[] {
  const own = confinementOfAction(action);
  const { isolation: asked, limits } = confinementOf(step, action) ?? own;
  if (isWeaker(asked, own.isolation)) {
    return [
      {
        code: 'weaker_isolation',
        message: `${action.id} runs with isolation "${own.isolation}", and a step cannot lower it to "${asked}"`,
        path: [...path, 'isolation'],
        suggestion: `write "${own.isolation}" or more, or leave it out`,
      },
    ];
  }
  const { memoryMb, cpuSeconds, enforce } = limits;
  const where = step.limits === undefined ? path : [...path, 'limits'];
  const fault = (message: string, suggestion: string): readonly Fault[] => [
    { code: 'unenforceable_limits', message, path: where, suggestion },
  ];
  if (asked === 'none' && (memoryMb !== undefined || cpuSeconds !== undefined)) {
    return fault(
      `"${step.name}" has limits, and nothing limits what runs in the engine's own process`,
      'add isolation: process',
    );
  }
  if (asked === 'thread' && (cpuSeconds !== undefined || enforce === true)) {
    return fault(
      `"${step.name}" runs on a thread, of which only the memory for JavaScript can be limited, and not enforced beyond`,
      'raise it to isolation: process',
    );
  }
  return [];
}
