import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { ProjectManagementError, type ProjectType, projectTypes } from '@codomyrmex/core';
import type { ProjectDocuments } from '../project-documents.ts';
import type { ScaffoldedProject, Scaffolder, ScaffoldReport } from '../scaffolder.ts';
import type { TemplateSummary } from '../template-summary.ts';
import { checkDependencies } from './dependency-order.ts';
import { type PlacingPorts, place, refuseTaken } from './place-project.ts';
import type { Project } from './project.ts';
import { isoTime, projectText } from './project-document.ts';
import { wrongParameters } from './project-errors.ts';
import { MARKER_FOLDER, PROJECT_FILE } from './project-folder.ts';
import { checkProjectName } from './project-name.ts';
import { type ReadOptions, readOptions } from './project-options.ts';
import { staged } from './staging.ts';

export interface CreatePorts extends PlacingPorts {
  readonly scaffolder?: Scaffolder | undefined;
  readonly documents?: ProjectDocuments | undefined;
}

/** What a project would be, and what would be written. */
export interface PlannedProject {
  readonly project: Project;
  /** Text by path relative to the folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths relative to the folder, sorted; folders end in a slash. */
  readonly written: readonly string[];
}

/**
 * Makes a project: all of it, or nothing. The tree is made beside its place and moved there in one step, so that neither a
 * failure nor `kill -9` leaves a half project, and a folder in which something is stays as it is.
 * @throws ProjectManagementError INVALID_PARAMETERS, PROJECT_EXISTS, FOLDER_NOT_EMPTY · NotFoundError TEMPLATE_NOT_FOUND ·
 * what the scaffolder throws.
 */
export async function createProject(ports: CreatePorts, name: string, given: unknown): Promise<Project> {
  const planned = await plan(ports, name, readOptions(given));
  const { path } = planned.project;
  const staging = await staged(ports.files, path);
  try {
    await scaffolded(ports, planned, staging.tree);
    await place(ports, { name, path, tree: staging.tree });
  } finally {
    await staging.discard();
  }
  return planned.project;
}

/** Makes the tree at a place of its own, looks at it, and removes it. Everything is refused that making it would refuse. */
export async function planProject(ports: CreatePorts, name: string, given: unknown): Promise<PlannedProject> {
  const planned = await plan(ports, name, readOptions(given));
  const { files } = ports;
  const staging = await staged(files, join(await files.resolved(tmpdir()), basename(planned.project.path)));
  try {
    const { written } = await scaffolded(ports, planned, staging.tree);
    const texts = new Map<string, string>();
    for (const path of written) {
      const text = path.endsWith('/') ? undefined : (await files.read(join(staging.tree, path), MAX_SHOWN))?.text;
      if (text !== undefined) texts.set(path, text);
    }
    return { project: planned.project, files: texts, written };
  } finally {
    await staging.discard();
  }
}

const MAX_SHOWN = 16 * 1024 * 1024;

interface Planned {
  readonly project: Project;
  readonly template: TemplateSummary | undefined;
  /** What the template was asked for by: its name, or where it is. */
  readonly source: string | undefined;
  readonly answers: Readonly<Record<string, unknown>> | undefined;
}

async function plan(ports: CreatePorts, name: string, options: ReadOptions): Promise<Planned> {
  checkProjectName(name);
  const template = options.template === undefined ? undefined : await described(ports, options.template);
  if (template === undefined && options.answers !== undefined && Object.keys(options.answers).length > 0) {
    throw wrongParameters('there are answers, and no template that asks', ['Name the template with --template.']);
  }
  const path = options.path === undefined ? join(ports.projectsDir, name) : resolve(options.path);
  await refuseTaken(ports, name, path);
  await refuseUnknown(ports, name, options.dependencies ?? []);
  const project = newProject({ name, path, template, options, now: new Date(ports.clock.now()) });
  return { project, template, source: options.template, answers: options.answers };
}

async function described({ scaffolder }: CreatePorts, template: string): Promise<TemplateSummary> {
  if (scaffolder !== undefined) return scaffolder.describe(template);
  throw new ProjectManagementError(`there is no template "${template}": nobody here knows templates`, {
    code: 'TEMPLATE_NOT_FOUND',
    suggestions: ['Compose the ProjectManager with a scaffolder.'],
  });
}

interface NewProject {
  readonly name: string;
  readonly path: string;
  readonly template: TemplateSummary | undefined;
  readonly options: ReadOptions;
  readonly now: Date;
}

/** Values of the template are copied: two projects of one template share nothing. */
function newProject({ name, path, template, options, now }: NewProject): Project {
  return {
    name,
    description: options.description ?? '',
    type: options.type ?? typeOf(template),
    path,
    status: 'planning',
    version: options.version ?? '1.0.0',
    template: template?.name ?? null,
    config: { ...structuredClone(template?.defaultConfig ?? {}), ...options.config },
    workflows: options.workflows ?? [...(template?.workflows ?? [])],
    activeWorkflows: [],
    requiredModules: options.requiredModules ?? [...(template?.requiredModules ?? [])],
    author: options.author ?? '',
    tags: options.tags ?? [],
    createdAt: now,
    updatedAt: now,
    milestones: {},
    metrics: {},
    dependencies: options.dependencies ?? [],
    resources: options.resources ?? [],
    metadata: options.metadata ?? {},
  };
}

function typeOf(template: TemplateSummary | undefined): ProjectType {
  return projectTypes.find((type) => type === template?.type) ?? 'custom';
}

/** @throws ProjectManagementError INVALID_DEPENDENCIES. */
async function refuseUnknown({ places }: CreatePorts, name: string, dependencies: readonly string[]): Promise<void> {
  if (dependencies.length === 0) return;
  const { projects } = await places.all();
  checkDependencies([...projects.map(({ project }) => project), { name, dependencies }], [name]);
}

/** The tree of a project, made at `target`. */
async function scaffolded(
  { files, scaffolder, documents }: CreatePorts,
  { project, template, source, answers }: Planned,
  target: string,
): Promise<ScaffoldReport> {
  const facts = factsOf(project);
  const own = [`${MARKER_FOLDER}/${PROJECT_FILE}`, projectText(project, [])] as const;
  if (scaffolder !== undefined) {
    const written = template === undefined ? undefined : await documents?.documentsOf(facts, template);
    const report = await scaffolder.scaffold({
      template: source,
      target,
      project: facts,
      ...(answers !== undefined && { answers }),
      files: new Map([...(written ?? []), own]),
    });
    if (written !== undefined) await documents?.complete?.(target);
    return report;
  }
  await files.makeFolder(join(target, MARKER_FOLDER));
  await files.write(join(target, ...own[0].split('/')), own[1]);
  return { written: [`${MARKER_FOLDER}/`, own[0]] };
}

function factsOf({ name, type, description, author, version, createdAt }: Project): ScaffoldedProject {
  return { name, type, description, author, version, created_at: isoTime(createdAt) };
}
