import { didYouMean, type FailedStepFacts, type TaskStatus } from '@codomyrmex/core';
import { FailedEvaluation } from './failed-evaluation.ts';
import { kindText } from './kind-text.ts';
import type { Reference } from './reference.ts';

/** What expressions see of a step that has settled. Everything inside is plain JSON. */
export interface StepDocument {
  readonly status: TaskStatus;
  /** Nothing, or `null`, when the step did not complete. Read only when an expression needs it. */
  readonly output?: unknown;
  /** Why it failed. */
  readonly error?: unknown;
  readonly attempts: number;
}

/** What expressions see of the run. */
export interface RunFacts {
  readonly id: string;
  readonly workflow: string;
  /** Absolute path of the folder that the run works on. */
  readonly workspace: string;
}

/** For checks before a run: the members of `run`. */
export const runMembers: readonly (keyof RunFacts)[] = ['id', 'workflow', 'workspace'];

export interface EvaluationScope {
  /** Asked only for steps that an expression really reads; `undefined` when there is none of that name. */
  step(name: string): StepDocument | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly run: RunFacts;
  /** Names that only a part of one step has, such as an item of its list. */
  readonly locals?: Readonly<Record<string, unknown>> | undefined;
  /** Asked only at the end of a run. */
  failures(): readonly FailedStepFacts[];
}

/**
 * What a reference stands for.
 * @throws FailedEvaluation that says what is missing, and what is there.
 */
export function resolve(reference: Reference, scope: EvaluationScope): unknown {
  switch (reference.kind) {
    case 'step':
      return ofStep(reference.step, reference.path, scope);
    case 'parameter':
      return ofParameter(reference.parameter, reference.path, scope);
    case 'parameters':
      return descend(scope.params, reference.path, 'params');
    case 'run':
      return descend(scope.run, reference.path, 'run');
    case 'name':
      if (scope.locals !== undefined && Object.hasOwn(scope.locals, reference.name)) {
        return descend(scope.locals[reference.name], reference.path, reference.name);
      }
      if (reference.name === 'failures') return descend(scope.failures(), reference.path, 'failures');
      return Object.hasOwn(scope.params, reference.name)
        ? ofParameter(reference.name, reference.path, scope)
        : ofStep(reference.name, reference.path, scope);
  }
}

function ofParameter(name: string, path: Reference['path'], { params }: EvaluationScope): unknown {
  if (!Object.hasOwn(params, name)) {
    throw new FailedEvaluation(`the parameter "${name}" was not given and has no default`, {
      suggestion: didYouMean(name, Object.keys(params)),
    });
  }
  return descend(params[name], path, name);
}

function ofStep(name: string, path: Reference['path'], scope: EvaluationScope): unknown {
  const step = scope.step(name);
  if (step === undefined) throw new FailedEvaluation(`there is no parameter and no step of the name "${name}"`);
  const [member, ...rest] = path;
  switch (member) {
    case 'status':
      return descend(step.status, rest, `${name}.status`);
    case 'attempts':
      return descend(step.attempts, rest, `${name}.attempts`);
    case 'error':
      return descend(step.error ?? null, rest, `${name}.error`);
    case 'output': {
      const output = step.output ?? null;
      if (output === null && rest.length > 0 && step.status !== 'completed') {
        throw new FailedEvaluation(`the step "${name}" has no output: it is ${step.status}`);
      }
      return descend(output, rest, `${name}.output`);
    }
    default:
      return descend(whole(step), path, name);
  }
}

function whole({ status, output, error, attempts }: StepDocument): Readonly<Record<string, unknown>> {
  return { status, output: output ?? null, error: error ?? null, attempts };
}

function descend(from: unknown, path: Reference['path'], written: string): unknown {
  let value = from;
  let walked = written;
  for (const segment of path) {
    if (!hasMember(value, segment)) throw missing(value, segment, walked);
    value = value[segment];
    walked += typeof segment === 'number' ? `[${segment}]` : `.${segment}`;
  }
  return value;
}

function hasMember(value: unknown, segment: string | number): value is Record<string | number, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return (Array.isArray(value) ? typeof segment === 'number' : true) && Object.hasOwn(value, segment);
}

const MAX_KEYS = 12;

function missing(value: unknown, segment: string | number, walked: string): FailedEvaluation {
  if (Array.isArray(value)) {
    const message =
      typeof segment === 'number'
        ? `${walked} has no item ${segment}: it has ${value.length}, counted from 0`
        : `"${segment}" is missing: ${walked} is a list`;
    return new FailedEvaluation(message);
  }
  if (typeof value !== 'object' || value === null) {
    return new FailedEvaluation(`"${segment}" is missing: ${walked} is ${kindText(value)}`);
  }
  const keys = Object.keys(value);
  const shown =
    keys.slice(0, MAX_KEYS).join(', ') + (keys.length > MAX_KEYS ? `, and ${keys.length - MAX_KEYS} more` : '');
  return new FailedEvaluation(
    `"${segment}" is missing in ${walked}, which has ${keys.length === 0 ? 'no members' : shown}`,
    {
      suggestion: didYouMean(String(segment), keys),
    },
  );
}
