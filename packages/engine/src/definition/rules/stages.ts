import { type Stage, stageRank } from '@codomyrmex/dag';
import type { Draft, DraftStep, Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';

/** Steps of one stage know nothing of later ones, and need not wait for earlier ones: those are over. */
export const stages: Rule = (draft) =>
  draft.steps.flatMap((step) => [...dependencies(step, draft), ...reads(step, draft)]);

const called: Readonly<Record<Stage, string>> = {
  main: 'the steps',
  undo: 'what undoes a step',
  failure: 'on_failure_steps',
  finally: 'finally',
};

function dependencies({ definition, base, stage }: DraftStep, { steps, stepIndices }: Draft): readonly Fault[] {
  return (definition.dependencies ?? []).flatMap((name, position): Fault[] => {
    const other = steps[stepIndices.get(name) ?? -1];
    if (other === undefined || other.stage === stage) return [];
    return [
      {
        code: 'dependency_of_other_stage',
        message: `"${definition.name}" is of ${called[stage]} and cannot wait for "${name}", which is of ${called[other.stage]}`,
        path: [...base, 'dependencies', position],
        suggestion: 'leave it out: a stage begins when the one before is over',
      },
    ];
  });
}

function reads({ definition, references, stage }: DraftStep, { steps }: Draft): readonly Fault[] {
  return references.flatMap(({ target, place, offset }): Fault[] => {
    if (target.kind === 'failures' && stage === 'main') {
      const message = '"failures" is known only at the end of a run: in on_failure_steps, finally and compensate';
      return [{ code: 'unknown_reference', message, path: place, offset }];
    }
    const other = target.kind === 'step' ? steps[target.index] : undefined;
    if (other === undefined || stageRank(other.stage) <= stageRank(stage)) return [];
    return [
      {
        code: 'reference_to_later_stage',
        message: `"${definition.name}" cannot see "${other.definition.name}": it is of ${called[other.stage]}, which comes later`,
        path: place,
        offset,
      },
    ];
  });
}
