import { UsageError } from '@codomyrmex/core';
import type { ResourceDefinition } from '@codomyrmex/resources';

/**
 * Resources with another capacity than they have, for a simulation. Each is named by its id (`system_cpu`), or by its type
 * where only one resource has it (`cpu`), with `.unit` behind where it counts several units. Limits below the capacity are
 * given up with it.
 * @throws UsageError INVALID_PARAMETERS for a name that is none, or is not clear, or an amount that is no number from 0 on.
 */
export function changedResources(
  resources: readonly ResourceDefinition[],
  amounts: Readonly<Record<string, number>>,
): readonly ResourceDefinition[] {
  const changed = new Map(resources.map((resource) => [resource.id, resource]));
  for (const [name, amount] of Object.entries(amounts)) {
    if (!(amount >= 0 && Number.isFinite(amount))) throw wrong(`${name} holds a number from 0 on, not ${amount}`);
    const { resource, unit } = named([...changed.values()], name);
    const { limits: _given, ...rest } = resource;
    changed.set(resource.id, { ...rest, capacity: { ...resource.capacity, [unit]: amount } });
  }
  return [...changed.values()];
}

interface Named {
  readonly resource: ResourceDefinition;
  readonly unit: string;
}

function named(resources: readonly ResourceDefinition[], name: string): Named {
  const whole = found(resources, name);
  if (whole !== undefined) return { resource: whole, unit: onlyUnit(whole) };
  const dot = name.lastIndexOf('.');
  const resource = dot < 1 ? undefined : found(resources, name.slice(0, dot));
  const unit = name.slice(dot + 1);
  if (resource !== undefined && unit in resource.capacity) return { resource, unit };
  throw wrong(
    resource === undefined ? `there is no resource "${name}"` : `"${resource.id}" counts no ${unit}`,
    `There are ${resources.map(described).join(', ')}.`,
  );
}

function found(resources: readonly ResourceDefinition[], name: string): ResourceDefinition | undefined {
  const byId = resources.find(({ id }) => id === name);
  if (byId !== undefined) return byId;
  const ofType = resources.filter(({ type }) => type === name);
  if (ofType.length > 1) {
    throw wrong(
      `${ofType.length} resources are of type ${name}`,
      `Name one: ${ofType.map(({ id }) => id).join(', ')}.`,
    );
  }
  return ofType[0];
}

function onlyUnit({ id, capacity }: ResourceDefinition): string {
  const [unit, ...more] = Object.keys(capacity);
  if (unit !== undefined && more.length === 0) return unit;
  throw wrong(
    unit === undefined ? `"${id}" has no capacity that could be another` : `"${id}" counts several units`,
    ...(unit === undefined ? [] : [`Name one: ${[unit, ...more].map((one) => `${id}.${one}`).join(', ')}.`]),
  );
}

const described = ({ id, capacity }: ResourceDefinition): string => `${id} (${Object.keys(capacity).join(', ')})`;

function wrong(message: string, ...suggestions: readonly string[]): UsageError {
  return new UsageError(message, { code: 'INVALID_PARAMETERS', suggestions: [...suggestions] });
}
