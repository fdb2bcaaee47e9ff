import { type WorkflowDefinition, workflowDefinitionSchema } from '@codomyrmex/core';
import type * as z from 'zod';

/**
 * What is left of a workflow without its faulty parts, so that the rest can be checked and all problems told at once;
 * `undefined` when a part is faulty that a workflow cannot do without. Never run.
 */
export function salvage(data: unknown, issues: readonly z.core.$ZodIssue[]): WorkflowDefinition | undefined {
  const copy: unknown = structuredClone(data);
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) remove(copy, [...issue.path, key]);
    else remove(copy, issue.path);
  }
  const parsed = workflowDefinitionSchema.safeParse(copy);
  return parsed.success ? parsed.data : undefined;
}

function remove(root: unknown, path: readonly PropertyKey[]): void {
  const holder = path.slice(0, -1).reduce<unknown>(memberOf, root);
  const last = path.at(-1);
  if (typeof holder !== 'object' || holder === null || last === undefined) return;
  // Taking an item out of a list would move the places of those behind it.
  if (!Array.isArray(holder)) Reflect.deleteProperty(holder, last);
}

const memberOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
