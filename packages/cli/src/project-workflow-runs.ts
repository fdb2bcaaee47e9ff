import { resolve } from 'node:path';
import {
  DefinitionError,
  isOrchestrationError,
  namePattern,
  reservedNames,
  type WorkflowDefinition,
} from '@codomyrmex/core';
import {
  declaredValues,
  definitionFrom,
  type Orchestrator,
  type PlacedDefinition,
  type PreparedWorkflow,
  projectWorkflow,
  type RunDocument,
  type RunOptions,
  readFileForCheck,
  runParameters,
} from '@codomyrmex/engine';
import type { ProjectRun, ProjectsRun, RunOutcome } from '@codomyrmex/projects';
import { isPath } from './find-workflow.ts';

/** What a run of a project is given beside what the project says. */
export type ProjectRunOptions = Omit<RunOptions, 'workspace' | 'parameters'>;

/** A run of a project's workflow, checked. @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError with every problem. */
export async function preparedProjectRun(
  orchestrator: Orchestrator,
  run: ProjectRun,
  options: ProjectRunOptions = {},
): Promise<PreparedWorkflow> {
  const placed = await definitionOf(orchestrator, run);
  const parameters = { ...declaredValues(placed.definition, run.configuration), ...run.parameters };
  return orchestrator.prepare(placed, { ...options, parameters, workspace: run.workspace });
}

const definitionOf = (orchestrator: Orchestrator, run: ProjectRun): Promise<PlacedDefinition> =>
  isPath(run.workflow)
    ? readFileForCheck(resolve(run.workflow))
    : projectWorkflow(orchestrator.workflows, run, run.workflow);

/** One run over many projects, checked. */
export interface PreparedProjects {
  readonly prepared: PreparedWorkflow;
  /** Of each project by name: the step that is its part. */
  readonly steps: ReadonlyMap<string, string>;
  /** Names of projects that have no such workflow. */
  readonly without: readonly string[];
}

/**
 * A workflow over many projects, as one run: a definition with a step for each project, which runs the project's workflow on
 * the project's folder after those of the projects that it depends on. So it is journaled, shown, cancelled and resumed like
 * any other run, and what does not depend on each other goes side by side. A project without that workflow is left out.
 * @throws NotFoundError WORKFLOW_NOT_FOUND when none has it · DefinitionError with every problem of every project.
 */
export async function preparedProjectsRun(
  orchestrator: Orchestrator,
  { workflow, runs }: ProjectsRun,
  { workspace, textParameters, ...options }: ProjectRunOptions & { readonly workspace: string },
): Promise<PreparedProjects> {
  const found = await definitionsOf(orchestrator, runs);
  const taken = runs.filter(({ project }) => found.definitions.has(project.name));
  const steps = new Map(taken.map(({ project }, index) => [project.name, stepName(project.name, index)]));
  const after = afterOf(runs, steps);
  const parts = taken.map((run) => ({
    name: steps.get(run.project.name) ?? '',
    workflow: steps.get(run.project.name) ?? '',
    workspace: run.workspace,
    parameters: literal(valuesOf(run, found.definitions.get(run.project.name), textParameters)),
    dependencies: after(run.project.name),
    max_retries: 0,
  }));
  const whole = {
    name: `${
      workflow
        .replace(/[^A-Za-z0-9._-]/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 50) || 'workflow'
    }-of-projects`,
    description: `${workflow} for ${taken.length} projects, each after those that it depends on`,
    parameters: {},
    steps: parts,
    workflows: Object.fromEntries([...found.definitions].map(([name, one]) => [steps.get(name) ?? '', one])),
  };
  const prepared = await orchestrator.prepare(definitionFrom(whole, whole.name), { ...options, workspace });
  return { prepared, steps, without: found.without };
}

async function definitionsOf(orchestrator: Orchestrator, runs: ProjectsRun['runs']) {
  const definitions = new Map<string, WorkflowDefinition>();
  const without: string[] = [];
  let missing: unknown;
  for (const run of runs) {
    try {
      const { definition, problems = [] } = await definitionOf(orchestrator, run);
      if (problems.length > 0) throw new DefinitionError(`workflow "${run.workflow}" is not valid`, problems);
      definitions.set(run.project.name, definition);
    } catch (error) {
      if (!isOrchestrationError(error) || error.code !== 'WORKFLOW_NOT_FOUND') throw error;
      missing ??= error;
      without.push(run.project.name);
    }
  }
  if (definitions.size === 0 && missing !== undefined) throw missing;
  return { definitions, without };
}

/** What the workflow of one project is given, read and checked as for a run of its own. */
function valuesOf(
  { project, configuration, parameters }: ProjectRun,
  definition: WorkflowDefinition | undefined,
  text: readonly string[] | undefined,
) {
  const given = { ...declaredValues(definition ?? {}, configuration), ...parameters };
  const result = runParameters(definition ?? {}, given, { text, whole: `the workflow of project "${project.name}"` });
  if (result.ok) return result.values;
  throw new DefinitionError(`project "${project.name}" cannot run it`, result.problems, { code: 'INVALID_PARAMETERS' });
}

const stepName = (project: string, index: number): string =>
  namePattern.test(project) && !reservedNames.includes(project) ? project : `project-${index + 1}`;

/** The steps before a project's: in place of a project that is left out, those before it. */
function afterOf(
  runs: ProjectsRun['runs'],
  steps: ReadonlyMap<string, string>,
): (project: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  for (const { project, after } of runs) {
    const before = after.flatMap((name) => steps.get(name) ?? known.get(name) ?? []);
    known.set(project.name, [...new Set(before)]);
  }
  return (project) => known.get(project) ?? [];
}

/** A value that is no expression, whatever is written in it. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('{{', '\\{{');
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, literal(member)]));
}

/** What the run came to for each project by name; nothing for one whose part was not begun. */
export function projectOutcomes(
  document: RunDocument,
  steps: PreparedProjects['steps'],
): ReadonlyMap<string, RunOutcome> {
  const outcomes = new Map<string, RunOutcome>();
  for (const [project, step] of steps) {
    const outcome = projectOutcome(document, step);
    if (outcome !== undefined) outcomes.set(project, outcome);
  }
  return outcomes;
}

function projectOutcome(document: RunDocument, step: string): RunOutcome | undefined {
  const result = document.results[step];
  if (result === undefined || result.attempts === 0) return undefined;
  const { status, execution_time: executionTime = 0, run = document.execution_id } = result;
  return { success: status === 'completed', executionTime, result: { executionId: run, status } };
}
