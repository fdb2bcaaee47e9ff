import { basename, dirname, join, resolve } from 'node:path';
import { isOrchestrationError } from '@codomyrmex/core';
import type { LockPorts } from './file-lock.ts';
import type { UnusableProject } from './project.ts';
import type { StoredProject } from './project-document.ts';
import { unknownProject, unusableProject } from './project-errors.ts';
import { readProjectFolder } from './project-folder.ts';
import { ARCHIVES } from './project-name.ts';
import type { ProjectRegistry } from './project-registry.ts';

export interface PlacesPorts extends LockPorts {
  /** Absolute path of the folder whose immediate sub-folders are looked at. */
  readonly projectsDir: string;
  /** Absolute paths of further folders that may be projects. */
  readonly folders: readonly string[];
  readonly registry: ProjectRegistry;
}

/** Every project that can be found, and what seems to be one. */
export interface FoundProjects {
  /** Sorted by name. */
  readonly projects: readonly StoredProject[];
  readonly unusable: readonly UnusableProject[];
}

interface Candidate {
  readonly path: string;
  /** Where it was named; a folder that somebody named and that is gone is told. */
  readonly from: 'folder' | 'registry';
}

/**
 * Where projects are: the immediate sub-folders of `projects_dir`, the folders that were named to it, and those of the registry.
 * Links are not followed in `projects_dir`: a project elsewhere is known by its own path. A project is called what its file
 * says; of two of one name the one counts whose folder has that name too, or else the first, and the other is told.
 */
export class ProjectPlaces {
  readonly #ports: PlacesPorts;

  constructor(ports: PlacesPorts) {
    this.#ports = ports;
  }

  async all(): Promise<FoundProjects> {
    const unusable: UnusableProject[] = [];
    const found: StoredProject[] = [];
    for (const { path, from } of await this.#candidates(unusable)) {
      const contents = await readProjectFolder(this.#ports, path);
      if (contents.kind === 'project') found.push(contents.stored);
      else if (contents.kind === 'unusable') unusable.push(contents.unusable);
      else if (from === 'registry') unusable.push(missing(path));
    }
    found.sort(
      ({ project: one }, { project: other }) =>
        compared(one.name, other.name) ||
        Number(basename(other.path) === other.name) - Number(basename(one.path) === one.name) ||
        compared(one.path, other.path),
    );
    const projects = found.filter(({ project }, index) => {
      const before = found[index - 1]?.project;
      if (before?.name !== project.name) return true;
      unusable.push(nameTaken(project, firstOf(found, project.name)));
      return false;
    });
    return { projects, unusable };
  }

  /** @throws ProjectManagementError PROJECT_NOT_FOUND, PROJECT_DAMAGED, PROJECT_NEWER. */
  async find(name: string): Promise<StoredProject> {
    const { projects, unusable } = await this.all();
    const found = projects.find(({ project }) => project.name === name);
    if (found !== undefined) return found;
    const broken = unusable.find((one) => one.name === name);
    if (broken !== undefined) throw unusableProject(broken);
    throw unknownProject(
      name,
      projects.map(({ project }) => project.name),
    );
  }

  /** Whether a folder is found without being in the registry. */
  async isFoundByItself(folder: string): Promise<boolean> {
    const { files, projectsDir, folders } = this.#ports;
    if (folders.includes(folder)) return true;
    return dirname(folder) === projectsDir && isListed(basename(folder)) && (await files.kind(folder)) !== 'link';
  }

  async #candidates(unusable: UnusableProject[]): Promise<readonly Candidate[]> {
    const { files, projectsDir, folders, registry } = this.#ports;
    const listed = (await files.entries(projectsDir)).filter(({ name, kind }) => kind === 'folder' && isListed(name));
    const registered = await registry.folders().catch((error: unknown) => {
      unusable.push(unreadable(error));
      return [];
    });
    const candidates: readonly Candidate[] = [
      ...[...listed.map(({ name }) => join(projectsDir, name)), ...folders].map((path) => ({
        path,
        from: 'folder' as const,
      })),
      ...registered.map((path) => ({ path: resolve(path), from: 'registry' as const })),
    ];
    const seen = new Set<string>();
    return candidates.filter(({ path }) => !seen.has(path) && seen.add(path));
  }
}

const isListed = (name: string): boolean => !name.startsWith('.') && name !== ARCHIVES;

const compared = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

const firstOf = (found: readonly StoredProject[], name: string): string =>
  found.find(({ project }) => project.name === name)?.project.path ?? '';

function nameTaken({ name, path }: { readonly name: string; readonly path: string }, by: string): UnusableProject {
  return {
    name,
    path,
    code: 'PROJECT_NAME_TAKEN',
    message: `the project of ${by} has its name`,
    suggestion: 'Give one of them another "name" in its project.json.',
  };
}

function missing(path: string): UnusableProject {
  return {
    name: basename(path),
    path,
    code: 'PROJECT_MISSING',
    message: `there is no project in ${path} any more`,
    suggestion:
      'Where it is now: codomyrmex project load FOLDER; gone for good: codomyrmex project delete NAME --keep-files',
  };
}

function unreadable(error: unknown): UnusableProject {
  const details = isOrchestrationError(error) ? error.details : {};
  return {
    name: 'projects.json',
    path: typeof details.path === 'string' ? details.path : '',
    code: 'PROJECT_DAMAGED',
    message: error instanceof Error ? error.message : String(error),
    suggestion: isOrchestrationError(error) ? (error.suggestions[0] ?? '') : '',
  };
}
