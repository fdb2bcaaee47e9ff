import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface FileDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** The SHA-256 of a file of any size. */
export async function fileDigest(file: string, signal: AbortSignal): Promise<FileDigest> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return { sha256: hash.digest('hex'), bytes: (await stat(file)).size };
}

/** Gives a finished file its name, with a file beside it that `sha256sum --check` reads. */
export async function publish(temporary: string, file: string, signal: AbortSignal): Promise<FileDigest> {
  const digest = await fileDigest(temporary, signal);
  await writeFile(`${temporary}.sha256`, `${digest.sha256}  ${basename(file)}\n`, { flag: 'wx' });
  await rename(temporary, file);
  await rename(`${temporary}.sha256`, `${file}.sha256`);
  return digest;
}
