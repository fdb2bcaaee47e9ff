import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import { DATA_FOLDER } from '../config.ts';
import { linksAsFiles } from './links-as-files.ts';

/** More files than that, and the patterns mean something else than their author thinks. */
const MAX_FILES = 100_000;

export interface DeclaredPlace {
  /** Absolute path. */
  readonly workspace: string;
  /** Absolute path; nothing in it belongs to a step. */
  readonly dataFolder: string | undefined;
}

/**
 * Paths of the files below the workspace that the patterns match, in order, with "/" between folders. Files that begin with a
 * dot are files as others; `.git` and data folders are left out. A folder means everything below it.
 * @throws ActionError PERMISSION_DENIED for a file that lies elsewhere, by way of a link; INVALID_PARAMETERS for too many files.
 */
export async function declaredFiles(place: DeclaredPlace, patterns: readonly string[]): Promise<readonly string[]> {
  if (patterns.length === 0) return [];
  const { workspace, dataFolder } = place;
  // Loaded with the first cached step: most runs have none.
  const { convertPathToPattern, glob } = await import('tinyglobby');
  const own = dataFolder === undefined ? undefined : pathBelow(workspace, dataFolder);
  const found = await glob([...patterns], {
    cwd: workspace,
    dot: true,
    followSymbolicLinks: false,
    fs: linksAsFiles,
    ignore: ['**/.git/**', `**/${DATA_FOLDER}/**`, ...(own === undefined ? [] : [`${convertPathToPattern(own)}/**`])],
  });
  if (found.length > MAX_FILES) {
    throw new ActionError(`cache: ${patterns.join(', ')} match ${found.length} files in ${workspace}`, {
      code: 'INVALID_PARAMETERS',
      retryable: false,
      suggestions: [`Name fewer than ${MAX_FILES} files; a pattern that begins with "!" leaves some out.`],
    });
  }
  await refuseElsewhere(workspace, found);
  return found.sort();
}

/** Names of files that stand among the patterns as they are: they count also where there is no such file. */
export async function literalPaths(patterns: readonly string[]): Promise<readonly string[]> {
  const { isDynamicPattern } = await import('tinyglobby');
  return patterns.filter((pattern) => !pattern.startsWith('!') && !isDynamicPattern(pattern)).map(withoutDots);
}

const withoutDots = (pattern: string): string => pattern.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');

/** With "/" between folders; `undefined` for what is the folder itself, or lies elsewhere. */
function pathBelow(folder: string, path: string): string | undefined {
  const way = relative(folder, path).split(sep).join('/');
  return way === '' || way === '..' || way.startsWith('../') || way.includes(':') ? undefined : way;
}

async function refuseElsewhere(workspace: string, files: readonly string[]): Promise<void> {
  const root = await realpath(workspace);
  const folders = new Set(files.map((file) => dirname(file)));
  for (const folder of folders) await refusePlace(root, workspace, folder);
  for (const file of files) {
    if ((await lstat(join(workspace, file))).isSymbolicLink()) await refusePlace(root, workspace, file);
  }
}

async function refusePlace(root: string, workspace: string, path: string): Promise<void> {
  const real = await realpath(join(workspace, path)).catch(() => undefined); // a link to nothing
  if (real !== undefined && (real === root || pathBelow(root, real) !== undefined)) return;
  throw leavesWorkspace(workspace, path, real);
}

export function leavesWorkspace(workspace: string, path: string, real: string | undefined): ActionError {
  return new ActionError(
    `cache: ${path} of ${workspace} is a link ${real === undefined ? 'to nothing' : `that leads out of it, to ${real}`}`,
    {
      code: 'PERMISSION_DENIED',
      retryable: false,
      suggestions: [`Leave it out: a pattern "!${path}" in the same list does.`],
    },
  );
}
