import { type ComposedNames, composedNameAt, composedNames } from '../composed-names.ts';
import type { Draft, Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';
import { valueAt } from '../schema-faults.ts';

/** Every expression can be compiled. A step's name that CEL reads as arithmetic is told as such. */
export const expressions: Rule = (draft) => {
  const faults = [...draft.steps.flatMap(({ templateFaults }) => templateFaults), ...(draft.outputs?.faults ?? [])];
  if (faults.length === 0) return faults;
  const names = composedNames(draft);
  return faults.map((fault) => ({ ...fault, suggestion: fault.suggestion ?? quotesFor(fault, draft, names) }));
};

function quotesFor({ path, offset }: Fault, { definition }: Draft, names: ComposedNames): string | undefined {
  const text = valueAt(definition, path);
  if (typeof text !== 'string' || offset === undefined || names.size === 0) return undefined;
  const start = text.lastIndexOf('{{', offset) + 2;
  for (const { index } of text.slice(start, offset + 64).matchAll(/(?<![A-Za-z0-9_."'])[A-Za-z0-9_]+/g)) {
    const name = composedNameAt(text, start + index, names);
    if (name !== undefined) return `write steps["${name}"]`;
  }
  return undefined;
}
