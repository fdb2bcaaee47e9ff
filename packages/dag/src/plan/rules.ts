import { didYouMean, type Problem } from '@codomyrmex/core';
import type { TaskSpec } from './task-spec.ts';

/** A graph with interned names; -1 stands for a name that no task has. */
export interface Planned {
  readonly indices: ReadonlyMap<string, number>;
  readonly dependencyStart: Int32Array;
  readonly dependencies: Int32Array;
  /** Some name is missing, doubled or its own dependency: worth the search for which. */
  readonly faulty: boolean;
}

type Rule = (specs: readonly TaskSpec[], planned: Planned) => readonly Problem[];

/** All faults of names, from every rule. */
export function nameProblems(specs: readonly TaskSpec[], planned: Planned): readonly Problem[] {
  return rules.flatMap((rule) => rule(specs, planned));
}

const duplicateName: Rule = (specs) => {
  const first = new Map<string, number>();
  return specs.flatMap((spec, index) => {
    const earlier = first.get(spec.name);
    if (earlier === undefined) {
      first.set(spec.name, index);
      return [];
    }
    return [
      {
        code: 'duplicate_name',
        message: `"${spec.name}" is already the name of step ${earlier + 1}`,
        path: `steps[${index}].name`,
        suggestion: 'give every step a name of its own',
      },
    ];
  });
};

const ownDependency: Rule = (specs) =>
  specs.flatMap((spec, index) =>
    spec.dependencies.flatMap((dependency, position) =>
      dependency === spec.name
        ? [
            {
              code: 'self_dependency',
              message: `"${spec.name}" waits for itself`,
              path: `steps[${index}].dependencies[${position}]`,
            },
          ]
        : [],
    ),
  );

/** A search for what was meant looks at every name: only the first faults get one. */
const SUGGESTIONS = 50;

const unknownDependency: Rule = (specs, { indices }) => {
  let searched = 0;
  return specs.flatMap((spec, index) =>
    spec.dependencies.flatMap((dependency, position) => {
      if (indices.has(dependency)) return [];
      const suggestion = searched++ < SUGGESTIONS ? didYouMean(dependency, indices.keys()) : undefined;
      return [
        {
          code: 'unknown_dependency',
          message: `"${spec.name}" waits for "${dependency}", and there is no such step`,
          path: `steps[${index}].dependencies[${position}]`,
          suggestion,
        },
      ];
    }),
  );
};

const rules: readonly Rule[] = [duplicateName, ownDependency, unknownDependency];
