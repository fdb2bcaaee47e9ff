import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import { DATA_FOLDER } from '../config.ts';
import type { TimeSlice } from '../runtime/time-slice.ts';
import { linksAsFiles } from './links-as-files.ts';
import { isLiteral, plainSegments } from './path-patterns.ts';
import { type PlainPatterns, plainSearch } from './plain-search.ts';

/** More files than that, and the patterns mean something else than their author thinks. */
const MAX_FILES = 100_000;
const ALWAYS_IGNORED = ['.git', DATA_FOLDER];
const NONE: PlainPatterns = { wanted: [], ignored: [] };

export interface DeclaredPlace {
  /** Absolute path. */
  readonly workspace: string;
  /** Absolute path; nothing in it belongs to a step. */
  readonly dataFolder: string | undefined;
  /** Of all who look at files. */
  readonly slice: TimeSlice;
}

/**
 * Paths of the files below the workspace that the patterns match, in order, with "/" between folders. Files that begin with a
 * dot are files as others; `.git` and data folders are left out. A folder means everything below it. Each pattern is looked for on its own,
 * without what those that begin with "!" leave out.
 * @throws ActionError PERMISSION_DENIED for a file that lies elsewhere, by way of a link; INVALID_PARAMETERS for too many files.
 */
export async function declaredFiles(place: DeclaredPlace, patterns: readonly string[]): Promise<readonly string[]> {
  const { plain, others } = sorted(place, patterns);
  const found = new Set<string>();
  if (plain.wanted.length > 0) await addPlain(place, { plain, patterns }, found);
  for (const pattern of others) {
    for (const path of await globbed(place, [pattern, ...patterns.filter(isNegative)])) found.add(path);
    refuseTooMany(place, patterns, found.size);
  }
  return [...found].sort();
}

/** Names of files that stand among the patterns as they are: they count also where there is no such file. */
export async function literalPaths(patterns: readonly string[]): Promise<readonly string[]> {
  const literal: string[] = [];
  for (const pattern of patterns) {
    if (isNegative(pattern)) continue;
    const isDynamic =
      plainSegments(pattern) === undefined
        ? (await import('tinyglobby')).isDynamicPattern(pattern)
        : !isLiteral(pattern);
    if (!isDynamic) literal.push(withoutDots(pattern));
  }
  return literal;
}

/** "!(…)" stands for all names but some. */
const isNegative = (pattern: string): boolean => pattern.startsWith('!') && pattern[1] !== '(';

interface SortedPatterns {
  readonly plain: PlainPatterns;
  /** For tinyglobby. */
  readonly others: readonly string[];
}

/** What leaves out must be plain for all that it leaves something out of. */
function sorted({ workspace, dataFolder }: DeclaredPlace, patterns: readonly string[]): SortedPatterns {
  const positive = patterns.filter((pattern) => !isNegative(pattern));
  const ignored: (readonly string[])[] = ALWAYS_IGNORED.map((name) => ['**', name, '**']);
  const own = dataFolder === undefined ? undefined : pathBelow(workspace, dataFolder);
  if (own?.includes('*') === true) return { plain: NONE, others: positive };
  if (own !== undefined) ignored.push([...own.split('/'), '**']);
  for (const pattern of patterns.filter(isNegative)) {
    const segments = plainSegments(pattern.slice(1));
    if (segments === undefined) return { plain: NONE, others: positive };
    ignored.push(segments);
  }
  const wanted: (readonly string[])[] = [];
  const others: string[] = [];
  for (const pattern of positive) {
    const segments = plainSegments(pattern);
    if (segments === undefined) others.push(pattern);
    else wanted.push(segments);
  }
  return { plain: { wanted, ignored }, others };
}

async function addPlain(
  place: DeclaredPlace,
  { plain, patterns }: { readonly plain: PlainPatterns; readonly patterns: readonly string[] },
  found: Set<string>,
): Promise<void> {
  const { workspace, slice } = place;
  const onFile = (count: number) => refuseTooMany(place, patterns, count);
  const { files, links } = await plainSearch({ workspace, slice, onFile }, plain);
  if (links.size > 0) {
    const root = await realpath(workspace);
    for (const link of links) await refusePlace(root, workspace, link);
  }
  for (const path of files) found.add(path);
}

async function globbed(
  { workspace, dataFolder }: DeclaredPlace,
  patterns: readonly string[],
): Promise<readonly string[]> {
  // Loaded with the first pattern that needs it: most are plain.
  const { convertPathToPattern, glob } = await import('tinyglobby');
  const own = dataFolder === undefined ? undefined : pathBelow(workspace, dataFolder);
  const found = await glob([...patterns], {
    cwd: workspace,
    dot: true,
    followSymbolicLinks: false,
    fs: linksAsFiles,
    ignore: [
      ...ALWAYS_IGNORED.map((name) => `**/${name}/**`),
      ...(own === undefined ? [] : [`${convertPathToPattern(own)}/**`]),
    ],
  });
  await refuseElsewhere(workspace, found);
  return found;
}

function refuseTooMany({ workspace }: DeclaredPlace, patterns: readonly string[], count: number): void {
  if (count <= MAX_FILES) return;
  throw new ActionError(`cache: ${patterns.join(', ')} match more than ${MAX_FILES} files in ${workspace}`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: [`Name fewer than ${MAX_FILES} files; a pattern that begins with "!" leaves some out.`],
  });
}

const withoutDots = (pattern: string): string => pattern.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');

/** With "/" between folders; `undefined` for what is the folder itself, or lies elsewhere. */
function pathBelow(folder: string, path: string): string | undefined {
  const way = relative(folder, path).split(sep).join('/');
  return way === '' || way === '..' || way.startsWith('../') || isAbsolute(way) ? undefined : way;
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
