import { relative, sep } from 'node:path';
import { changedFiles, gitRoot } from './changed-files.ts';
import { withDependents } from './dependency-order.ts';
import type { Project } from './project.ts';
import type { ProjectFiles } from './project-files.ts';
import { isWithin, MARKER_FOLDER } from './project-folder.ts';

/** Why a project is affected. */
export type Affected =
  | { readonly kind: 'changed'; readonly files: number; readonly first: string }
  /** In no git repository: what changed cannot be told, so it counts as changed. */
  | { readonly kind: 'untracked_folder' }
  | { readonly kind: 'depends'; readonly on: readonly string[] };

/**
 * The projects of which files changed by git, and those that depend on one of them. A file belongs to the innermost project
 * around it. What is kept in a project's `.codomyrmex` besides its workflows changes with every run, and is no change of it.
 * @throws ProjectManagementError INVALID_PARAMETERS when `since` names no commit.
 */
export async function affectedProjects(
  files: Pick<ProjectFiles, 'resolved'>,
  projects: readonly Project[],
  since: string | undefined,
): Promise<ReadonlyMap<string, Affected>> {
  const affected = new Map<string, Affected>();
  const folders = new Map<string, Project>();
  for (const project of projects) folders.set(await files.resolved(project.path), project);
  const roots = new Map<string, readonly string[]>();
  for (const [folder, project] of folders) {
    const root = await gitRoot(folder);
    if (root === undefined) affected.set(project.name, { kind: 'untracked_folder' });
    else if (!roots.has(root)) roots.set(root, (await changedFiles(root, since)).files);
  }
  for (const file of [...roots.values()].flat()) {
    const folder = innermost(folders, file);
    const project = folder === undefined ? undefined : folders.get(folder);
    if (folder === undefined || project === undefined || isKept(relative(folder, file))) continue;
    const before = affected.get(project.name);
    const first = relative(folder, file).split(sep).join('/');
    if (before?.kind === 'changed') affected.set(project.name, { ...before, files: before.files + 1 });
    else if (before === undefined) affected.set(project.name, { kind: 'changed', files: 1, first });
  }
  for (const name of withDependents(projects, affected.keys())) {
    if (!affected.has(name)) affected.set(name, { kind: 'depends', on: dependencyNames(projects, name) });
  }
  return affected;
}

const dependencyNames = (projects: readonly Project[], name: string): readonly string[] =>
  projects.find((project) => project.name === name)?.dependencies ?? [];

function innermost(folders: ReadonlyMap<string, Project>, file: string): string | undefined {
  let found: string | undefined;
  for (const folder of folders.keys()) {
    if (isWithin(file, folder) && folder.length > (found?.length ?? -1)) found = folder;
  }
  return found;
}

const isKept = (path: string): boolean =>
  path.startsWith(`${MARKER_FOLDER}${sep}`) && !path.startsWith(`${MARKER_FOLDER}${sep}workflows${sep}`);
