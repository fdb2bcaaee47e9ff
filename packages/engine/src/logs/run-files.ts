import { join } from 'node:path';
import { InternalError } from '@codomyrmex/core';

// Where the files of a run stand below the folder that is given to the engine:
//   <folder>/<run>/logs/<task>.log      <folder>/<run>/artifacts/<task>/

const LOG_SUFFIX = '.log';

export const logFolder = (folder: string, run: string): string => join(folder, checked(run), 'logs');

export const logFile = (folder: string, run: string, task: string): string =>
  join(logFolder(folder, run), `${checked(task)}${LOG_SUFFIX}`);

/** The task whose log has that file name, or `undefined` for a file that is no log. */
export function taskOfLog(fileName: string): string | undefined {
  const task = fileName.slice(0, -LOG_SUFFIX.length);
  return fileName.endsWith(LOG_SUFFIX) && isName(task) ? task : undefined;
}

export const artifactFolder = (folder: string, run: string, task: string): string =>
  join(folder, checked(run), 'artifacts', checked(task));

/** Runs and tasks are checked where they come in; a name that could leave the folder must not come this far. */
function checked(name: string): string {
  if (isName(name)) return name;
  throw new InternalError(`${JSON.stringify(name.slice(0, 100))} cannot name a file of a run`);
}

const isName = (name: string): boolean => /^[A-Za-z0-9._-]{1,200}$/.test(name) && !/^\.+$/.test(name);
