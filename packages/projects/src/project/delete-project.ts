import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ProjectManagementError } from '@codomyrmex/core';
import { whileWhole } from '../templates/repair-folder.ts';
import { refuseRunning } from './archive-project.ts';
import { refuseNeeded, refuseTwin } from './delete-guards.ts';
import type { PlacingPorts } from './place-project.ts';
import { isWithin, MARKER_FOLDER, PROJECT_FILE, whileLocked } from './project-folder.ts';
import { staged } from './staging.ts';

export interface DeleteOptions {
  /** The project's name once more. */
  readonly confirm: string;
  /** Its folder stays with everything in it but its project.json: it is no project any more. */
  readonly keepFiles?: boolean | undefined;
}

export interface DeletePorts extends PlacingPorts {
  /** Absolute paths of folders that go with nothing: what they lie in is not deleted. */
  readonly protectedFolders: readonly string[];
}

/**
 * Deletes a project and its folder. The folder is moved aside in one step first, so that no half project is left. Links are
 * removed and never followed; a folder without our marker, a link, and a folder in which others keep theirs or another
 * project is are refused, as is a name that two folders bear and a project that others depend on.
 * @throws ProjectManagementError PROJECT_NOT_FOUND, NOT_CONFIRMED, PROJECT_BUSY while workflows are run for it, FOLDER_PROTECTED,
 * PROJECT_NAME_TAKEN, PROJECT_NEEDED · UsageError UPDATE_RUNNING.
 */
export async function deleteProject(ports: DeletePorts, name: string, options: DeleteOptions): Promise<void> {
  const { registry } = ports;
  const { projects, unusable } = await ports.places.all();
  const gone = unusable.find((one) => one.name === name && one.code === 'PROJECT_MISSING');
  if (gone !== undefined && !projects.some(({ project }) => project.name === name)) {
    confirmed(name, gone.path, options);
    return registry.remove(gone.path);
  }
  const { path } = (await ports.places.find(name)).project;
  confirmed(name, path, options);
  refuseTwin(name, path, unusable);
  refuseNeeded(
    name,
    projects.map(({ project }) => project),
  );
  if (options.keepFiles !== true) await refuseProtected(ports, path);
  await whileLocked(ports, path, async (stored) => {
    refuseRunning(stored);
    await whileWhole(await ports.files.resolved(path), async () => {
      if (options.keepFiles === true) await ports.files.removeFile(join(path, MARKER_FOLDER, PROJECT_FILE));
      else await removed(ports, path);
    });
  });
  await registry.remove(path);
}

async function removed(ports: DeletePorts, path: string): Promise<void> {
  const { files, registry } = ports;
  const staging = await staged(files, path);
  try {
    await registry.alone(async () => {
      await refuseProtected(ports, path); // again: a project may have been made in it
      await files.move(path, staging.tree);
    });
  } finally {
    await staging.discard();
  }
}

function confirmed(name: string, path: string, { confirm, keepFiles = false }: DeleteOptions): void {
  if (confirm === name) return;
  const what = keepFiles ? 'forgotten, and its files stay' : 'deleted with everything in it';
  throw new ProjectManagementError(`project "${name}" would be ${what}: ${path}`, {
    code: 'NOT_CONFIRMED',
    details: { name, path },
    suggestions: ['Say its name once more to confirm; on the command line: --yes.'],
  });
}

async function refuseProtected(ports: DeletePorts, path: string): Promise<void> {
  const { files, projectsDir, protectedFolders, places } = ports;
  const refuse = (why: string): never => {
    throw new ProjectManagementError(`${path} is not deleted: ${why}`, {
      code: 'FOLDER_PROTECTED',
      details: { path },
      suggestions: ['Delete the folder by hand, or forget the project alone: --keep-files.'],
    });
  };
  if ((await files.kind(path)) !== 'folder') refuse('it is a link, and links are not followed');
  const resolved = await files.resolved(path);
  if (dirname(resolved) === resolved) refuse('it is a whole file system');
  for (const folder of [projectsDir, homedir(), ...protectedFolders]) {
    const inside = (await files.kind(folder)) === undefined ? folder : await files.resolved(folder);
    if (isWithin(inside, resolved)) refuse(`${folder} is in it`);
  }
  const { projects, unusable } = await places.all();
  for (const other of [...projects.map(({ project }) => project), ...unusable]) {
    if (other.path === '' || (await files.kind(other.path)) === undefined) continue;
    const inside = await files.resolved(other.path);
    if (inside !== resolved && isWithin(inside, resolved)) refuse(`project "${other.name}" is in it`);
  }
}
