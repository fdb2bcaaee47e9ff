import { join, resolve } from 'node:path';
import { type ArchivedProject, archiveProject, restoreProject } from './archive-project.ts';
import { createProject, type PlannedProject, planProject } from './create-project.ts';
import { type DeleteOptions, deleteProject } from './delete-project.ts';
import { diskFiles } from './disk-files.ts';
import { loadProject } from './load-project.ts';
import type { Project, UnusableProject } from './project.ts';
import { addMilestone, changed, mergedMetrics, saved } from './project-changes.ts';
import { wrongParameters } from './project-errors.ts';
import type { ProjectManagerPorts } from './project-manager-ports.ts';
import type { ProjectChanges, ProjectOptions } from './project-options.ts';
import { ProjectPlaces } from './project-places.ts';
import { ProjectRegistry } from './project-registry.ts';
import { projectRun, type RunOutcome, recordedRun } from './project-runs.ts';
import { type ProjectStatusView, type ProjectsSummary, projectStatusView, projectsSummary } from './project-views.ts';
import { type ProjectsPlan, type ProjectsRunOptions, planProjectsRun, recordedProjectsRun } from './projects-run.ts';
import { repairProject } from './repair-project.ts';
import { systemClock } from './system-clock.ts';

/**
 * The specification's door to the life of projects. Every method looks at the files anew, so several processes may use the
 * same projects; what is given and what comes back is nobody else's.
 */
export class ProjectManager<Answer extends RunOutcome = RunOutcome, Whole = unknown> {
  readonly #given: ProjectManagerPorts<Answer, Whole>;
  readonly #ports;

  constructor(ports: ProjectManagerPorts<Answer, Whole>) {
    const { files = diskFiles, clock = systemClock, warn = processWarning, scaffolder, documents } = ports;
    const projectsDir = resolve(ports.projectsDir);
    const registry = new ProjectRegistry(
      { files, clock },
      resolve(ports.registry ?? join(projectsDir, '.registry.json')),
    );
    const folders = (ports.folders ?? []).map((folder) => resolve(folder));
    const protectedFolders = (ports.protectedFolders ?? []).map((folder) => resolve(folder));
    const found = { files, clock, projectsDir, folders, registry };
    this.#given = ports;
    this.#ports = { ...found, places: new ProjectPlaces(found), scaffolder, documents, protectedFolders, warn };
  }

  /**
   * Makes a project, whole or not at all, in `projectsDir` or at `path`.
   * @throws ProjectManagementError INVALID_PARAMETERS, PROJECT_EXISTS, FOLDER_NOT_EMPTY, INVALID_DEPENDENCIES ·
   * NotFoundError TEMPLATE_NOT_FOUND · what the template or the disk refuses; then nothing is left of it.
   */
  createProject(name: string, options?: ProjectOptions): Promise<Project>;
  createProject(
    name: string,
    templateName?: string | null,
    path?: string | null,
    options?: ProjectOptions,
  ): Promise<Project>;
  createProject(
    name: string,
    second: ProjectOptions | string | null = {},
    path?: string | null,
    options: ProjectOptions = {},
  ): Promise<Project> {
    const given = typeof second === 'object' && second !== null ? second : { ...options, templateName: second, path };
    return createProject(this.#ports, name, given);
  }

  /** What `createProject` would make, with everything refused that it refuses; nothing stays. */
  planProject(name: string, options: ProjectOptions = {}): Promise<PlannedProject> {
    return planProject(this.#ports, name, options);
  }

  /**
   * The project in a folder. One that is not in `projectsDir` is remembered, and known by its name from then on.
   * @throws ProjectManagementError PROJECT_NOT_FOUND, PROJECT_DAMAGED, PROJECT_NEWER, PROJECT_EXISTS for another of its name.
   */
  loadProject(path: string): Promise<Project> {
    return loadProject(this.#ports, path);
  }

  /** @throws ProjectManagementError PROJECT_CHANGED when somebody changed it since it was loaded · INVALID_PARAMETERS. */
  async saveProject(project: Project): Promise<true> {
    await saved(this.#ports, project);
    return true;
  }

  /**
   * What a killed process left half done in the project is undone first.
   * @throws ProjectManagementError PROJECT_NOT_FOUND with what was probably meant, PROJECT_DAMAGED, PROJECT_NEWER.
   */
  async getProject(name: string): Promise<Project> {
    const { project } = await this.#ports.places.find(name);
    await repairProject(this.#ports.scaffolder, project.path);
    return project;
  }

  /** How a project stands; `undefined` when there is none of that name. @throws ProjectManagementError PROJECT_DAMAGED. */
  async getProjectStatus(project: string | Project): Promise<ProjectStatusView | undefined> {
    const name = nameOf(project);
    const { projects, unusable } = await this.#ports.places.all();
    const found = projects.find((one) => one.project.name === name)?.project;
    if (found === undefined && !unusable.some((one) => one.name === name)) return undefined;
    if (found !== undefined) await repairProject(this.#ports.scaffolder, found.path);
    return projectStatusView(found ?? (await this.getProject(name)));
  }

  /** Those that can be used, by name. */
  async listProjects(): Promise<readonly Project[]> {
    return (await this.#ports.places.all()).projects.map(({ project }) => project);
  }

  /** Folders that seem to be projects and cannot be used as such: damaged, newer, of a name that another has, or gone. */
  async listUnusableProjects(): Promise<readonly UnusableProject[]> {
    return (await this.#ports.places.all()).unusable;
  }

  async listTemplates(): Promise<readonly string[]> {
    return ((await this.#ports.scaffolder?.list()) ?? []).map(({ name }) => name);
  }

  /** @throws ProjectManagementError INVALID_PARAMETERS, INVALID_DEPENDENCIES, PROJECT_NOT_FOUND. */
  updateProject(name: string, changes: ProjectChanges): Promise<Project> {
    return changed(this.#ports, name, changes);
  }

  /** Marks that something was reached, with what is to be told of it; `completed_at` is now. */
  addProjectMilestone(name: string, milestone: string, data: Readonly<Record<string, unknown>> = {}): Promise<Project> {
    return addMilestone(this.#ports, name, { name: milestone, data });
  }

  /** Adds metrics to those of a project; of one name the new value counts. */
  updateMetrics(name: string, metrics: Readonly<Record<string, unknown>>): Promise<Project> {
    return mergedMetrics(this.#ports, name, metrics);
  }

  /** Writes `archives/<name>.tar.gz` of `projectsDir`; the folder stays. @throws as `archiveProject` of this package says. */
  archiveProject(project: string | Project): Promise<ArchivedProject> {
    return archiveProject(this.#ports, nameOf(project));
  }

  /** @throws ProjectManagementError PROJECT_EXISTS when it is not archived, ARCHIVE_NOT_FOUND, ARCHIVE_UNUSABLE, FOLDER_NOT_EMPTY. */
  restoreProject(name: string, options: { readonly path?: string | undefined } = {}): Promise<Project> {
    return restoreProject(this.#ports, name, options.path);
  }

  /** @throws ProjectManagementError NOT_CONFIRMED unless its name is said once more, FOLDER_PROTECTED, PROJECT_BUSY. */
  async deleteProject(project: string | Project, options: DeleteOptions = { confirm: '' }): Promise<true> {
    await deleteProject(this.#ports, nameOf(project), options);
    return true;
  }

  async getProjectsSummary(): Promise<ProjectsSummary> {
    const { projects, unusable } = await this.#ports.places.all();
    return projectsSummary(
      projects.map(({ project }) => project),
      unusable.length,
    );
  }

  /**
   * Runs a workflow on a project's folder, with its configuration where the workflow declares parameters of those names.
   * @throws ProjectManagementError PROJECT_NOT_FOUND, PROJECT_ARCHIVED · what checking the workflow throws; then there was no run.
   */
  async executeProjectWorkflow(
    project: string | Project,
    workflow: string,
    parameters: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> {
    const { runWorkflow } = this.#given;
    if (runWorkflow === undefined) throw noRuns();
    const found = await this.getProject(nameOf(project));
    return this.recordRun(found, workflow, () => runWorkflow(projectRun(found, workflow, parameters)));
  }

  /** Has a project tell of a run that `carry` carries; `executeProjectWorkflow` does so by itself. */
  recordRun<Outcome extends RunOutcome>(
    { path }: Pick<Project, 'path'>,
    workflow: string,
    carry: () => Promise<Outcome>,
  ): Promise<Outcome> {
    return recordedRun(this.#ports, { path, workflow }, carry);
  }

  /** Which projects a workflow would be run over, in which order, and why. */
  async planProjectsRun(workflow: string, options: ProjectsRunOptions = {}): Promise<ProjectsPlan> {
    for (const name of options.only ?? []) await this.getProject(name);
    return planProjectsRun(this.#ports, { workflow, projects: await this.listProjects() }, options);
  }

  /** Runs a workflow over many projects as one run, each after those that it depends on. @throws as `planProjectsRun` does. */
  async runProjectsWorkflow(workflow: string, options: ProjectsRunOptions = {}): Promise<Whole> {
    const { runProjects } = this.#given;
    if (runProjects === undefined) throw noRuns();
    return recordedProjectsRun(this.#ports, await this.planProjectsRun(workflow, options), runProjects);
  }
}

const nameOf = (project: string | Pick<Project, 'name'>): string =>
  typeof project === 'string' ? project : project.name;

const processWarning = (problem: string): void => process.emitWarning(problem);

const noRuns = () =>
  wrongParameters('nobody here runs workflows', ['Compose the ProjectManager with "runWorkflow" and "runProjects".']);
