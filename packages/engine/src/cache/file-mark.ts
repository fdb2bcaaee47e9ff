import type { BigIntStats } from 'node:fs';

/**
 * What tells a file from another, and from itself after a change: its place on the disk, its kind and permissions, its size, and its times
 * to the nanosecond.
 */
export const fileMark = ({ dev, ino, mode, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  `${dev} ${ino} ${mode} ${size} ${mtimeNs} ${ctimeNs}`;
