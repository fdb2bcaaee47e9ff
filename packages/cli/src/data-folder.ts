import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
 */
export function placesOf({ dataDir, project }: PlaceOptions): Places {
  const start = resolve(project ?? '.');
  const named = dataDir ?? environmentConfig().dataFolder;
  const root = projectRoot(start);
  if (named !== undefined) return { dataFolder: resolve(named), workspace: start };
  return {
    dataFolder: join(root, DATA_FOLDER),
    workspace: project === undefined && existsSync(join(root, DATA_FOLDER)) ? root : start,
  };
}
