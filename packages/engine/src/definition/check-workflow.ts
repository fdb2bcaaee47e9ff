import type { Action, Problem, StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import { type Plan, plan } from '@codomyrmex/dag';
import { compileParameters, type ParametersTemplate } from '../expression/parameters-template.ts';
import { type ActionCatalog, findAction } from './catalog.ts';
import { actionOf, type CompiledText, type Draft, type DraftStep, type InnerWorkflow, type Rule } from './draft.ts';
import { type Fault, problemsOf } from './fault.ts';
import type { InnerSources } from './inner-sources.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema-members.ts';
import { noLocals, untilLocals, workLocals } from './local-names.ts';
import { parameterType } from './parameter-type.ts';
import { type Path, type Places, pathFromText } from './places.ts';
import { type PlannedStep, plannedSteps } from './planned-steps.ts';
import { composedSteps } from './rules/composed-steps.ts';
import { conditions } from './rules/conditions.ts';
import { expressions } from './rules/expressions.ts';
import { innerWorkflows } from './rules/inner-workflows.ts';
import { isolation } from './rules/isolation.ts';
import { knownActions } from './rules/known-actions.ts';
import { literalParameters } from './rules/literal-parameters.ts';
import { parameterDeclarations } from './rules/parameter-declarations.ts';
import { references } from './rules/references.ts';
import { stages } from './rules/stages.ts';
import { hasItems, stepKind } from './step-kind.ts';
import { Suggestions } from './suggestions.ts';
import { type KnownNames, type LocalNames, targetOf } from './target.ts';
import { unknownDependencies, type WorkflowGraph, workflowGraph } from './task-specs.ts';

/** A step of which everything is known that can be known before a run. */
export interface CheckedStep {
  readonly definition: StepDefinition;
  readonly work: CheckedWork;
  readonly condition: ParametersTemplate | undefined;
  /** Of a step whose work is done for many items: a record of `foreach` or `matrix` alone. */
  readonly items: ParametersTemplate | undefined;
  /** Of a step whose work is done again: a record of `until` alone. */
  readonly until: ParametersTemplate | undefined;
  /** Names of the steps that its expressions refer to. */
  readonly reads: readonly string[];
}

/** What a step does, once for each of its items; `template` is of its parameters, or of what it waits for. */
export type CheckedWork =
  /** `action`: also where the definition uses another name of its module or action. */
  | { readonly kind: 'action'; readonly action: Action; readonly template: ParametersTemplate }
  | { readonly kind: 'workflow'; readonly workflow: CheckedWorkflow; readonly template: ParametersTemplate }
  | { readonly kind: 'wait'; readonly template: ParametersTemplate };

/** A workflow that can run. */
export interface CheckedWorkflow {
  readonly definition: WorkflowDefinition;
  readonly plan: Plan;
  /** `steps[i]` is task `i` of the plan. */
  readonly steps: readonly CheckedStep[];
  /** What its runs give, and the names of the steps that it refers to. */
  readonly outputs: { readonly template: ParametersTemplate; readonly reads: readonly string[] } | undefined;
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
  /** Where workflows in it were written that were read from files of their own. */
  readonly sources?: InnerSources | undefined;
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
  composedSteps,
  innerWorkflows,
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
  if (planned.ok && faults.length === 0 && innerProblems(draft).length === 0) {
    const steps = draft.steps.flatMap((step) => checkedStep(step, graph, draft));
    return { ok: true, workflow: { definition, plan: planned.plan, steps, outputs: checkedOutputs(draft) } };
  }
  const found = planned.ok ? [] : [...planned.problems, ...cyclesBeside(planned.problems, graph)];
  const all = [...faults, ...found.map((problem) => graphFault(problem, graph, draft))];
  return { ok: false, problems: [...problemsOf(inOrder(all, draft), options), ...innerProblems(draft)] };
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
export function draftOf(definition: WorkflowDefinition, options: CheckOptions): Draft {
  const { catalog, givenParameters } = options;
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
    inner: checkedInner(definition, options),
    missing: options.sources?.missing ?? new Map(),
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
  const does = stepKind(definition);
  const found = does.kind === 'action' ? findAction(known.catalog, does.module, does.action) : undefined;
  const output = found?.kind === 'action' ? jsonSchemaOf(found.action.output, 'output') : true;
  const texts = {
    template: at(definition.parameters ?? {}, [...base, 'parameters'], locals),
    condition: when === undefined ? undefined : at({ when }, base, noLocals()),
    items: hasItems(definition) ? at(foreach === undefined ? { matrix } : { foreach }, base, noLocals()) : undefined,
    wait: wait === undefined ? undefined : at(wait, [...base, 'wait_for'], locals),
    until:
      repeat === undefined
        ? undefined
        : at({ until: repeat.until }, [...base, 'repeat'], untilLocals(definition, output)),
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
  };
}

function compiledAt(written: unknown, base: Path, known: KnownNames, locals: LocalNames): CompiledText {
  const compiled = compileParameters(written);
  if (!compiled.ok) {
    const faults = compiled.faults.map((fault) => ({ ...fault, path: [...base, ...fault.path] }));
    return { template: undefined, faults, references: [] };
  }
  const references = compiled.template.references.map((reference) => ({
    ...reference,
    place: [...base, ...reference.path],
    target: targetOf(reference.reference, known, locals),
  }));
  return { template: compiled.template, faults: [], references };
}

/** The workflows that steps run are checked like any other, each once. */
function checkedInner(definition: WorkflowDefinition, { catalog, sources }: CheckOptions): Draft['inner'] {
  const inner = new Map<string, InnerWorkflow>();
  for (const [name, written] of Object.entries(definition.workflows ?? {})) {
    const source = sources?.files.get(written);
    const result = checkWorkflow(written, { catalog, places: source?.places, file: source?.file, sources });
    inner.set(
      name,
      result.ok
        ? result
        : {
            ok: false,
            definition: written,
            problems: source === undefined ? inside(name, result.problems) : result.problems,
          },
    );
  }
  return inner;
}

/** Problems of a workflow that is written in another are told with where in it. */
function inside(name: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({
    ...problem,
    message: `in workflow "${name}": ${problem.message}`,
    path: `workflows.${name}.${problem.path}`,
  }));
}

function innerProblems({ inner }: Draft): readonly Problem[] {
  return [...inner.values()].flatMap((one) => (one.ok ? [] : one.problems));
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

function checkedStep(step: DraftStep, { reads }: WorkflowGraph, draft: Draft): readonly CheckedStep[] {
  const work = checkedWork(step, draft);
  if (work === undefined) return [];
  const { definition, condition, items, until } = step;
  return [{ definition, work, condition, items, until, reads: reads[step.index] ?? [] }];
}

function checkedWork(step: DraftStep, { inner }: Draft): CheckedWork | undefined {
  const { does, template, wait } = step;
  switch (does.kind) {
    case 'action': {
      const action = actionOf(step);
      return action === undefined || template === undefined ? undefined : { kind: 'action', action, template };
    }
    case 'workflow': {
      const found = inner.get(does.workflow);
      if (found?.ok !== true || template === undefined) return undefined;
      return { kind: 'workflow', workflow: found.workflow, template };
    }
    case 'wait':
      return wait === undefined ? undefined : { kind: 'wait', template: wait };
  }
}

function checkedOutputs({ outputs, steps }: Draft): CheckedWorkflow['outputs'] {
  if (outputs?.template === undefined) return undefined;
  const names = outputs.references.flatMap(({ target }) =>
    target.kind === 'step' ? [steps[target.index]?.definition.name ?? ''] : [],
  );
  return { template: outputs.template, reads: [...new Set(names)] };
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
