import type { JsonObject } from '@codomyrmex/core';
import { canonicalJson } from '../cache/canonical-json.ts';
import type { CheckedStep } from '../definition/checked-workflow.ts';
import { noLocals, untilLocals, workLocals } from '../definition/local-names.ts';
import { type KnownNames, type LocalNames, targetOf } from '../definition/target.ts';
import type { ParametersTemplate } from '../expression/parameters-template.ts';
import type { PreparedWorkflow } from '../workflows/prepare-run.ts';

/**
 * The tasks whose expressions read a parameter that has another value than before, with one such parameter. Who reads
 * `params` as a whole reads all of them.
 */
export function parameterReaders(
  { workflow: { definition, plan, steps }, parameters }: PreparedWorkflow,
  before: JsonObject,
): ReadonlyMap<number, string> {
  const changed = changedNames(before, parameters);
  const readers = new Map<number, string>();
  if (changed.size === 0) return readers;
  // As the check of the workflow knows them: what is declared, or, without declarations, what is given.
  const declared = new Set(Object.keys(definition.parameters ?? { ...before, ...parameters }));
  const names: KnownNames = { stepIndices: plan.indices, parameters: declared };
  for (const [task, step] of steps.entries()) {
    const parameter = firstRead(step, names, changed);
    if (parameter !== undefined) readers.set(task, parameter);
  }
  return readers;
}

function changedNames(before: JsonObject, now: JsonObject): ReadonlySet<string> {
  const names = Object.keys({ ...before, ...now });
  return new Set(names.filter((name) => textOf(before, name) !== textOf(now, name)));
}

/** One that is absent is different from one that is null. */
const textOf = (values: JsonObject, name: string): string =>
  Object.hasOwn(values, name) ? canonicalJson(values[name]) : '';

function firstRead(step: CheckedStep, names: KnownNames, changed: ReadonlySet<string>): string | undefined {
  for (const [template, locals] of textsOf(step)) {
    for (const { reference } of template?.references ?? []) {
      const target = targetOf(reference, names, locals);
      if (target.kind === 'parameters') return [...changed].join(', ');
      if (target.kind === 'parameter' && changed.has(target.parameter)) return target.parameter;
    }
  }
  return undefined;
}

/** Everything of a step that holds expressions, each with the names that only it has. */
function textsOf(step: CheckedStep): readonly (readonly [ParametersTemplate | undefined, LocalNames])[] {
  const { definition, work, condition, items, until } = step;
  return [
    [work.kind === 'undo' ? undefined : work.template, workLocals(definition)],
    [condition, noLocals()],
    [items, noLocals()],
    [until, untilLocals(definition, true)],
  ];
}
