import { didYouMean, type WorkflowDefinition } from '@codomyrmex/core';
import type { Fault } from './fault.ts';

/** A definition whose dependencies all stand at the steps, or why that cannot be. */
export interface Merged {
  readonly definition: WorkflowDefinition;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/**
 * The specification's complex form: dependencies in a map by step name are moved to the steps, and groups meant to run side
 * by side are checked. Dependencies win over groups: steps of one group of which one waits directly for the other are a
 * warning, and run one after the other.
 */
export function mergeComplexForm(definition: WorkflowDefinition): Merged {
  const { dependencies, parallel_groups: groups, ...simple } = definition;
  if (dependencies === undefined && groups === undefined) return { definition, faults: [], warnings: [] };
  const names = new Set(definition.steps.map((step) => step.name));
  const byName = new Map(Object.entries(dependencies ?? {}));
  const steps = definition.steps.map((step) => {
    const more = byName.get(step.name);
    return more === undefined ? step : { ...step, dependencies: [...new Set([...(step.dependencies ?? []), ...more])] };
  });
  const merged = { ...simple, steps, ...(groups !== undefined && { parallel_groups: groups }) };
  return {
    definition: merged,
    faults: [...dependencyFaults(byName, names), ...groupFaults(groups ?? [], names)],
    warnings: groupConflicts(groups ?? [], merged),
  };
}

type Groups = readonly (readonly string[])[];

function dependencyFaults(
  byName: ReadonlyMap<string, readonly string[]>,
  names: ReadonlySet<string>,
): readonly Fault[] {
  return Array.from(byName).flatMap(([name, waitsFor]) => [
    ...(names.has(name) ? [] : [unknownStep(name, ['dependencies', name], names, 'key')]),
    ...waitsFor.flatMap((dependency, index) =>
      names.has(dependency) ? [] : [unknownDependency(name, dependency, ['dependencies', name, index], names)],
    ),
  ]);
}

function groupFaults(groups: Groups, names: ReadonlySet<string>): readonly Fault[] {
  return groups.flatMap((group, at) =>
    group.flatMap((name, index) => (names.has(name) ? [] : [unknownStep(name, ['parallel_groups', at, index], names)])),
  );
}

function groupConflicts(groups: Groups, { steps }: WorkflowDefinition): readonly Fault[] {
  const waitsFor = new Map(steps.map((step) => [step.name, step.dependencies ?? []]));
  return groups.flatMap((group, at) => {
    const members = new Set(group);
    return group.flatMap((name, index) => {
      const other = waitsFor.get(name)?.find((dependency) => members.has(dependency));
      return other === undefined
        ? []
        : [
            {
              code: 'parallel_group_conflict',
              message: `"${name}" cannot run beside "${other}" because it waits for it`,
              path: ['parallel_groups', at, index],
              suggestion: 'take it out of the group',
            },
          ];
    });
  });
}

function unknownStep(name: string, path: Fault['path'], names: ReadonlySet<string>, at?: 'key'): Fault {
  return { code: 'unknown_step', message: `there is no step "${name}"`, path, at, suggestion: didYouMean(name, names) };
}

function unknownDependency(name: string, dependency: string, path: Fault['path'], names: ReadonlySet<string>): Fault {
  return {
    code: 'unknown_dependency',
    message: `"${name}" waits for "${dependency}", and there is no such step`,
    path,
    suggestion: didYouMean(dependency, names),
  };
}
