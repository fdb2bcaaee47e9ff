import { createHash } from 'node:crypto';
import type { ActionContext } from '@codomyrmex/core';
import * as z from 'zod';
import type { WalkedFile } from './walk.ts';

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 has 64 hexadecimal digits');

export const fileDigestSchema = z.strictObject({
  path: z.string().max(4_096),
  bytes: z.int().min(0),
  sha256: sha256Schema,
});
export type FileDigest = z.output<typeof fileDigestSchema>;

/** Largest file that is looked into. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

export const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

export async function fileDigests(
  context: ActionContext,
  files: readonly WalkedFile[],
): Promise<readonly FileDigest[]> {
  const digests: FileDigest[] = [];
  for (const { path, at } of files) {
    const content = await context.fs.read(at, { maxBytes: MAX_FILE_BYTES });
    digests.push({ path, bytes: content.byteLength, sha256: sha256(content) });
    if (digests.length % 200 === 0) context.progress(digests.length / files.length, `${digests.length} files`);
  }
  return digests;
}

/** One digest for many files: names and contents. */
export const digestOfAll = (digests: readonly FileDigest[]): string =>
  sha256(digests.map(({ path, sha256: own }) => `${own}  ${path}\n`).join(''));
