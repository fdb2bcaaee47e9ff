import { didYouMean, NotFoundError, UsageError, type WorkflowDefinition } from '@codomyrmex/core';
import type { WorkflowAnswer } from './views/workflow-answer.ts';
import type { PlacedDefinition } from './workflows/placed-definition.ts';
import { readDefinition } from './workflows/read-definition.ts';
import { WorkflowFiles, type WorkflowText } from './workflows/workflow-files.ts';
import type { Workflows } from './workflows/workflows.ts';

/** A project as far as running a workflow for it needs. */
export interface ResolvedProject {
  /** Absolute path of the folder that its runs work on. */
  readonly workspace: string;
  /** What its workflows are given where they declare a parameter of that name; parameters of a call go before them. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Absolute path of its own definitions, which hide those of the data folder. */
  readonly workflowsFolder?: string;
  /** Has the project tell of a run that `carry` carries; what `carry` gives or throws is given and thrown on. */
  readonly recorded?: (workflow: string, carry: () => Promise<WorkflowAnswer>) => Promise<WorkflowAnswer>;
}

/** Who knows projects. An engine without one runs no project workflows. */
export interface Projects {
  resolve(name: string): Promise<ResolvedProject | undefined>;
  /** For status, metrics and health, in the words of the wire; throws when projects cannot be read. */
  summary?(): Promise<Readonly<Record<string, unknown>>>;
  /** What is wrong with single projects, for health. */
  problems?(): Promise<readonly string[]>;
}

/** @throws UsageError PROJECTS_MISSING · NotFoundError PROJECT_NOT_FOUND. */
export async function resolvedProject(projects: Projects | undefined, name: string): Promise<ResolvedProject> {
  if (projects === undefined) {
    throw new UsageError(`project "${name}" cannot be looked up: this engine knows no projects`, {
      code: 'PROJECTS_MISSING',
      suggestions: ['Compose the OrchestrationEngine with a "projects" port.'],
    });
  }
  const project = await projects.resolve(name);
  if (project !== undefined) return project;
  throw new NotFoundError(`there is no project "${name}"`, { code: 'PROJECT_NOT_FOUND' });
}

/**
 * The project's own definition of that name, else the data folder's. What its own definitions run by name is looked for among
 * them first. @throws NotFoundError WORKFLOW_NOT_FOUND · DefinitionError.
 */
export async function projectWorkflow(
  workflows: Workflows,
  { workflowsFolder }: Pick<ResolvedProject, 'workflowsFolder'>,
  name: string,
): Promise<PlacedDefinition> {
  const own = workflowsFolder === undefined ? undefined : new WorkflowFiles(workflowsFolder);
  const names = new Set((await own?.list())?.map((workflow) => workflow.name));
  if (own === undefined || !names.has(name)) return readDefinition(await sharedWorkflow(workflows, name, own));
  const placed = readDefinition(await own.read(name));
  return { ...placed, definition: await withOwnInner(placed.definition, { own, names }, [name]) };
}

/** What the project has is named too where neither it nor the data folder has the name. */
async function sharedWorkflow(
  workflows: Workflows,
  name: string,
  own: WorkflowFiles | undefined,
): Promise<WorkflowText> {
  try {
    return await workflows.read(name);
  } catch (error) {
    if (own === undefined || !(error instanceof NotFoundError)) throw error;
    const names = (await own.list()).map((workflow) => workflow.name);
    const advice = names.length === 0 ? [] : [didYouMean(name, names) ?? `The project has: ${names.join(', ')}`];
    throw new NotFoundError(
      `there is no workflow ${JSON.stringify(name)}, neither in ${own.folder} nor in the data folder`,
      {
        code: 'WORKFLOW_NOT_FOUND',
        suggestions: [...advice, ...error.suggestions],
      },
    );
  }
}

interface OwnWorkflows {
  readonly own: WorkflowFiles;
  readonly names: ReadonlySet<string>;
}

/** One that would run itself is left out: the check of the whole says so. */
async function withOwnInner(
  definition: WorkflowDefinition,
  from: OwnWorkflows,
  above: readonly string[],
): Promise<WorkflowDefinition> {
  const { steps, on_failure_steps: failing = [], finally: last = [] } = definition;
  const workflows = new Map(Object.entries(definition.workflows ?? {}));
  for (const { workflow } of [...steps, ...failing, ...last]) {
    if (workflow === undefined || workflows.has(workflow) || !from.names.has(workflow) || above.includes(workflow))
      continue;
    const inner = readDefinition(await from.own.read(workflow));
    workflows.set(workflow, await withOwnInner(inner.definition, from, [...above, workflow]));
  }
  return workflows.size === 0 ? definition : { ...definition, workflows: Object.fromEntries(workflows) };
}
