import type { Action, Problem, StepDefinition, WorkflowDefinition } from '@codomyrmex/core';
import { type Plan, plan } from '@codomyrmex/dag';
import { compileParameters, type ParametersTemplate } from '../expression/parameters-template.ts';
import { type ActionCatalog, findAction } from './catalog.ts';
import { actionOf, type Draft, type DraftStep, type Rule } from './draft.ts';
import { type Fault, problemsOf } from './fault.ts';
import type { JsonSchema } from './json-schema-members.ts';
import { parameterType } from './parameter-type.ts';
import { type Places, pathFromText } from './places.ts';
import { expressions } from './rules/expressions.ts';
import { isolation } from './rules/isolation.ts';
import { knownActions } from './rules/known-actions.ts';
import { literalParameters } from './rules/literal-parameters.ts';
import { parameterDeclarations } from './rules/parameter-declarations.ts';
import { references } from './rules/references.ts';
import { Suggestions } from './suggestions.ts';
import { type KnownNames, targetOf } from './target.ts';
import { unknownDependencies, type WorkflowGraph, workflowGraph } from './task-specs.ts';

/** A step of which everything is known that can be known before a run. */
export interface CheckedStep {
  readonly definition: StepDefinition;
  /** Also where the definition uses another name of its module or action. */
  readonly action: Action;
  readonly template: ParametersTemplate;
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
  literalParameters,
  references,
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
  const all = [...faults, ...found.map((problem) => graphFault(problem, graph))];
  return { ok: false, problems: problemsOf(inOrder(all), options) };
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
  for (const [index, { name }] of definition.steps.entries()) if (!stepIndices.has(name)) stepIndices.set(name, index);
  const step = [...stepIndices.keys()];
  const parameter = [...parameters.keys()];
  return {
    definition,
    catalog,
    steps: definition.steps.map((written, index) => draftStep(written, index, { catalog, stepIndices, parameters })),
    stepIndices,
    parameters,
    names: { step, parameter, name: [...parameter, ...step] },
    suggestions: new Suggestions(),
  };
}

function draftStep(definition: StepDefinition, index: number, known: KnownNames & Pick<Draft, 'catalog'>): DraftStep {
  const compiled = compileParameters(definition.parameters ?? {});
  const path = ['steps', index, 'parameters'];
  const references = compiled.ok ? compiled.template.references : [];
  return {
    index,
    definition,
    found: findAction(known.catalog, definition.module, definition.action),
    template: compiled.ok ? compiled.template : undefined,
    templateFaults: compiled.ok ? [] : compiled.faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] })),
    references: references.map((reference) => ({ ...reference, target: targetOf(reference.reference, known) })),
  };
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
  return [{ definition: step.definition, action, template: step.template, reads: reads[step.index] ?? [] }];
}

/** A problem of the planner at the place where the dependency was written. */
function graphFault({ code, message, path: text, suggestion }: Problem, { origins }: WorkflowGraph): Fault {
  const path = pathFromText(text);
  const [, step, member, position] = path;
  if (typeof step !== 'number' || member !== 'dependencies') return { code, message, path, suggestion };
  const origin = origins[step]?.[typeof position === 'number' ? position : 0];
  return { code, message, suggestion, path: origin?.path ?? path, offset: origin?.offset };
}

/** By step, then as the rules found them: an author goes through a file once. */
function inOrder(faults: readonly Fault[]): readonly Fault[] {
  const stepOf = ({ path }: Fault): number => (path[0] === 'steps' && typeof path[1] === 'number' ? path[1] : -1);
  return faults.toSorted((a, b) => stepOf(a) - stepOf(b));
}
