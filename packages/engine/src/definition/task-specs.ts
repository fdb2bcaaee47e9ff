import type { RetryPolicy, TaskSpec } from '@codomyrmex/dag';
import type { Draft, DraftStep } from './draft.ts';
import type { Fault } from './fault.ts';
import type { Path } from './places.ts';
import { chained } from './planned-steps.ts';
import { retryPolicy } from './retry-policy.ts';
import { taskTraits } from './task-traits.ts';

/** Where a dependency was written: among the step's dependencies, or in an expression. */
export interface DependencyOrigin {
  readonly path: Path;
  readonly offset?: number | undefined;
}

/** The graph of a workflow, and where each of its edges comes from. */
export interface WorkflowGraph {
  readonly specs: readonly TaskSpec[];
  /** `origins[i][j]` belongs to `specs[i].dependencies[j]`. */
  readonly origins: readonly (readonly DependencyOrigin[])[];
  /** By step: the names of the steps that its expressions refer to. */
  readonly reads: readonly (readonly string[])[];
}

/**
 * What the planner needs: a task for each step, with its written dependencies and those that its expressions imply, each
 * once. Dependencies that no step has are left out; {@link unknownDependencies} tells them.
 */
export function workflowGraph(draft: Draft): WorkflowGraph {
  const policies = new Map<string, RetryPolicy>();
  const origins: DependencyOrigin[][] = [];
  const reads: string[][] = [];
  const specs = draft.steps.map((step): TaskSpec => {
    const read = stepsRead(step, draft);
    const edges = edgesOf(step, read, draft);
    reads.push([...read.keys()]);
    origins.push([...edges.values()]);
    const retry = retryPolicy(step.definition, policies);
    return {
      name: step.definition.name,
      dependencies: [...edges.keys()],
      ...taskTraits(step),
      ...(retry !== undefined && { retry }),
    };
  });
  return { specs: chained(specs), origins, reads };
}

/** The names of the steps that a step's expressions refer to, and where they do first. */
function stepsRead(step: DraftStep, draft: Draft): ReadonlyMap<string, DependencyOrigin> {
  const read = new Map<string, DependencyOrigin>();
  for (const { target, place, offset } of step.references) {
    const name = target.kind === 'step' ? draft.steps[target.index]?.definition.name : undefined;
    if (name !== undefined && !read.has(name)) read.set(name, { path: place, offset });
  }
  return read;
}

/** Faults of dependencies that no step has. */
export function unknownDependencies({ steps, stepIndices, names, suggestions }: Draft): readonly Fault[] {
  return steps.flatMap(({ definition, base }) =>
    (definition.dependencies ?? []).flatMap((dependency, position) =>
      stepIndices.has(dependency)
        ? []
        : [
            {
              code: 'unknown_dependency',
              message: `"${definition.name}" waits for "${dependency}", and there is no such step`,
              path: [...base, 'dependencies', position],
              suggestion: suggestions.of(dependency, names.step),
            },
          ],
    ),
  );
}

function edgesOf(
  step: DraftStep,
  read: ReadonlyMap<string, DependencyOrigin>,
  draft: Draft,
): ReadonlyMap<string, DependencyOrigin> {
  const edges = new Map<string, DependencyOrigin>();
  for (const [position, name] of (step.definition.dependencies ?? []).entries()) {
    if (draft.stepIndices.has(name) && !edges.has(name)) {
      edges.set(name, { path: [...step.base, 'dependencies', position] });
    }
  }
  for (const [name, origin] of read) {
    // Of an earlier stage: over before this one begins.
    const isBeside = draft.steps[draft.stepIndices.get(name) ?? -1]?.stage === step.stage;
    if (isBeside && !edges.has(name)) edges.set(name, origin);
  }
  return edges;
}
