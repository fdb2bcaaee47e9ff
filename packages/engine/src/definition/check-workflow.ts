import type { Action, Problem, StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import { type Plan, plan } from '@codomyrmex/dag';
import { compileParameters, type ParametersTemplate } from '../expression/parameters-template.ts';
import { type ActionCatalog, findAction } from './catalog.ts';
import { actionOf, type Draft, type DraftStep, type ResolvedReference, type Rule } from './draft.ts';
import { type Fault, problemsOf } from './fault.ts';
import type { JsonSchema } from './json-schema-members.ts';
import { parameterType } from './parameter-type.ts';
import { type Path, type Places, pathFromText } from './places.ts';
import { type PlannedStep, plannedSteps } from './planned-steps.ts';
import { conditions } from './rules/conditions.ts';
import { expressions } from './rules/expressions.ts';
import { isolation } from './rules/isolation.ts';
import { knownActions } from './rules/known-actions.ts';
import { literalParameters } from './rules/literal-parameters.ts';
import { parameterDeclarations } from './rules/parameter-declarations.ts';
import { references } from './rules/references.ts';
import { stages } from './rules/stages.ts';
import { Suggestions } from './suggestions.ts';
import { type KnownNames, targetOf } from './target.ts';
import { unknownDependencies, type WorkflowGraph, workflowGraph } from './task-specs.ts';

/** A step of which everything is known that can be known before a run. */
export interface CheckedStep {
  readonly definition: StepDefinition;
  /** Also where the definition uses another name of its module or action. */
  readonly action: Action;
  readonly template: ParametersTemplate;
  readonly condition: ParametersTemplate | undefined;
  /** Names of the steps that its expressions refer to. */
  readonly reads: readonly string[];
}

/** A workflow that can run. */
export interface CheckedWorkflow {
  readonly definition: WorkflowDefinition;
  readonly plan: Plan;
  /** `steps[i]` is task `i` of the plan. */
  readonly steps: readonly CheckedStep[];
}

export type CheckResult =
  | { readonly ok: true; readonly workflow: CheckedWorkflow }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface CheckOptions {
  readonly catalog: ActionCatalog;
  readonly places?: Places | undefined;
  readonly file?: string | undefined;
  /** Names that the run is given; they count where the workflow declares no parameters. */
  readonly givenParameters?: Iterable<string> | undefined;
}

const rules: readonly Rule[] = [
  parameterDeclarations,
  knownActions,
  expressions,
  conditions,
  literalParameters,
  references,
  stages,
  unknownDependencies,
  isolation,
];

/**
 * Checks a workflow against the actions that are installed, and plans it: every problem of every rule at once. Time and
 * memory are proportional to the definition; nothing recurses over the graph.
 */
export function checkWorkflow(definition: WorkflowDefinition, options: CheckOptions): CheckResult {
  const draft = draftOf(definition, options);
  const graph = workflowGraph(draft);
  const planned = plan(graph.specs);
  const faults = rules.flatMap((rule) => rule(draft));
  if (planned.ok && faults.length === 0) {
    const steps = draft.steps.flatMap((step) => checkedStep(step, graph));
    return { ok: true, workflow: { definition, plan: planned.plan, steps } };
  }
  const found = planned.ok ? [] : [...planned.problems, ...cyclesBeside(planned.problems, graph)];
  const all = [...faults, ...found.map((problem) => graphFault(problem, graph, draft))];
  return { ok: false, problems: problemsOf(inOrder(all, draft), options) };
}

/** The planner looks for cycles only where names are right: they are made right, and it is asked again. */
function cyclesBeside(problems: readonly Problem[], { specs }: WorkflowGraph): readonly Problem[] {
  if (problems.some(({ code }) => code === 'cycle')) return [];
  const seen = new Set<string>();
  const again = plan(
    specs.map((spec, index) => {
      const name = seen.has(spec.name) ? `${spec.name} #${index}` : spec.name;
      seen.add(name);
      return { ...spec, name, dependencies: spec.dependencies.filter((dependency) => dependency !== spec.name) };
    }),
  );
  return again.ok ? [] : again.problems;
}

/** A workflow with what can be made of its parts, before any rule looks at it. */
export function draftOf(definition: WorkflowDefinition, { catalog, givenParameters }: CheckOptions): Draft {
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
    stepIndices,
    parameters,
    names: { step, parameter, name: [...parameter, ...step] },
    suggestions: new Suggestions(),
  };
}

function draftStep(planned: PlannedStep, index: number, known: KnownNames & Pick<Draft, 'catalog'>): DraftStep {
  const { definition, base } = planned;
  const parameters = compiledAt(definition.parameters ?? {}, [...base, 'parameters'], known);
  const condition = definition.when === undefined ? undefined : compiledAt({ when: definition.when }, base, known);
  return {
    ...planned,
    index,
    found: findAction(known.catalog, definition.module, definition.action),
    template: parameters.template,
    condition: condition?.template,
    templateFaults: [...parameters.faults, ...(condition?.faults ?? [])],
    references: [...parameters.references, ...(condition?.references ?? [])],
  };
}

interface CompiledAt {
  readonly template: ParametersTemplate | undefined;
  readonly faults: readonly Fault[];
  readonly references: readonly ResolvedReference[];
}

function compiledAt(written: unknown, base: Path, known: KnownNames): CompiledAt {
  const compiled = compileParameters(written);
  if (!compiled.ok) {
    const faults = compiled.faults.map((fault) => ({ ...fault, path: [...base, ...fault.path] }));
    return { template: undefined, faults, references: [] };
  }
  const references = compiled.template.references.map((reference) => ({
    ...reference,
    place: [...base, ...reference.path],
    target: targetOf(reference.reference, known),
  }));
  return { template: compiled.template, faults: [], references };
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

function checkedStep(step: DraftStep, { reads }: WorkflowGraph): readonly CheckedStep[] {
  const action = actionOf(step);
  if (action === undefined || step.template === undefined) return [];
  return [
    {
      definition: step.definition,
      action,
      template: step.template,
      condition: step.condition,
      reads: reads[step.index] ?? [],
    },
  ];
}

/** A problem of the planner at the place where the dependency was written. */
function graphFault(
  { code, message, path: text, suggestion }: Problem,
  { origins }: WorkflowGraph,
  { steps }: Draft,
): Fault {
  const planned = pathFromText(text);
  const [, step, member, position] = planned;
  const base = typeof step === 'number' ? steps[step]?.base : undefined;
  const path = base === undefined ? planned : [...base, ...planned.slice(2)];
  if (typeof step !== 'number' || member !== 'dependencies') return { code, message, path, suggestion };
  const origin = origins[step]?.[typeof position === 'number' ? position : 0];
  return { code, message, suggestion, path: origin?.path ?? path, offset: origin?.offset };
}

/** By step, then as the rules found them: an author goes through a file once. */
function inOrder(faults: readonly Fault[], { steps }: Draft): readonly Fault[] {
  const places = new Map(steps.map(({ base, index }) => [placeKey(base), index]));
  const stepOf = ({ path }: Fault): number =>
    places.get(placeKey(path.slice(0, 3))) ?? places.get(placeKey(path.slice(0, 2))) ?? -1;
  return faults.toSorted((a, b) => stepOf(a) - stepOf(b));
}

const placeKey = (path: Path): string => path.join(' ');
