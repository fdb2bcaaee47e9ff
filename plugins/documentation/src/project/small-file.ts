import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const MAX_BYTES = 1024 * 1024;

// A link could lead anywhere, and a pipe would block.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The text of a regular file of at most 1 MiB; `undefined` for anything else, links included, and when it may not be read. */
export async function readSmallFile(path: string): Promise<string | undefined> {
  const file = await open(path, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const stat = await file.stat();
    return stat.isFile() && stat.size <= MAX_BYTES ? await file.readFile('utf8') : undefined;
  } finally {
    await file.close();
  }
}
