import { join, resolve } from 'node:path';
import { didYouMean, ProjectManagementError } from '@codomyrmex/core';
import { whileWhole } from '../templates/repair-folder.ts';
import { archivedText, unpackArchive, unusable } from './archive-reader.ts';
import { type LeftOut, writeArchive } from './archive-writer.ts';
import { type PlacingPorts, place, refuseTaken } from './place-project.ts';
import type { Project } from './project.ts';
import { readProject, type StoredProject } from './project-document.ts';
import { takenFolder, takenProject } from './project-errors.ts';
import {
  changeProject,
  MARKER_FOLDER,
  PROJECT_FILE,
  readProjectFolder,
  rewritten,
  usableProject,
  whileLocked,
} from './project-folder.ts';
import { ARCHIVES, isOneName } from './project-name.ts';
import { staged } from './staging.ts';

export interface ArchivedProject {
  readonly project: Project;
  /** Absolute path. */
  readonly archive: string;
  readonly leftOut: LeftOut;
}

/** Under this name of its `metadata` a project keeps what it was before it was archived. */
const BEFORE = 'status_before_archive';

/**
 * Writes a project into `<projects_dir>/archives/<name>.tar.gz`, whose project.json says that it is archived, and then says so
 * in its folder, which stays. An earlier archive of the project is replaced; one of another project of that name is not.
 * @throws ProjectManagementError PROJECT_NOT_FOUND, PROJECT_BUSY while workflows are run for it, ARCHIVE_EXISTS, ARCHIVE_TOO_LARGE · UsageError UPDATE_RUNNING · StorageError.
 */
export async function archiveProject(ports: PlacingPorts, name: string): Promise<ArchivedProject> {
  const { path } = (await ports.places.find(name)).project;
  const archive = await archiveFile(ports, name);
  return whileLocked(ports, path, async (before) => {
    refuseRunning(before);
    await refuseOthers(ports, before.project, archive);
    await ports.files.makeFolder(archivesFolder(ports));
    return whileWhole(await ports.files.resolved(path), () => written(ports, before, archive));
  });
}

async function written(ports: PlacingPorts, before: StoredProject, archive: string): Promise<ArchivedProject> {
  const { name, path } = before.project;
  const next = rewritten(ports, { before, project: archivedForm(before.project), activeRuns: [] });
  const leftOut = await writeArchive({
    folder: path,
    root: name,
    file: archive,
    instead: new Map([[`${MARKER_FOLDER}/${PROJECT_FILE}`, next.text]]),
    without: [archivesFolder(ports)],
  });
  await ports.files.write(join(path, MARKER_FOLDER, PROJECT_FILE), next.text);
  return { project: structuredClone(next.project), archive, leftOut };
}

/**
 * Takes a project back out of the archive: one whose folder is there has its status from before, and its files as they are;
 * any other is unpacked, to `path` or into `projects_dir`, all of it or nothing.
 * @throws ProjectManagementError PROJECT_EXISTS when it is not archived, ARCHIVE_NOT_FOUND, ARCHIVE_UNUSABLE, FOLDER_NOT_EMPTY.
 */
export async function restoreProject(ports: PlacingPorts, name: string, path?: string): Promise<Project> {
  const { projects } = await ports.places.all();
  const found = projects.find(({ project }) => project.name === name)?.project;
  if (found === undefined) return unpacked(ports, name, path);
  if (found.status !== 'archived') throw takenProject(name, name, found.path);
  if (path !== undefined) throw takenFolder(resolve(path), `the project is in ${found.path} already`);
  return changeProject(ports, found.path, ({ project }) => ({ project: restoredForm(project) }));
}

async function unpacked(ports: PlacingPorts, name: string, given: string | undefined): Promise<Project> {
  const { files } = ports;
  const file = isOneName(name) ? await archiveFile(ports, name) : '';
  if (file === '' || (await files.kind(file)) !== 'file') throw await noArchive(ports, name);
  const path = given === undefined ? join(ports.projectsDir, name) : resolve(given);
  await refuseTaken(ports, name, path);
  const staging = await staged(files, path);
  try {
    await unpackArchive({ file, target: staging.tree });
    const before = await contentsOf(ports, file, staging.tree);
    if (before.project.name !== name) throw unusable(file, `it holds the project "${before.project.name}"`);
    const project = { ...restoredForm(before.project), path };
    const atPlace: StoredProject = { ...before, project: { ...before.project, path } };
    const { text } = rewritten(ports, { before: atPlace, project, activeRuns: [] });
    await files.write(join(staging.tree, MARKER_FOLDER, PROJECT_FILE), text);
    await place(ports, { name, path, tree: staging.tree });
  } finally {
    await staging.discard();
  }
  return (await usableProject(ports, path)).project;
}

async function contentsOf(ports: PlacingPorts, file: string, tree: string): Promise<StoredProject> {
  const contents = await readProjectFolder(ports, tree);
  switch (contents.kind) {
    case 'project':
      return contents.stored;
    case 'unusable':
      throw unusable(file, contents.unusable.message.replace(`${tree}/`, ''));
    case 'nothing':
      throw unusable(file, `there is no ${MARKER_FOLDER}/${PROJECT_FILE} in it`);
  }
}

function archivedForm(project: Project): Project {
  if (project.status === 'archived') return project;
  return {
    ...project,
    status: 'archived',
    activeWorkflows: [],
    metadata: { ...project.metadata, [BEFORE]: project.status },
  };
}

/** What the Python system archived says nothing of before; its archives hold the status that it had. */
function restoredForm(project: Project): Project {
  const { [BEFORE]: before, ...metadata } = project.metadata;
  if (project.status !== 'archived') return { ...project, metadata };
  const status = (['planning', 'active', 'paused', 'completed', 'failed'] as const).find((one) => one === before);
  return { ...project, status: status ?? 'active', metadata };
}

export function refuseRunning({ project: { name }, activeRuns }: StoredProject): void {
  const [first] = activeRuns;
  if (first === undefined) return;
  throw new ProjectManagementError(`workflow "${first.workflow}" is being run for project "${name}"`, {
    code: 'PROJECT_BUSY',
    details: { name, owner: first.owner },
    suggestions: ['Wait for its end, or cancel it: codomyrmex run list'],
  });
}

/** An archive of a project of the same name that was another one is the last that is left of it. */
async function refuseOthers(ports: PlacingPorts, { name, path, createdAt }: Project, archive: string): Promise<void> {
  if ((await ports.files.kind(archive)) === undefined) return;
  const text = await archivedText(archive, `${MARKER_FOLDER}/${PROJECT_FILE}`);
  const read = readProject(text ?? '', { path, modifiedAt: 0 });
  if (read.kind === 'read' && read.stored.project.createdAt.getTime() === createdAt.getTime()) return;
  throw new ProjectManagementError(`there is an archive of another project "${name}": ${archive}`, {
    code: 'ARCHIVE_EXISTS',
    details: { name, archive },
    suggestions: ['Move that file elsewhere first.'],
  });
}

const archivesFolder = ({ projectsDir }: PlacingPorts): string => join(projectsDir, ARCHIVES);

/** @throws ProjectManagementError FOLDER_NOT_EMPTY when the folder of archives is something else. */
async function archiveFile(ports: PlacingPorts, name: string): Promise<string> {
  const folder = archivesFolder(ports);
  const kind = await ports.files.kind(folder);
  if (kind !== undefined && kind !== 'folder')
    throw takenFolder(folder, 'archives are kept there, and it is no folder');
  return join(folder, `${name}.tar.gz`);
}

async function noArchive(ports: PlacingPorts, name: string): Promise<ProjectManagementError> {
  const names = (await ports.files.entries(archivesFolder(ports))).flatMap(({ name: file }) =>
    file.endsWith('.tar.gz') ? [file.slice(0, -'.tar.gz'.length)] : [],
  );
  return new ProjectManagementError(`there is no archive of a project ${JSON.stringify(name)}`, {
    code: 'ARCHIVE_NOT_FOUND',
    details: { name },
    suggestions: [
      didYouMean(name, names) ??
        (names.length === 0
          ? 'Nothing is archived: codomyrmex project archive NAME'
          : `There are: ${names.join(', ')}`),
    ],
  });
}
