import {
  didYouMean,
  type Problem,
  problemPath,
  type ResourceRequest,
  type ResourceType,
  resourceTypes,
} from '@codomyrmex/core';
import type { Ledger } from './ledger.ts';
import type { Need } from './need.ts';
import type { Amounts } from './resource-definition.ts';

/** What a user asks for: amounts by resource type, resource id, or `type:name`. An empty object is one of its own unit. */
export type Requirements = Readonly<Record<string, number | Amounts>>;

/** What was understood of the requirements, by key, and everything that is wrong with the others. */
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
    const isOne = typeof amount === 'object' && Object.keys(amount ?? {}).length === 0;
    const compiled = ledger.compile([isOne ? named : { ...named, amount }], '');
    if (compiled.kind === 'need') needs.set(key, compiled.need);
    else
      problems.push(...compiled.problems.map((problem) => ({ ...problem, path: path + withinAmount(problem.path) })));
  }
  return { needs, problems };
}

/** The ledger sees `[0].amount.cores` where `cores` was written. */
function withinAmount(path: string): string {
  return path.replace('[0]', '').replace('.amount', '');
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
