import { ActionError } from '@codomyrmex/core';
import { type DeclaredPlace, declaredFiles, literalPaths } from './declared-files.ts';
import type { FileDigest, FileDigests } from './file-digests.ts';
import type { Digests } from './fingerprint.ts';

/** Files that are read at once. */
const AT_ONCE = 8;

/**
 * What the files that the patterns match contain, and which of those that are named are missing.
 * @throws ActionError as {@link declaredFiles} does, and for a link to a folder, whose content would not be looked at; the reason
 * of the signal.
 */
export async function inputDigests(
  place: DeclaredPlace,
  patterns: readonly string[],
  { contents, signal }: { readonly contents: FileDigests; readonly signal: AbortSignal },
): Promise<Digests> {
  if (patterns.length === 0) return [];
  const files = await declaredFiles(place, patterns);
  const digests: [string, string | null][] = [];
  const late: Promise<void>[] = [];
  for (const path of files) {
    if (late.length === AT_ONCE) await Promise.all(late.splice(0));
    if (place.slice.isOverNow()) await place.slice.turn();
    signal.throwIfAborted();
    const entry: [string, string | null] = [path, null];
    digests.push(entry);
    const content = contents.of(`${place.workspace}/${path}`);
    if (content instanceof Promise) {
      const reading = content.then((found) => {
        entry[1] = digestIn(path, found);
      });
      reading.catch(() => undefined); // told when it is waited for, where nothing else failed before
      late.push(reading);
    } else entry[1] = digestIn(path, content);
  }
  await Promise.all(late);
  const named = await literalPaths(patterns);
  const missing = named.filter((path) => !files.some((file) => file === path || file.startsWith(`${path}/`)));
  return [...digests, ...missing.map((path): [string, null] => [path, null])].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** It may be gone since it was found. Whether it may be executed is what a version control keeps of permissions, too. */
function digestIn(path: string, content: FileDigest): string | null {
  if (content.kind === 'folder') throw linkToFolder(path);
  if (content.kind !== 'file') return null;
  return content.isExecutable ? `${content.digest} executable` : content.digest;
}

function linkToFolder(path: string): ActionError {
  return new ActionError(`cache: the input ${path} is a link to a folder, which is not followed`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: [`Name the folder that it leads to, or leave it out with "!${path}".`],
  });
}
