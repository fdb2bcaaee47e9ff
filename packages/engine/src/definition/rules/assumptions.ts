import type { Assumption } from '../../expression/assumptions.ts';
import type { Draft, ResolvedAssumption, Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';
import { impossibleMember, schemasAt } from '../json-schema-members.ts';
import { allowedValues, type Values } from '../json-schema-values.ts';
import { memberFault, walkedText } from '../member-fault.ts';
import type { Suggestions } from '../suggestions.ts';
import { type Shape, shapeOf } from '../target-shape.ts';

/** What loops read is there, and nothing equals a value that it never has: that would be false for ever. */
export const assumptions: Rule = (draft) => assumed(draft, (one) => one.kind === 'member' || one.by === '==');

/** Told and not refused: where conditions are shared, a workflow may have less than all of the values that they ask for. */
export const doubtfulValues: Rule = (draft) => assumed(draft, (one) => one.kind === 'value' && one.by !== '==');

function assumed(draft: Draft, which: (assumption: Assumption) => boolean): readonly Fault[] {
  const outputs = draft.outputs === undefined ? [] : [draft.outputs];
  const found = [...draft.steps, ...outputs].flatMap((one) => one.assumptions);
  return found.flatMap((one) => (which(one.assumption) ? faultsOf(one, draft) : []));
}

function faultsOf({ assumption, target, place, offset }: ResolvedAssumption, draft: Draft): readonly Fault[] {
  const shape = shapeOf(target, draft);
  const fault = shape === undefined ? undefined : faultOf(assumption, shape, draft.suggestions);
  return fault === undefined ? [] : [{ ...fault, path: place, offset }];
}

function faultOf(assumption: Assumption, shape: Shape, suggestions: Suggestions): Omit<Fault, 'path'> | undefined {
  const { reference, below } = assumption;
  if (impossibleMember(shape.schema, reference.path) !== undefined) return undefined; // told of the reference itself
  const path = [...reference.path, ...below];
  switch (assumption.kind) {
    case 'member':
      return memberFault(shape, path);
    case 'value': {
      const values = allowedValues(schemasAt(shape.schema, path));
      if (values === undefined || values.allow(assumption.value)) return undefined;
      return valueFault(walkedText(shape.name, path), assumption.value, values, suggestions);
    }
  }
}

const MAX_SHOWN = 12;

function valueFault(
  walked: string,
  value: string | number | boolean,
  { listed, types }: Values,
  suggestions: Suggestions,
): Omit<Fault, 'path'> {
  const shown = listed.slice(0, MAX_SHOWN).map((one) => JSON.stringify(one));
  const more = listed.length > MAX_SHOWN ? [`and ${listed.length - MAX_SHOWN} more`] : [];
  const values = shown.length === 0 ? [] : [`one of ${[...shown, ...more].join(', ')}`];
  return {
    code: 'unknown_value',
    message: `${walked} is never ${JSON.stringify(value)}: it is ${[...types, ...values].join(', or ')}`,
    suggestion: otherwise(value, listed, types) ?? nearest(value, listed, suggestions),
  };
}

/** The same value as another kind: `'20'` where there are numbers. */
function otherwise(value: string | number | boolean, listed: Values['listed'], types: Values['types']) {
  const meant = listed.find((one) => String(one) === String(value));
  if (meant !== undefined) return `write ${JSON.stringify(meant)}`;
  const isNumber = typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value));
  if (isNumber && types.some((type) => type === 'number' || type === 'integer')) return `write ${Number(value)}`;
  if ((value === 'true' || value === 'false') && types.includes('boolean')) return `write ${value}`;
  return typeof value !== 'string' && types.includes('string') ? `write ${JSON.stringify(String(value))}` : undefined;
}

function nearest(value: string | number | boolean, listed: Values['listed'], suggestions: Suggestions) {
  const texts = listed.filter((one) => typeof one === 'string');
  return typeof value === 'string' ? suggestions.of(value, texts) : undefined;
}
