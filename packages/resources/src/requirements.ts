import {
  didYouMean,
  type Problem,
  problemPath,
  type ResourceRequest,
  type ResourceType,
  resourceRequestSchema,
  resourceTypes,
} from '@codomyrmex/core';
import type { Ledger } from './ledger.ts';
import type { Need } from './need.ts';

/** What a user asks for: amounts by resource type, resource id, or `type:name`. */
export type Requirements = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** What was understood of each requirement, with everything that is wrong with the others. */
export interface ReadRequirements {
  readonly needs: ReadonlyMap<string, Need>;
  readonly problems: readonly Problem[];
}

export function readRequirements(requirements: Requirements, ledger: Ledger): ReadRequirements {
  const needs = new Map<string, Need>();
  const problems: Problem[] = [];
  for (const [key, amount] of Object.entries(requirements)) {
    const path = problemPath(['requirements', key]);
    const named = namedBy(key, ledger);
    if (named === undefined) {
      const suggestion = didYouMean(key, [...resourceTypes, ...ledger.ids()]) ?? `one of ${resourceTypes.join(', ')}`;
      problems.push({ code: 'unknown_resource', path, message: `there is no resource or type "${key}"`, suggestion });
      continue;
    }
    const written = typeof amount === 'object' && Object.keys(amount).length === 0 ? named : { ...named, amount };
    const parsed = resourceRequestSchema.safeParse(written);
    if (!parsed.success) {
      for (const { code, message, path: inside } of parsed.error.issues) {
        problems.push({ code, message, path: problemPath(['requirements', key, ...inside.slice(1)]) });
      }
      continue;
    }
    const compiled = ledger.compile([parsed.data], path);
    if (compiled.kind === 'need') needs.set(key, compiled.need);
    else problems.push(...compiled.problems);
  }
  return { needs, problems };
}

function namedBy(key: string, ledger: Ledger): Pick<ResourceRequest, 'type' | 'identifier'> | undefined {
  const byType = typeOf(key);
  if (byType !== undefined) return { type: byType };
  const known = ledger.find(key)?.type;
  if (known !== undefined) return { type: known, identifier: key };
  const colon = key.indexOf(':');
  const type = typeOf(key.slice(0, colon));
  return colon < 0 || type === undefined ? undefined : { type, identifier: key.slice(colon + 1) };
}

function typeOf(text: string): ResourceType | undefined {
  return resourceTypes.find((type) => type === text);
}
