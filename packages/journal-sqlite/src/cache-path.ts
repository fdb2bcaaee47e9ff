import { join } from 'node:path';
import { UsageError } from '@codomyrmex/core';

/** `<folder>/ab/ab12…`. @throws UsageError for what is no hash: it would become part of a path. */
export function cachePath(folder: string, hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new UsageError(`"${hash}" is no SHA-256 in hexadecimal digits`);
  return join(folder, hash.slice(0, 2), hash);
}
