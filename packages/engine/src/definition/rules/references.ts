import { type ComposedNames, composedNameAt, composedNames } from '../composed-names.ts';
import type { CompiledText, Draft, ResolvedReference, Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';
import { memberFault } from '../member-fault.ts';
import { valueAt } from '../schema-faults.ts';
import type { Target } from '../target.ts';
import { shapeOf } from '../target-shape.ts';

/** Everything that an expression refers to is there: parameters, steps, and the members that their schemas name. */
export const references: Rule = (draft) => {
  const composed = composedNames(draft);
  const outputs = draft.outputs === undefined ? [] : [draft.outputs];
  return [...draft.steps, ...outputs].flatMap((one) => referenceFaults(one, draft, composed));
};

type UnknownTarget = Target & { readonly kind: 'unknown' };

function referenceFaults(
  { references }: Pick<CompiledText, 'references'>,
  draft: Draft,
  composed: ComposedNames,
): readonly Fault[] {
  const faults: Fault[] = [];
  let named: { readonly place: ResolvedReference['place']; readonly end: number } | undefined;
  for (const reference of references) {
    const { place, offset, target } = reference;
    if (named?.place === place && offset < named.end) continue; // the rest of a name that CEL reads as a subtraction
    const meant = target.kind === 'unknown' ? composedName(target, reference, draft, composed) : undefined;
    if (meant !== undefined) named = { place, end: offset + meant.length };
    const fault = meant === undefined ? targetFault(reference, draft) : writtenOtherwise(meant);
    if (fault !== undefined) faults.push({ ...fault, path: place, offset });
  }
  return faults;
}

type Found = Omit<Fault, 'path'>;

function targetFault({ target, reference }: ResolvedReference, draft: Draft): Found | undefined {
  switch (target.kind) {
    case 'parameters':
    case 'failures':
    case 'run':
    case 'parameter':
    case 'step':
    case 'local': {
      const shape = shapeOf(target, draft);
      return shape === undefined ? undefined : memberFault(shape, reference.path);
    }
    case 'ambiguous':
      return {
        code: 'ambiguous_reference',
        message: `"${target.name}" is both a parameter and a step`,
        suggestion: `write params.${target.name} or steps.${target.name}`,
      };
    case 'reserved':
      return {
        code: 'unknown_reference',
        message: `"${target.name}" has no meaning here`,
        suggestion: `a step or parameter of that name is steps["${target.name}"] or params["${target.name}"]`,
      };
    case 'unknown':
      return unknownReference(target, draft);
  }
}

function unknownReference({ looked, name }: UnknownTarget, draft: Draft): Found {
  const { names } = draft;
  const what = { step: 'step', parameter: 'parameter', name: 'parameter and no step' }[looked];
  const declare = looked === 'step' ? undefined : `if it is given to runs, declare it under "parameters"`;
  return {
    code: 'unknown_reference',
    message: `there is no ${what} "${name}"`,
    suggestion: draft.suggestions.of(name, names[looked]) ?? declare,
  };
}

/** The step whose name an expression spells without quotes: `any-name.output` is a subtraction to CEL. */
function composedName(
  target: UnknownTarget,
  { place, offset }: ResolvedReference,
  { definition }: Draft,
  names: ComposedNames,
): string | undefined {
  const text = valueAt(definition, place);
  if (target.looked !== 'name' || typeof text !== 'string') return undefined;
  return composedNameAt(text, offset, names);
}

function writtenOtherwise(name: string): Found {
  return {
    code: 'unknown_reference',
    message: `"${name}" is read as an operation on several names`,
    suggestion: `write steps["${name}"]`,
  };
}
