import type { Problem, WorkflowDefinition } from '@codomyrmex/core';
import { plan } from '@codomyrmex/dag';
import type { CheckedStep, CheckedWork, CheckedWorkflow } from './checked-workflow.ts';
import { withDefaultCompensations } from './default-compensations.ts';
import { actionOf, type Draft, type DraftStep, type InnerWorkflow, type Rule } from './draft.ts';
import { type DraftOptions, draftOf } from './draft-of.ts';
import { type Fault, problemsOf } from './fault.ts';
import { undoneWorkflows, withCheckedWorkflows, withInnerCompensations } from './inner-compensations.ts';
import type { InnerSources } from './inner-sources.ts';
import { type Path, type Places, pathFromText } from './places.ts';
import { assumptions, doubtfulValues } from './rules/assumptions.ts';
import { composedSteps } from './rules/composed-steps.ts';
import { conditions } from './rules/conditions.ts';
import { deprecatedActions } from './rules/deprecated-actions.ts';
import { expressions } from './rules/expressions.ts';
import { halfDoneWorkflows } from './rules/half-done-workflows.ts';
import { innerWorkflows } from './rules/inner-workflows.ts';
import { isolation } from './rules/isolation.ts';
import { knownActions } from './rules/known-actions.ts';
import { literalParameters } from './rules/literal-parameters.ts';
import { parameterDeclarations } from './rules/parameter-declarations.ts';
import { references } from './rules/references.ts';
import { stages } from './rules/stages.ts';
import { unknownDependencies, type WorkflowGraph, workflowGraph } from './task-specs.ts';

export type CheckResult =
  | { readonly ok: true; readonly workflow: CheckedWorkflow }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface CheckOptions extends Pick<DraftOptions, 'catalog' | 'givenParameters'> {
  readonly places?: Places | undefined;
  readonly file?: string | undefined;
  /** `journal`: of a run that was begun with it. What does it no harm is no reason to refuse it then. */
  readonly origin?: 'journal' | undefined;
  /** Where workflows in it were written that were read from files of their own. */
  readonly sources?: InnerSources | undefined;
  /** Whether a workflow that runs it may undo what it did. */
  readonly isUndone?: boolean | undefined;
}

const rules: readonly Rule[] = [
  parameterDeclarations,
  knownActions,
  expressions,
  conditions,
  literalParameters,
  references,
  assumptions,
  stages,
  unknownDependencies,
  isolation,
  composedSteps,
  innerWorkflows,
];

/** With these a run goes on all the same, or finds them out by itself. */
const harmless: ReadonlySet<string> = new Set(['unknown_output', 'unknown_value']);

/**
 * Checks a workflow against the actions that are installed, and plans it: every problem of every rule at once. Time and
 * memory are proportional to the definition; nothing recurses over the graph.
 */
export function checkWorkflow(written: WorkflowDefinition, options: CheckOptions): CheckResult {
  const when = { isUndone: options.isUndone === true || written.on_failure === 'rollback', origin: options.origin };
  const inner = checkedInner(written, undoneWorkflows(written, when), options);
  const own = when.isUndone ? withDefaultCompensations(written, options.catalog) : written;
  const definition = withInnerCompensations(own, inner, when);
  const draft = draftOf(definition, { ...options, inner, missing: options.sources?.missing });
  const graph = workflowGraph(draft);
  const planned = plan(graph.specs);
  const told = rules.flatMap((rule) => rule(draft));
  const faults = options.origin === 'journal' ? told.filter(({ code }) => !harmless.has(code)) : told;
  if (planned.ok && faults.length === 0 && innerProblems(draft).length === 0) {
    const steps = draft.steps.flatMap((step) => checkedStep(step, graph, draft));
    return {
      ok: true,
      workflow: {
        definition: withCheckedWorkflows(definition, inner),
        plan: planned.plan,
        steps,
        outputs: checkedOutputs(draft),
        warnings: warningsOf(draft, { ...options, isUndone: when.isUndone }),
      },
    };
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

/** The workflows that steps run are checked like any other, each once. */
function checkedInner(
  definition: WorkflowDefinition,
  undone: ReadonlySet<string>,
  { catalog, sources, origin }: CheckOptions,
): Draft['inner'] {
  const inner = new Map<string, InnerWorkflow>();
  for (const [name, written] of Object.entries(definition.workflows ?? {})) {
    const source = sources?.files.get(written);
    const isUndone = undone.has(name);
    const result = checkWorkflow(written, { catalog, ...source, sources, origin, isUndone });
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

function warningsOf(draft: Draft, { sources, isUndone, ...source }: CheckOptions): readonly Problem[] {
  const inner = [...draft.inner].flatMap(([name, one]) => {
    if (!one.ok) return [];
    const { warnings } = one.workflow;
    const written = draft.definition.workflows?.[name];
    return written !== undefined && sources?.files.has(written) === true ? warnings : inside(name, warnings);
  });
  const halfDone = isUndone === true ? halfDoneWorkflows(draft) : [];
  return [...problemsOf([...deprecatedActions(draft), ...doubtfulValues(draft), ...halfDone], source), ...inner];
}

function innerProblems({ inner }: Draft): readonly Problem[] {
  return [...inner.values()].flatMap((one) => (one.ok ? [] : one.problems));
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
    case 'undo': {
      const found = inner.get(does.workflow);
      return found?.ok === true ? { kind: 'undo', workflow: found.workflow, step: does.step } : undefined;
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
