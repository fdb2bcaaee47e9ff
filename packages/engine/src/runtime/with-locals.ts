import type { EvaluationScope } from '../expression/scope.ts';
import type { ItemWork } from './run-plan.ts';

type Locals = Readonly<Record<string, unknown>>;

interface Evaluated {
  evaluate(scope: EvaluationScope): unknown;
}

/** The same work, whose expressions see more names: those of one item. */
export function withLocals(work: ItemWork, locals: Locals): ItemWork {
  switch (work.kind) {
    case 'action': {
      const { parameters, repeat } = work;
      // As one work for all of them, a hundred thousand items cost nothing here.
      if (parameters.isConstant && repeat === undefined) return work;
      const own = parameters.isConstant ? parameters : { isConstant: false, ...seeing(parameters, locals) };
      return {
        ...work,
        parameters: own,
        ...(repeat && { repeat: { ...repeat, until: seeing(repeat.until, locals) } }),
      };
    }
    case 'workflow': {
      const { parameters, repeat } = work;
      const until = repeat && { repeat: { ...repeat, until: seeing(repeat.until, locals) } };
      return { ...work, parameters: seeing(parameters, locals), ...until };
    }
    case 'wait':
      return { ...work, wait: { isConstant: false, ...seeing(work.wait, locals) } };
  }
}

/** What is nearer hides what is farther. */
function seeing(template: Evaluated, locals: Locals): Evaluated {
  return { evaluate: (scope) => template.evaluate({ ...scope, locals: { ...scope.locals, ...locals } }) };
}
