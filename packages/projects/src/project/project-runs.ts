import { join } from 'node:path';
import { ProjectManagementError } from '@codomyrmex/core';
import type { LockPorts } from './file-lock.ts';
import { thisProcess } from './process-owner.ts';
import type { Project } from './project.ts';
import type { ActiveRun, StoredProject } from './project-document.ts';
import { isoTime } from './project-document.ts';
import { type ChangedProject, changeProject, MARKER_FOLDER } from './project-folder.ts';

/** A workflow that is to be run for a project. */
export interface ProjectRun {
  readonly project: Project;
  readonly workflow: string;
  /** The project's folder: what the run works on. */
  readonly workspace: string;
  /** Absolute path of the project's own definitions, which go before all others. */
  readonly workflowsFolder: string;
  /** The project's: for parameters that the workflow declares. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Of the call; they go before the configuration. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface RunPorts extends LockPorts {
  /** Is told what could not be kept of a run that was carried. */
  warn(problem: string): void;
}

/** How a run ended, as far as a project keeps it. Seconds. */
export interface RunOutcome {
  readonly success: boolean;
  readonly executionTime: number;
  readonly result: { readonly executionId: string; readonly status: string };
}

/** Who runs workflows. What it throws is no run: nothing of it is kept. */
export type RunWorkflow<Answer extends RunOutcome> = (run: ProjectRun) => Promise<Answer>;

/** Where a project's own definitions are. */
export const workflowsFolder = (path: string): string => join(path, MARKER_FOLDER, 'workflows');

export function projectRun(project: Project, workflow: string, parameters: ProjectRun['parameters']): ProjectRun {
  const { path, config } = project;
  const folder = workflowsFolder(path);
  return { project, workflow, workspace: path, workflowsFolder: folder, configuration: config, parameters };
}

/**
 * Carries a run, with the project telling of it: active at its first run, the workflow among the active ones while it lasts,
 * and how it ended among the metrics: `workflow_runs`, `workflow_runs_failed`, and `last_workflow`, `last_run_id`,
 * `last_run_status`, `last_run_at`, `last_run_seconds`. When the process dies, the others see that its workflow is not active.
 * A run that was carried has its outcome also where the project could not be told of it: that is a warning.
 * @throws ProjectManagementError PROJECT_ARCHIVED · what `carry` throws, and then nothing of it is kept.
 */
export async function recordedRun<Answer extends RunOutcome>(
  ports: RunPorts,
  { path, workflow }: { readonly path: string; readonly workflow: string },
  carry: () => Promise<Answer>,
): Promise<Answer> {
  const run: ActiveRun = { workflow, owner: thisProcess(), started_at: isoTime(new Date(ports.clock.now())) };
  let statusBefore: Project['status'] = 'active';
  await changeProject(ports, path, (stored) => {
    statusBefore = stored.project.status;
    return begun(stored, run);
  });
  const told = async (change: (stored: StoredProject) => ChangedProject): Promise<void> => {
    try {
      await changeProject(ports, path, change);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      ports.warn(`the end of workflow "${workflow}" could not be kept in ${path}: ${why}`);
    }
  };
  let outcome: Answer;
  try {
    outcome = await carry();
  } catch (error) {
    await told((stored) => withdrawn(stored, run, statusBefore));
    throw error;
  }
  await told((stored) => ended(stored, run, outcome));
  return outcome;
}

function begun({ project, activeRuns }: StoredProject, run: ActiveRun): ChangedProject {
  if (project.status === 'archived') throw archived(project.name);
  const status = project.status === 'planning' ? 'active' : project.status;
  const activeWorkflows = [...new Set([...project.activeWorkflows, run.workflow])];
  return { project: { ...project, status, activeWorkflows }, activeRuns: [...activeRuns, run] };
}

function ended(stored: StoredProject, run: ActiveRun, outcome: RunOutcome): ChangedProject {
  const { metrics } = stored.project;
  const counted = (name: string, more: number): number =>
    (typeof metrics[name] === 'number' ? metrics[name] : 0) + more;
  return without(stored, run, {
    ...stored.project,
    metrics: {
      ...metrics,
      workflow_runs: counted('workflow_runs', 1),
      workflow_runs_failed: counted('workflow_runs_failed', outcome.success ? 0 : 1),
      last_workflow: run.workflow,
      last_run_id: outcome.result.executionId,
      last_run_status: outcome.result.status,
      last_run_at: run.started_at,
      last_run_seconds: outcome.executionTime,
    },
  });
}

/** A run that did not come about has not made a project active. */
function withdrawn(stored: StoredProject, run: ActiveRun, statusBefore: Project['status']): ChangedProject {
  const { project, activeRuns } = stored;
  const isFirst = statusBefore === 'planning' && activeRuns.length <= 1 && project.metrics.workflow_runs === undefined;
  return without(stored, run, {
    ...project,
    status: isFirst && project.status === 'active' ? 'planning' : project.status,
  });
}

function without({ activeRuns }: StoredProject, run: ActiveRun, project: Project): ChangedProject {
  const own = activeRuns.findIndex((one) => JSON.stringify(one) === JSON.stringify(run));
  const others = activeRuns.filter((_, index) => index !== own);
  const isOver = !others.some(({ workflow }) => workflow === run.workflow);
  const activeWorkflows = project.activeWorkflows.filter((name) => name !== run.workflow || !isOver);
  return { project: { ...project, activeWorkflows }, activeRuns: others };
}

function archived(name: string): ProjectManagementError {
  return new ProjectManagementError(`project "${name}" is archived`, {
    code: 'PROJECT_ARCHIVED',
    details: { name },
    suggestions: [`codomyrmex project restore ${name}`],
  });
}
