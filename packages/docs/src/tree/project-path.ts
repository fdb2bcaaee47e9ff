import { lstat, open, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isWithin } from '@codomyrmex/source-files';

/** Where a path leads when every link is followed; `undefined` when that is nowhere, or outside of the root. */
export async function resolvedInside(root: string, path: string): Promise<string | undefined> {
  if (path.includes('\0')) return undefined;
  const real = await realpath(join(root, path)).catch(() => undefined);
  return real !== undefined && isWithin(root, real) ? real : undefined;
}

/** A folder that is there, or the nearest one above it that is, links followed, lies in the root. */
export async function parentIsInside(root: string, path: string): Promise<boolean> {
  for (let at = dirname(join(root, path)); isWithin(root, at); at = dirname(at)) {
    const real = await realpath(at).catch(() => undefined);
    if (real !== undefined) return isWithin(root, real);
    // A link that leads nowhere is not a folder that is missing.
    if ((await lstat(at).catch(() => undefined)) !== undefined) return false;
  }
  return false;
}

/** Larger documents and manifests are none that people write. */
const MAX_BYTES = 1_048_576;

/** A regular file in the root, of at most 1 MiB. */
export async function readInside(root: string, path: string): Promise<Buffer | undefined> {
  const real = await resolvedInside(root, path);
  if (real === undefined) return undefined;
  const before = await lstat(real).catch(() => undefined);
  // Opening a pipe would wait for a writer.
  if (before?.isFile() !== true || before.size > MAX_BYTES) return undefined;
  const handle = await open(real, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    return await handle.readFile();
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
