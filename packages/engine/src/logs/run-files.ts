import { join } from 'node:path';
import { InternalError, innerRunPath } from '@codomyrmex/core';

// Where the files of a run stand below the folder that is given to the engine:
//   <folder>/<run>/logs/<task>.log      <folder>/<run>/artifacts/<task>/
// and of the run that a step consists of, whose id is `<run>~<step>`:
//   <folder>/<run>/inner/<step>/logs/<task>.log      … in it again for what is in that one.
// So what is in a run goes away with it, and no name of a folder grows with the depth.

const LOG_SUFFIX = '.log';

function runFolder(folder: string, run: string): string {
  const [outermost = '', ...steps] = innerRunPath(run);
  return join(folder, checked(outermost), ...steps.flatMap((step) => ['inner', checkedStep(step)]));
}

/** Where the folders of the runs are that the steps of a run consist of, each named by its step. */
export const innerFolder = (folder: string, run: string): string => join(runFolder(folder, run), 'inner');

export const logFolder = (folder: string, run: string): string => join(runFolder(folder, run), 'logs');

export const logFile = (folder: string, run: string, task: string): string =>
  join(logFolder(folder, run), `${checked(task)}${LOG_SUFFIX}`);

/** The task whose log has that file name, or `undefined` for a file that is no log. */
export function taskOfLog(fileName: string): string | undefined {
  const task = fileName.slice(0, -LOG_SUFFIX.length);
  return fileName.endsWith(LOG_SUFFIX) && isName(task) ? task : undefined;
}

export const artifactFolder = (folder: string, run: string, task: string): string =>
  join(runFolder(folder, run), 'artifacts', checked(task));

/** Runs and tasks are checked where they come in; a name that could leave the folder must not come this far. */
function checked(name: string): string {
  if (isName(name)) return name;
  throw new InternalError(`${JSON.stringify(name.slice(0, 100))} cannot name a file of a run`);
}

/** With the attempt, where it is not the first: `build@2`. */
function checkedStep(name: string): string {
  checked(name.replace(/@[1-9]\d{0,8}$/, ''));
  return name;
}

const isName = (name: string): boolean => /^[A-Za-z0-9._-]{1,200}$/.test(name) && !/^\.+$/.test(name);
