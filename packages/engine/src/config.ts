import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '@codomyrmex/core';

/** The folder that marks a project and holds its data. */
export const DATA_FOLDER = '.codomyrmex';

/** What the environment says; the one place that reads it. */
export interface EnvironmentConfig {
  /** CODOMYRMEX_ORCHESTRATION_DIR */
  readonly dataFolder: string | undefined;
  /** CODOMYRMEX_MAX_WORKERS: slots of one engine. */
  readonly maxWorkers: number | undefined;
  /** CODOMYRMEX_COMMAND: how the person at the keyboard calls the command line, for the commands that it suggests. */
  readonly command: string | undefined;
}

/** @throws UsageError when CODOMYRMEX_MAX_WORKERS is no positive whole number. */
export function environmentConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): EnvironmentConfig {
  const workers = environment.CODOMYRMEX_MAX_WORKERS;
  const maxWorkers = workers === undefined || workers === '' ? undefined : Number(workers);
  if (maxWorkers !== undefined && !(Number.isInteger(maxWorkers) && maxWorkers >= 1)) {
    throw new UsageError(`CODOMYRMEX_MAX_WORKERS is "${workers}", not a whole number from 1 on`, {
      code: 'INVALID_PARAMETERS',
    });
  }
  return {
    dataFolder: environment.CODOMYRMEX_ORCHESTRATION_DIR || undefined,
    maxWorkers,
    command: environment.CODOMYRMEX_COMMAND || undefined,
  };
}

/** The nearest folder from `start` upward that has a data folder, else `start`. */
export function projectRoot(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, DATA_FOLDER))) return folder;
    if (dirname(folder) === folder) return resolve(start);
  }
}
