import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { NotFoundError, UsageError } from '@codomyrmex/core';
import { DATA_FOLDER, environmentConfig, projectRoot } from '@codomyrmex/engine';

/** Where definitions and runs are kept, and which folder runs work on. Both absolute. */
export interface Places {
  readonly dataFolder: string;
  readonly workspace: string;
}

export interface PlaceOptions {
  readonly dataDir?: string | undefined;
  readonly project?: string | undefined;
}

/**
 * The data folder: `--data-dir`, else CODOMYRMEX_ORCHESTRATION_DIR, else `.codomyrmex` of the project root. Runs work on
 * `--project`, else on the project root where its own data folder is used, else on the working folder.
 * @throws NotFoundError FOLDER_NOT_FOUND · UsageError NOT_A_FOLDER for a `--project` that no run could work
 * on, and for a data folder that is a file.
 */
export function placesOf({ dataDir, project }: PlaceOptions): Places {
  const start = project === undefined ? resolve('.') : projectFolder(project);
  const named = dataDir ?? environmentConfig().dataFolder;
  const root = projectRoot(start);
  if (named !== undefined) return { dataFolder: dataFolderAt(named), workspace: start };
  return {
    dataFolder: join(root, DATA_FOLDER),
    workspace: project === undefined && existsSync(join(root, DATA_FOLDER)) ? root : start,
  };
}

/** It need not be there: what is stored first makes it. */
function dataFolderAt(written: string): string {
  const folder = resolve(written);
  if (standsAt(folder) !== 'file') return folder;
  throw new UsageError(`the data folder ${folder} is a file`, {
    code: 'NOT_A_FOLDER',
    suggestions: ['Name a folder with --data-dir or CODOMYRMEX_ORCHESTRATION_DIR; one that is not there yet is made.'],
  });
}

/** It is never made: a name that is mistyped would become a project without a file in it. */
function projectFolder(written: string): string {
  const folder = resolve(written);
  const found = standsAt(folder);
  if (found === 'folder') return folder;
  if (found === 'nothing') {
    throw new NotFoundError(`--project: there is no folder ${folder}`, {
      code: 'FOLDER_NOT_FOUND',
      suggestions: ['Name the folder of a project that is there, or make it first: nothing was run or written.'],
    });
  }
  throw new UsageError(`--project: ${folder} is a file, and runs work on folders`, {
    code: 'NOT_A_FOLDER',
    suggestions: [`Name the folder that it is in: --project ${dirname(folder)}`],
  });
}

/** What may not be looked at, or lies below a file, is not there. */
function standsAt(path: string): 'folder' | 'file' | 'nothing' {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'nothing';
    return found.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}
