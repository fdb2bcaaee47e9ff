import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import { DATA_FOLDER } from '../config.ts';
import type { TimeSlice } from '../runtime/time-slice.ts';
import { linksAsFiles } from './links-as-files.ts';
import type { Looks } from './looks.ts';
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
  /** Takes down what was looked at. */
  readonly looks?: Looks | undefined;
}

/** What stays the same between two looks at a place. */
const knownPlaces = new WeakMap<DeclaredPlace, KnownPlace>();
const knownPatterns = new WeakMap<readonly string[], SortedPatterns>();

interface KnownPlace {
  /** The data folder, with "/" between folders; absent where it lies elsewhere. */
  readonly own: string | undefined;
  readonly ignored: readonly (readonly string[])[];
}

/**
 * Paths of the files below the workspace that the patterns match, in order, with "/" between folders. Files that begin with a
 * dot are files as others; `.git` and data folders are left out. A folder means everything below it. Each pattern is looked for on its own,
 * without what those that begin with "!" leave out.
 * @throws ActionError PERMISSION_DENIED for a file that lies elsewhere, by way of a link; INVALID_PARAMETERS for too many files.
 */
export async function declaredFiles(place: DeclaredPlace, patterns: readonly string[]): Promise<readonly string[]> {
  const { plain, others } = sortedFor(place, patterns);
  const found = new Set<string>();
  if (plain.wanted.length > 0) await addPlain(place, { plain, patterns }, found);
  if (others.length > 0) place.looks?.doubt();
  for (const pattern of others) {
    for (const path of await globbed(place, [pattern, ...patterns.filter(isNegative)])) found.add(path);
    refuseTooMany(place, patterns, found.size);
  }
  return [...found].sort();
}

/** Names of files that stand among the patterns as they are: they count also where there is no such file. */
export async function literalPaths(patterns: readonly string[]): Promise<readonly string[]> {
  const { others, literal } = sorted(patterns);
  if (others.length === 0) return literal;
  const { isDynamicPattern } = await import('tinyglobby');
  return [...literal, ...others.filter((pattern) => !isDynamicPattern(pattern)).map(withoutDots)];
}

/** "!(…)" stands for all names but some. */
const isNegative = (pattern: string): boolean => pattern.startsWith('!') && pattern[1] !== '(';

interface SortedPatterns {
  /** Each as its segments. */
  readonly wanted: PlainPatterns['wanted'];
  /** `undefined` when one of them is not plain. */
  readonly ignored: PlainPatterns['ignored'] | undefined;
  /** For tinyglobby. */
  readonly others: readonly string[];
  /** Names of files. */
  readonly literal: readonly string[];
}

function sorted(patterns: readonly string[]): SortedPatterns {
  const known = knownPatterns.get(patterns);
  if (known !== undefined) return known;
  const wanted: (readonly string[])[] = [];
  const others: string[] = [];
  const literal: string[] = [];
  for (const pattern of patterns) {
    if (isNegative(pattern)) continue;
    const segments = plainSegments(pattern);
    if (segments === undefined) others.push(pattern);
    else wanted.push(segments);
    if (segments !== undefined && isLiteral(pattern)) literal.push(withoutDots(pattern));
  }
  const leftOut = patterns.filter(isNegative).map((pattern) => plainSegments(pattern.slice(1)));
  const plain = leftOut.filter((segments) => segments !== undefined);
  const all = { wanted, ignored: plain.length === leftOut.length ? plain : undefined, others, literal };
  knownPatterns.set(patterns, all);
  return all;
}

/** What leaves out must be plain for all that it leaves something out of. */
function sortedFor(
  place: DeclaredPlace,
  patterns: readonly string[],
): { readonly plain: PlainPatterns; readonly others: readonly string[] } {
  const { wanted, ignored, others } = sorted(patterns);
  const { own, ignored: always } = knownOf(place);
  if (ignored === undefined || own?.includes('*') === true) {
    return { plain: NONE, others: patterns.filter((pattern) => !isNegative(pattern)) };
  }
  return { plain: { wanted, ignored: ignored.length === 0 ? always : [...always, ...ignored] }, others };
}

function knownOf(place: DeclaredPlace): KnownPlace {
  const known = knownPlaces.get(place);
  if (known !== undefined) return known;
  const own = place.dataFolder === undefined ? undefined : pathBelow(place.workspace, place.dataFolder);
  const names = own === undefined ? [] : [[...own.split('/'), '**']];
  const found = { own, ignored: [...ALWAYS_IGNORED.map((name) => ['**', name, '**']), ...names] };
  knownPlaces.set(place, found);
  return found;
}

async function addPlain(
  place: DeclaredPlace,
  { plain, patterns }: { readonly plain: PlainPatterns; readonly patterns: readonly string[] },
  found: Set<string>,
): Promise<void> {
  const { workspace, slice, looks } = place;
  const onFile = (count: number) => refuseTooMany(place, patterns, count);
  const { files, links } = await plainSearch({ workspace, slice, onFile, looks }, plain);
  if (links.size > 0) {
    looks?.doubt();
    const root = await realpath(workspace);
    for (const link of links) await refusePlace(root, workspace, link);
  }
  for (const path of files) found.add(path);
}

async function globbed(place: DeclaredPlace, patterns: readonly string[]): Promise<readonly string[]> {
  const { workspace } = place;
  const { own } = knownOf(place);
  // Loaded with the first pattern that needs it: most are plain.
  const { convertPathToPattern, glob } = await import('tinyglobby');
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
