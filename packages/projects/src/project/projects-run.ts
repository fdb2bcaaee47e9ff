import { ProjectManagementError } from '@codomyrmex/core';
import { type Affected, affectedProjects } from './affected-projects.ts';
import { dependencyOrder } from './dependency-order.ts';
import type { LockPorts } from './file-lock.ts';
import type { Project } from './project.ts';
import { type ProjectRun, projectRun, type RunOutcome, type RunPorts, recordedRun } from './project-runs.ts';

/** One project of a workflow that is run over many. */
export interface OrderedRun extends ProjectRun {
  /** Names of the projects that are done before it. */
  readonly after: readonly string[];
}

/** A workflow over many projects, in their order. */
export interface ProjectsRun {
  readonly workflow: string;
  readonly runs: readonly OrderedRun[];
}

/** What came of it for each project by name; one that was not begun, or has not that workflow, has none. */
export interface ProjectsOutcome<Answer> {
  readonly answer: Answer;
  readonly outcomes: ReadonlyMap<string, RunOutcome>;
}

/** Who runs a workflow over many projects as one. What it throws is no run: nothing of it is kept. */
export type RunProjects<Answer> = (run: ProjectsRun) => Promise<ProjectsOutcome<Answer>>;

export interface ProjectsRunOptions {
  /** What the workflow is given for every project. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** Only these, by name; all that are not archived unless given. */
  readonly only?: readonly string[] | undefined;
  /** Only those whose files changed, and what depends on them; see `affectedProjects`. */
  readonly affected?: { readonly since?: string | undefined } | undefined;
}

/** Which projects a run would take, in their order. */
export interface ProjectsPlan extends ProjectsRun {
  /** Why, where only the affected ones were asked for. */
  readonly affected: ReadonlyMap<string, Affected>;
}

/**
 * @throws ProjectManagementError INVALID_DEPENDENCIES with every unknown name and a circle · PROJECT_NOT_FOUND for a name of
 * `only` · INVALID_PARAMETERS when `since` names no commit.
 */
export async function planProjectsRun(
  { files }: Pick<LockPorts, 'files'>,
  { workflow, projects }: { readonly workflow: string; readonly projects: readonly Project[] },
  { parameters = {}, only, affected: asked }: ProjectsRunOptions,
): Promise<ProjectsPlan> {
  const affected = asked === undefined ? undefined : await affectedProjects(files, projects, asked.since);
  const chosen = projects.filter(
    ({ name, status }) =>
      status !== 'archived' &&
      (only === undefined || only.includes(name)) &&
      (affected === undefined || affected.has(name)),
  );
  const order = dependencyOrder(projects, new Set(chosen.map(({ name }) => name)));
  const runs = order.map(({ project, after }) => ({ ...projectRun(project, workflow, parameters), after }));
  return { workflow, runs, affected: affected ?? new Map() };
}

/** Carries it, with every project telling of its part as it tells of a run of its own. */
export async function recordedProjectsRun<Answer>(
  ports: RunPorts,
  run: ProjectsRun,
  carry: RunProjects<Answer>,
): Promise<Answer> {
  const outcome = deferred<ProjectsOutcome<Answer>>();
  const begun: Promise<void>[] = [];
  const records = run.runs.map(({ workspace, workflow, project }) => {
    const start = deferred<void>();
    begun.push(start.promise);
    const record = recordedRun(ports, { path: workspace, workflow }, async () => {
      start.resolve();
      const own = (await outcome.promise).outcomes.get(project.name);
      if (own === undefined) throw new NotBegun(project.name);
      return own;
    });
    return record.catch((error: unknown) => {
      start.reject(error);
      if (!(error instanceof NotBegun)) throw error;
    });
  });
  for (const record of records) record.catch(() => undefined); // awaited below
  try {
    await Promise.all(begun);
    outcome.resolve(await carry(run));
  } catch (error) {
    outcome.reject(error);
  }
  await Promise.allSettled(records);
  const { answer } = await outcome.promise;
  await Promise.all(records);
  return answer;
}

/** Its part of the run did not come about. */
class NotBegun extends ProjectManagementError {}

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

function deferred<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = () => undefined;
  let reject: Deferred<Value>['reject'] = () => undefined;
  const promise = new Promise<Value>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  promise.catch(() => undefined); // whoever waits for it is told
  return { promise, resolve, reject };
}
