import type { Action, Isolation, Limits, StepDefinition, WrittenLimits } from '@codomyrmex/core';

/** How far an attempt is kept apart, and what it may use. */
export interface Confinement {
  readonly isolation: Isolation;
  readonly limits: Limits;
}

/** What a step says beside its action; `undefined` where it says nothing, so that a million plain steps hold nothing for it. */
export function confinementOf(
  { isolation, limits }: Pick<StepDefinition, 'isolation' | 'limits'>,
  action: Action,
): Confinement | undefined {
  if (isolation === undefined && limits === undefined) return undefined;
  const own = confinementOfAction(action);
  return { isolation: isolation ?? own.isolation, limits: { ...own.limits, ...readLimits(limits ?? {}) } };
}

/** Of most actions, and asked for each attempt. */
const NONE: Confinement = Object.freeze({ isolation: 'none', limits: Object.freeze({}) });

export function confinementOfAction({ isolation, limits }: Action): Confinement {
  if (isolation === undefined && limits === undefined) return NONE;
  return { isolation: isolation ?? 'none', limits: limits ?? {} };
}

function readLimits({ memory_mb: memoryMb, cpu_seconds: cpuSeconds, enforce }: WrittenLimits): Limits {
  return {
    ...(memoryMb !== undefined && { memoryMb }),
    ...(cpuSeconds !== undefined && { cpuSeconds }),
    ...(enforce !== undefined && { enforce }),
  };
}
