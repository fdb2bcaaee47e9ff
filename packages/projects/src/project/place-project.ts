import { basename, dirname, join } from 'node:path';
import { withLock } from './file-lock.ts';
import { takenFolder, takenProject } from './project-errors.ts';
import type { PlacesPorts, ProjectPlaces } from './project-places.ts';

export interface PlacingPorts extends PlacesPorts {
  readonly places: ProjectPlaces;
}

/** A tree that is whole, and where it belongs. */
export interface ReadyTree {
  readonly name: string;
  /** Absolute path of the project's folder. */
  readonly path: string;
  /** Where it is now, on the same file system. */
  readonly tree: string;
}

/**
 * Puts a project in its place in one step, and remembers it where it would not be found by itself. Of several processes that
 * make one name, one does.
 * @throws ProjectManagementError PROJECT_EXISTS, FOLDER_NOT_EMPTY, PROJECT_BUSY · StorageError; then nothing is different.
 */
export function place(ports: PlacingPorts, ready: ReadyTree): Promise<void> {
  // A name counts wherever its folder is. The lock beside the folder is for those who have another registry.
  const beside = join(dirname(ready.path), '.codomyrmex-projects.lock');
  return ports.registry.alone(() => withLock(ports, beside, () => placed(ports, ready)));
}

async function placed(ports: PlacingPorts, { name, path, tree }: ReadyTree): Promise<void> {
  const { files, places, registry } = ports;
  await refuseTaken(ports, name, path);
  if (await places.isFoundByItself(path)) return files.move(tree, path);
  // Before the move: an entry without a project is no fault, a project that nobody finds would be one.
  await registry.add(path);
  await files.move(tree, path).catch(async (error: unknown) => {
    await registry.remove(path);
    throw error;
  });
}

/** @throws ProjectManagementError PROJECT_EXISTS, FOLDER_NOT_EMPTY. */
export async function refuseTaken(ports: PlacingPorts, name: string, path: string): Promise<void> {
  await refuseTakenName(ports, name);
  await refuseTakenFolder(ports, path);
}

async function refuseTakenName({ places }: PlacingPorts, name: string): Promise<void> {
  const wanted = name.toLowerCase();
  const { projects, unusable } = await places.all();
  const known = [...projects.map(({ project }) => project), ...unusable].filter(
    (one) => one.name.toLowerCase() === wanted && !('code' in one && one.code === 'PROJECT_MISSING'),
  );
  const other = known.find((one) => one.name === name) ?? known[0];
  if (other !== undefined) throw takenProject(name, other.name, other.path);
}

async function refuseTakenFolder({ files, projectsDir }: PlacingPorts, path: string): Promise<void> {
  const folder = basename(path);
  const siblings = dirname(path) === projectsDir ? await files.entries(projectsDir) : [];
  const twin = siblings.find(({ name }) => name !== folder && name.toLowerCase() === folder.toLowerCase());
  if (twin !== undefined) {
    throw takenFolder(path, `"${twin.name}" differs from it only in case, which is one folder on some systems`);
  }
  const kind = await files.kind(path);
  if (kind === undefined) return;
  if (kind !== 'folder') throw takenFolder(path, kind === 'link' ? 'it is a link' : 'it is no folder');
  const [first] = await files.entries(path);
  if (first !== undefined) throw takenFolder(path, `there is something in it: ${first.name}`);
}
