import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ActionError } from '@codomyrmex/core';
import { type DeclaredPlace, declaredFiles, literalPaths } from './declared-files.ts';
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
  signal: AbortSignal,
): Promise<Digests> {
  if (patterns.length === 0) return [];
  const files = await declaredFiles(place, patterns);
  const digests: [string, string | null][] = [];
  for (let next = 0; next < files.length; next += AT_ONCE) {
    signal.throwIfAborted();
    const part = files.slice(next, next + AT_ONCE);
    digests.push(
      ...(await Promise.all(
        part.map(async (path): Promise<[string, string | null]> => [path, await digestAt(place, path)]),
      )),
    );
  }
  const named = await literalPaths(patterns);
  const missing = named.filter((path) => !files.some((file) => file === path || file.startsWith(`${path}/`)));
  return [...digests, ...missing.map((path): [string, null] => [path, null])].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `null` when it is gone since it was found. */
async function digestAt({ workspace }: DeclaredPlace, path: string): Promise<string | null> {
  const file = join(workspace, path);
  try {
    if ((await stat(file)).isDirectory()) throw linkToFolder(path);
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function linkToFolder(path: string): ActionError {
  return new ActionError(`cache: the input ${path} is a link to a folder, which is not followed`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: [`Name the folder that it leads to, or leave it out with "!${path}".`],
  });
}
