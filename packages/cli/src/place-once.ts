import { existsSync, renameSync } from 'node:fs';

/** Moves a folder to a place that means its content: where somebody else was there first, theirs is as good and stays. */
export function placeOnce(folder: string, place: string): void {
  try {
    renameSync(folder, place);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    // Windows says EPERM.
    const isTaken = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
    if (!isTaken || !existsSync(place)) throw error;
  }
}
