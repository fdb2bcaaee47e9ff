import type { WorkflowDefinition } from '@codomyrmex/core';
import { compileParameters } from '../expression/parameters-template.ts';
import { type ActionCatalog, findAction } from './catalog.ts';
import type { CompiledText, Draft, DraftKind, DraftStep } from './draft.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema-members.ts';
import { noLocals, untilLocals, workLocals } from './local-names.ts';
import { parameterType } from './parameter-type.ts';
import type { Path } from './places.ts';
import { type PlannedStep, plannedSteps } from './planned-steps.ts';
import { hasItems, stepKind } from './step-kind.ts';
import { Suggestions } from './suggestions.ts';
import { type KnownNames, type LocalNames, targetOf } from './target.ts';

export interface DraftOptions {
  readonly catalog: ActionCatalog;
  /** Names that the run is given; they count where the workflow declares no parameters. */
  readonly givenParameters?: Iterable<string> | undefined;
  readonly inner?: Draft['inner'] | undefined;
  readonly missing?: Draft['missing'] | undefined;
}

/** A workflow with what can be made of its parts, before any rule looks at it. */
export function draftOf(definition: WorkflowDefinition, options: DraftOptions): Draft {
  const { catalog, givenParameters, inner = new Map(), missing = new Map() } = options;
  const parameters = knownParameters(definition, givenParameters ?? []);
  const stepIndices = new Map<string, number>();
  const planned = plannedSteps(definition);
  for (const [index, { definition: step }] of planned.entries()) {
    if (!stepIndices.has(step.name)) stepIndices.set(step.name, index);
  }
  const step = [...stepIndices.keys()];
  const parameter = [...parameters.keys()];
  return {
    definition,
    catalog,
    steps: planned.map((step, index) => draftStep(step, index, { catalog, stepIndices, parameters })),
    outputs:
      definition.outputs === undefined
        ? undefined
        : compiledAt(definition.outputs, ['outputs'], { stepIndices, parameters }, noLocals()),
    inner,
    missing,
    stepIndices,
    parameters,
    names: { step, parameter, name: [...parameter, ...step] },
    suggestions: new Suggestions(),
  };
}

type Known = KnownNames & Pick<Draft, 'catalog'>;

function draftStep(planned: PlannedStep, index: number, known: Known): DraftStep {
  const { definition, base } = planned;
  const { when, foreach, matrix, repeat, wait_for: wait } = definition;
  const locals = workLocals(definition);
  const at = (written: unknown, place: Path, names: LocalNames): CompiledText =>
    compiledAt(written, place, known, names);
  const does = draftKind(planned);
  const found = does.kind === 'action' ? findAction(known.catalog, does.module, does.action) : undefined;
  const output = (): JsonSchema => (found?.kind === 'action' ? jsonSchemaOf(found.action.output, 'output') : true);
  const texts = {
    template: at(definition.parameters ?? {}, [...base, 'parameters'], locals),
    condition: when === undefined ? undefined : at({ when }, base, noLocals()),
    items: hasItems(definition) ? at(foreach === undefined ? { matrix } : { foreach }, base, noLocals()) : undefined,
    wait: wait === undefined ? undefined : at(wait, [...base, 'wait_for'], locals),
    until:
      repeat === undefined
        ? undefined
        : at({ until: repeat.until }, [...base, 'repeat'], untilLocals(definition, output())),
  };
  const all = Object.values(texts).filter((text) => text !== undefined);
  return {
    ...planned,
    index,
    does,
    found,
    template: texts.template.template,
    condition: texts.condition?.template,
    items: texts.items?.template,
    wait: texts.wait?.template,
    until: texts.until?.template,
    templateFaults: all.flatMap(({ faults }) => faults),
    references: all.flatMap(({ references }) => references),
    assumptions: all.flatMap(({ assumptions }) => assumptions),
  };
}

function draftKind({ definition, undoes }: PlannedStep): DraftKind {
  const does = stepKind(definition);
  return does.kind === 'workflow' && undoes !== undefined
    ? { kind: 'undo', workflow: does.workflow, step: undoes }
    : does;
}

function compiledAt(written: unknown, base: Path, known: KnownNames, locals: LocalNames): CompiledText {
  const compiled = compileParameters(written);
  if (!compiled.ok) {
    const faults = compiled.faults.map((fault) => ({ ...fault, path: [...base, ...fault.path] }));
    return { template: undefined, faults, references: [], assumptions: [] };
  }
  const references = compiled.template.references.map((reference) => ({
    ...reference,
    place: [...base, ...reference.path],
    target: targetOf(reference.reference, known, locals),
  }));
  const assumptions = compiled.template.assumptions.map((one) => ({
    ...one,
    place: [...base, ...one.path],
    target: targetOf(one.assumption.reference, known, locals),
  }));
  return { template: compiled.template, faults: [], references, assumptions };
}

function knownParameters({ parameters }: WorkflowDefinition, given: Iterable<string>): Draft['parameters'] {
  if (parameters === undefined) return new Map(Array.from(given, (name): [string, JsonSchema] => [name, true]));
  return new Map(
    Object.entries(parameters).map(([name, declaration]): [string, JsonSchema] => {
      const result = parameterType(declaration, []);
      return [name, result.ok ? result.type.schema : true];
    }),
  );
}
