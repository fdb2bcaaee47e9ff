import { ProjectManagementError } from '@codomyrmex/core';
import { checkDependencies } from './dependency-order.ts';
import type { LockPorts } from './file-lock.ts';
import type { Project } from './project.ts';
import { isoTime, type StoredProject } from './project-document.ts';
import { wrongParameters } from './project-errors.ts';
import { changeProject } from './project-folder.ts';
import { readChanges, readData } from './project-options.ts';
import type { ProjectPlaces } from './project-places.ts';

export interface ChangePorts extends LockPorts {
  readonly places: ProjectPlaces;
}

/** @throws ProjectManagementError INVALID_PARAMETERS, INVALID_DEPENDENCIES, PROJECT_NOT_FOUND. */
export async function changed(ports: ChangePorts, name: string, given: unknown): Promise<Project> {
  const { config, metadata, status, ...changes } = readChanges(given);
  if (status === 'archived') {
    throw wrongParameters('a project becomes archived by being archived', [`codomyrmex project archive ${name}`]);
  }
  const { path } = (await ports.places.find(name)).project;
  if (changes.dependencies !== undefined) await checkNew(ports, { name, dependencies: changes.dependencies });
  return changeProject(ports, path, ({ project }) => ({
    project: {
      ...project,
      ...changes,
      status: status ?? project.status,
      config: { ...project.config, ...config },
      metadata: { ...project.metadata, ...metadata },
    },
  }));
}

async function checkNew(
  { places }: ChangePorts,
  changedOne: { readonly name: string; readonly dependencies: readonly string[] },
): Promise<void> {
  const { projects } = await places.all();
  const others = projects.map(({ project }) => project).filter(({ name }) => name !== changedOne.name);
  checkDependencies([...others, changedOne], [changedOne.name]);
}

/** What `data` says of the milestone, and when it was reached; one of the same name is replaced. */
export async function addMilestone(
  ports: ChangePorts,
  name: string,
  milestone: { readonly name: string; readonly data: unknown },
): Promise<Project> {
  const data = readData(milestone.data);
  if (milestone.name.trim() === '') throw wrongParameters('a milestone has a name', []);
  const { path } = (await ports.places.find(name)).project;
  const reached = { ...data, completed_at: isoTime(new Date(ports.clock.now())) };
  return changeProject(ports, path, ({ project }) => ({
    project: { ...project, milestones: { ...project.milestones, [milestone.name]: reached } },
  }));
}

export async function mergedMetrics(ports: ChangePorts, name: string, metrics: unknown): Promise<Project> {
  const more = readData(metrics);
  const { path } = (await ports.places.find(name)).project;
  return changeProject(ports, path, ({ project }) => ({
    project: { ...project, metrics: { ...project.metrics, ...more } },
  }));
}

/**
 * Writes a project as it is given, into the folder that it was loaded from. Of its workflows the active ones are kept as they are.
 * @throws ProjectManagementError PROJECT_CHANGED when somebody changed it since it was loaded · INVALID_PARAMETERS · INVALID_DEPENDENCIES.
 */
export async function saved(ports: ChangePorts, given: Project): Promise<Project> {
  const {
    path,
    name,
    updatedAt: _before,
    createdAt,
    activeWorkflows: _now,
    milestones,
    metrics,
    template,
    ...rest
  } = given;
  const { status, ...checked } = readChanges(rest);
  const own = { milestones: readMilestones(milestones), metrics: readData(metrics) };
  return changeProject(ports, path, async (before) => {
    refuseChanged(before, given);
    if (before.project.name !== name) {
      throw wrongParameters(`the project of ${path} is called "${before.project.name}", and names stay`, []);
    }
    if (checked.dependencies !== undefined) await checkNew(ports, { name, dependencies: checked.dependencies });
    return { project: { ...before.project, ...checked, ...own, template, createdAt, status: status ?? given.status } };
  });
}

const readMilestones = (given: Project['milestones']): Project['milestones'] =>
  Object.fromEntries(Object.entries(readData(given)).map(([name, data]) => [name, readData(data)]));

function refuseChanged({ project }: StoredProject, { name, path, updatedAt }: Project): void {
  if (project.updatedAt.getTime() === updatedAt.getTime()) return;
  throw new ProjectManagementError(`project "${name}" was changed by somebody since it was loaded`, {
    code: 'PROJECT_CHANGED',
    details: { name, path, updated_at: project.updatedAt.toISOString() },
    suggestions: ['Load it again and make the change there, or change single fields: updateProject.'],
  });
}
