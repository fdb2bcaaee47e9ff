import { basename, join, relative, sep } from 'node:path';
import { ProjectManagementError, unreachable } from '@codomyrmex/core';
import { type LockPorts, withLock } from './file-lock.ts';
import { mayBeAlive } from './process-owner.ts';
import type { Project, UnusableProject } from './project.ts';
import { type ActiveRun, projectText, readProject, type StoredProject } from './project-document.ts';
import { unusableProject } from './project-errors.ts';

/** The folder that marks a project, and its file in there. */
export const MARKER_FOLDER = '.codomyrmex';
export const PROJECT_FILE = 'project.json';

const MAX_BYTES = 16 * 1024 * 1024;

export type FolderContents =
  | { readonly kind: 'project'; readonly stored: StoredProject }
  | { readonly kind: 'unusable'; readonly unusable: UnusableProject }
  /** No project. */
  | { readonly kind: 'nothing' };

/** Looks whether a folder is a project. What is damaged or newer than this program is told and left as it is. */
export async function readProjectFolder({ files }: Pick<LockPorts, 'files'>, path: string): Promise<FolderContents> {
  const file = join(path, MARKER_FOLDER, PROJECT_FILE);
  const unusable = (code: UnusableProject['code'], why: string, name = basename(path)): FolderContents => ({
    kind: 'unusable',
    unusable: { name, path, code, message: `${file}: ${why}`, suggestion: mending(code) },
  });
  if ((await files.kind(file)) === undefined) return { kind: 'nothing' };
  try {
    const inside = relative(await files.resolved(path), await files.resolved(file));
    if (inside !== join(MARKER_FOLDER, PROJECT_FILE))
      return unusable('PROJECT_DAMAGED', 'it is a link to somewhere else');
    const found = await files.read(file, MAX_BYTES);
    if (found === undefined) return { kind: 'nothing' };
    const result = readProject(found.text, { path, modifiedAt: found.modifiedAt });
    if (result.kind === 'unusable') return unusable(result.code, result.why, result.name);
    return { kind: 'project', stored: withLiveRuns(result.stored) };
  } catch (error) {
    return unusable('PROJECT_DAMAGED', error instanceof Error ? error.message : String(error));
  }
}

function mending(code: UnusableProject['code']): string {
  switch (code) {
    case 'PROJECT_NEWER':
      return 'Update codomyrmex, or use the program that wrote it.';
    case 'PROJECT_DAMAGED':
      return 'Mend the file, or take it from version control or the archive again; nothing of it was changed.';
    case 'PROJECT_NAME_TAKEN':
      return 'Give one of them another "name" in its project.json.';
    case 'PROJECT_MISSING':
      return 'Where it is now: codomyrmex project load FOLDER';
    default:
      return unreachable(code);
  }
}

/** Without the runs of processes that died: nobody runs them any more. */
function withLiveRuns(stored: StoredProject): StoredProject {
  const live = stored.activeRuns.filter(({ owner }) => mayBeAlive(owner));
  if (live.length === stored.activeRuns.length) return stored;
  const over = new Set(stored.activeRuns.map(({ workflow }) => workflow));
  for (const { workflow } of live) over.delete(workflow);
  const activeWorkflows = stored.project.activeWorkflows.filter((name) => !over.has(name));
  const { active_runs: _over, ...rest } = stored.written;
  const written = { ...rest, active_workflows: activeWorkflows, ...(live.length > 0 && { active_runs: live }) };
  return { ...stored, written, activeRuns: live, project: { ...stored.project, activeWorkflows } };
}

/** What becomes of a project: as it is to be written. */
export interface ChangedProject {
  readonly project: Project;
  readonly activeRuns?: readonly ActiveRun[] | undefined;
}

export type Change = (before: StoredProject) => ChangedProject | Promise<ChangedProject>;

/**
 * Changes the file of a project: read, changed and written while nobody else changes it, so that of changes at once none is
 * lost. `updatedAt` becomes now, and in any case later than it was.
 * @throws ProjectManagementError PROJECT_NOT_FOUND, PROJECT_DAMAGED, PROJECT_NEWER, PROJECT_BUSY · StorageError.
 */
export async function changeProject(ports: LockPorts, path: string, change: Change): Promise<Project> {
  return whileLocked(ports, path, async (before) => {
    const { project, activeRuns = before.activeRuns } = await change(before);
    return writeProject(ports, { before, project, activeRuns });
  });
}

/** Does something with a project while nobody else changes it. */
export async function whileLocked<Value>(
  ports: LockPorts,
  path: string,
  work: (stored: StoredProject) => Promise<Value>,
): Promise<Value> {
  await usableProject(ports, path);
  return withLock(ports, join(path, MARKER_FOLDER, 'project.lock'), async () => work(await usableProject(ports, path)));
}

export interface Rewriting {
  readonly before: StoredProject;
  readonly project: Project;
  readonly activeRuns: readonly ActiveRun[];
}

/** Writes a project's file; only {@link whileLocked}. */
async function writeProject(ports: LockPorts, rewriting: Rewriting): Promise<Project> {
  const { project, text } = rewritten(ports, rewriting);
  await ports.files.write(join(project.path, MARKER_FOLDER, PROJECT_FILE), text);
  return structuredClone(project);
}

/** The project with its new time, and the text of its file. */
export function rewritten(
  { clock }: Pick<LockPorts, 'clock'>,
  { before, project, activeRuns }: Rewriting,
): { readonly project: Project; readonly text: string } {
  const updatedAt = new Date(Math.max(clock.now(), before.project.updatedAt.getTime() + 1));
  const next: Project = { ...project, path: before.project.path, updatedAt };
  return { project: next, text: projectText(next, activeRuns, before) };
}

/** @throws ProjectManagementError PROJECT_NOT_FOUND, PROJECT_DAMAGED, PROJECT_NEWER. */
export async function usableProject(ports: LockPorts, path: string): Promise<StoredProject> {
  const found = await readProjectFolder(ports, path);
  switch (found.kind) {
    case 'project':
      return found.stored;
    case 'unusable':
      throw unusableProject(found.unusable);
    case 'nothing':
      throw new ProjectManagementError(`${path} is no project: it has no ${MARKER_FOLDER}/${PROJECT_FILE}`, {
        code: 'PROJECT_NOT_FOUND',
        details: { path },
        suggestions: [`A new one there: codomyrmex project create NAME --path ${path}`],
      });
  }
}

/** Whether a path is another, or lies in it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
