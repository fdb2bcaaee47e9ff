import { join } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import { type DeclaredPlace, declaredFiles, literalPaths } from './declared-files.ts';
import type { FileDigests } from './file-digests.ts';
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
  for (let next = 0; next < files.length; next += AT_ONCE) {
    signal.throwIfAborted();
    const part = files.slice(next, next + AT_ONCE);
    digests.push(
      ...(await Promise.all(
        part.map(async (path): Promise<[string, string | null]> => {
          const content = await contents.of(join(place.workspace, path));
          if (content.kind === 'folder') throw linkToFolder(path);
          // It may be gone since it was found.
          return [path, content.kind === 'file' ? content.digest : null];
        }),
      )),
    );
  }
  const named = await literalPaths(patterns);
  const missing = named.filter((path) => !files.some((file) => file === path || file.startsWith(`${path}/`)));
  return [...digests, ...missing.map((path): [string, null] => [path, null])].sort(([a], [b]) => (a < b ? -1 : 1));
}

function linkToFolder(path: string): ActionError {
  return new ActionError(`cache: the input ${path} is a link to a folder, which is not followed`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: [`Name the folder that it leads to, or leave it out with "!${path}".`],
  });
}
