import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { configurationOf } from '../configuration.ts';
import { refusal } from '../refuse.ts';

/** Whether a file that is not there is made, or missing. */
export type Presence = 'must_exist' | 'made_when_missing';

/**
 * Where the file of a database is: absolute, links followed, inside the workspace unless the configuration allows more.
 * @throws ActionError PATH_REFUSED, DATABASE_NOT_FOUND, NOT_A_DATABASE.
 */
export async function sqliteFile(context: ActionContext, path: string, presence: Presence): Promise<string> {
  const isOutside = isAbsolute(path) && !isBelow(context.workspace, path);
  const file = isOutside ? await allowedOutside(context, path) : await inWorkspace(context, path, presence);
  await refuseLinkedCompanions(file);
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) {
    if (isOutside && presence === 'made_when_missing') return file;
    throw missing(path);
  }
  if (!facts.isFile()) throw refusal('NOT_A_DATABASE', `${JSON.stringify(path)} is no file`);
  return file;
}

async function inWorkspace(context: ActionContext, path: string, presence: Presence): Promise<string> {
  // An empty file is an empty database, and making it this way holds to the workspace.
  if (presence === 'made_when_missing' && (await context.fs.stat(path)) === undefined) await context.fs.write(path, '');
  else if ((await context.fs.stat(path)) === undefined) throw missing(path);
  return context.fs.locate(path);
}

async function allowedOutside(context: ActionContext, path: string): Promise<string> {
  if (!configurationOf(context.config).allow_absolute_paths) {
    throw refusal(
      'PATH_REFUSED',
      `${JSON.stringify(path)} lies outside the workspace`,
      'Name a file of the workspace, or let who runs the engine set allow_absolute_paths for database_management.',
    );
  }
  const folder = await realpath(dirname(path)).catch(() => undefined);
  if (folder === undefined) throw missing(path);
  const place = join(folder, basename(path));
  return realpath(place).catch(() => place);
}

/** SQLite follows links at the names of its journals: one laid there could make it write elsewhere. */
async function refuseLinkedCompanions(file: string): Promise<void> {
  for (const ending of ['-journal', '-wal', '-shm']) {
    const facts = await lstat(file + ending).catch(() => undefined);
    if (facts !== undefined && !facts.isFile()) {
      throw refusal(
        'PATH_REFUSED',
        `beside the database stands ${JSON.stringify(basename(file) + ending)}, which is no file`,
      );
    }
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const missing = (path: string) =>
  refusal(
    'DATABASE_NOT_FOUND',
    `there is no database file ${JSON.stringify(path)} in the workspace`,
    'Check the path; execute_statement and run_migrations make the file.',
  );
