import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './system-code.ts';

/**
 * File systems that several machines may share, by `statfs` type; virtiofs and most user-space ones say FUSE.
 * WAL needs memory shared by all its processes: on these it damages files.
 */
const sharedTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE or virtiofs'],
]);

/** The name of a shared file system by its `statfs` type, or `undefined` for a local one. */
export function sharedFileSystem(type: number): string | undefined {
  // Some platforms give the type as a signed 32-bit number.
  return sharedTypes.get(type >>> 0);
}

/** The `statfs` type of the folder, or of the nearest parent that exists. */
export async function fileSystemType(folder: string): Promise<number> {
  for (let path = folder; ; path = dirname(path)) {
    try {
      return (await statfs(path)).type;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || path === dirname(path)) throw error;
    }
  }
}

/** The same without waiting. */
export function fileSystemTypeNow(folder: string): number {
  for (let path = folder; ; path = dirname(path)) {
    try {
      return statfsSync(path).type;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || path === dirname(path)) throw error;
    }
  }
}
