import {
  type AccessMode,
  didYouMean,
  type Problem,
  problemPath,
  type ResourceRequest,
  type ResourceType,
  resourceTypes,
} from '@codomyrmex/core';
import type { Ledger } from './ledger.ts';
import type { Need, Shape } from './need.ts';
import type { Amounts } from './resource-definition.ts';

/** How much of one thing, and how it is held where it is read and written. */
export type Requirement =
  | number
  | Amounts
  | { readonly mode: AccessMode; readonly [unit: string]: number | AccessMode };

/**
 * What a user asks for: amounts by resource type, resource id, or `type:name`. An empty object is one of its own unit; a
 * lock, file or database may have a `mode` beside its amounts.
 */
export type Requirements = Readonly<Record<string, Requirement>>;

/** Requirements as one need, so that all of them are granted or none; or everything that is wrong with them. */
export type ReadRequirements =
  | { readonly kind: 'need'; readonly need: Need; readonly resourcesOf: (shape: Shape) => Record<string, string> }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

export function readRequirements(requirements: Requirements, ledger: Ledger, user?: string): ReadRequirements {
  if (typeof requirements !== 'object' || requirements === null) {
    const message = 'requirements are an object of amounts by resource';
    return { kind: 'refused', problems: [{ code: 'invalid_requirements', path: 'requirements', message }] };
  }
  const keys: string[] = [];
  const requests: ResourceRequest[] = [];
  const problems: Problem[] = [];
  for (const [key, requirement] of Object.entries(requirements)) {
    const named = namedBy(key, ledger);
    if (named === undefined) {
      problems.push(unknownResource(key, ledger));
    } else {
      keys.push(key);
      requests.push({ ...named, ...amountOf(requirement) });
    }
  }
  const compiled = ledger.compile(requests, '', [], user);
  if (compiled.kind === 'refused') problems.push(...compiled.problems.map((problem) => placed(problem, keys)));
  else if (problems.length > 0) ledger.forget(compiled.need);
  if (compiled.kind === 'refused' || problems.length > 0) return { kind: 'refused', problems };
  const { need, serves } = compiled;
  const resourcesOf = (shape: Shape): Record<string, string> => {
    const resources = serves.get(shape.key) ?? [];
    return Object.fromEntries(keys.map((key, at) => [key, resources[at] ?? '']));
  };
  return { kind: 'need', need, resourcesOf };
}

function unknownResource(key: string, ledger: Ledger): Problem {
  const suggestion = didYouMean(key, [...resourceTypes, ...ledger.ids()]) ?? `one of ${resourceTypes.join(', ')}`;
  const path = problemPath(['requirements', key]);
  return { code: 'unknown_resource', path, message: `there is no resource or type "${key}"`, suggestion };
}

function amountOf(requirement: Requirement): Pick<ResourceRequest, 'amount' | 'mode'> {
  if (typeof requirement !== 'object' || requirement === null || !('mode' in requirement)) {
    return { amount: requirement };
  }
  const { mode, ...amount } = requirement;
  // The ledger refuses a mode and amounts that are none, with their place.
  return { mode: mode as AccessMode, amount: amount as Amounts };
}

/** The ledger sees `[0].amount.cores` where `cores` was written under the first key. */
function placed(problem: Problem, keys: readonly string[]): Problem {
  const [, at, within = ''] = /^\[(\d+)\](.*)$/.exec(problem.path) ?? [];
  const key = keys[Number(at)];
  const path = key === undefined ? 'requirements' : problemPath(['requirements', key]);
  return { ...problem, path: path + within.replace('.amount', '') };
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
