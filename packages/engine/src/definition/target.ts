import { reservedNames } from '@codomyrmex/core';
import type { Reference } from '../expression/reference.ts';
import type { JsonSchema } from './json-schema-members.ts';

/** What a reference means in a workflow. */
export type Target =
  | { readonly kind: 'step'; readonly index: number }
  | { readonly kind: 'parameter'; readonly parameter: string }
  | { readonly kind: 'parameters' }
  | { readonly kind: 'run' }
  /** A name that only a part of one step has, such as an item of its list. */
  | { readonly kind: 'local'; readonly name: string; readonly schema: JsonSchema }
  /** What failed in the run. */
  | { readonly kind: 'failures' }
  /** A parameter and a step have the name. */
  | { readonly kind: 'ambiguous'; readonly name: string }
  /** A word of the language that has no meaning here. */
  | { readonly kind: 'reserved'; readonly name: string }
  | { readonly kind: 'unknown'; readonly looked: 'step' | 'parameter' | 'name'; readonly name: string };

const reserved = new Set(reservedNames);

/** Names that a workflow has. */
export interface KnownNames {
  readonly stepIndices: ReadonlyMap<string, number>;
  readonly parameters: { has(name: string): boolean };
}

/** Names that one text of a step has beside the workflow's, with what is known of their values. */
export type LocalNames = ReadonlyMap<string, JsonSchema>;

export function targetOf(reference: Reference, { stepIndices, parameters }: KnownNames, locals: LocalNames): Target {
  switch (reference.kind) {
    case 'parameters':
    case 'run':
      return { kind: reference.kind };
    case 'parameter': {
      const { parameter } = reference;
      return parameters.has(parameter)
        ? { kind: 'parameter', parameter }
        : { kind: 'unknown', looked: 'parameter', name: parameter };
    }
    case 'step': {
      const index = stepIndices.get(reference.step);
      return index === undefined ? { kind: 'unknown', looked: 'step', name: reference.step } : { kind: 'step', index };
    }
    case 'name': {
      const { name } = reference;
      const schema = locals.get(name);
      if (schema !== undefined) return { kind: 'local', name, schema };
      if (name === 'failures') return { kind: 'failures' };
      if (reserved.has(name)) return { kind: 'reserved', name };
      const index = stepIndices.get(name);
      const isParameter = parameters.has(name);
      if (isParameter && index !== undefined) return { kind: 'ambiguous', name };
      if (isParameter) return { kind: 'parameter', parameter: name };
      return index === undefined ? { kind: 'unknown', looked: 'name', name } : { kind: 'step', index };
    }
  }
}
