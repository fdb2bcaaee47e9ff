import { sizeOf } from './file-size.ts';
import { corrupt } from './storage-errors.ts';

/**
 * To be asked before a slot file is opened, even for reading: SQLite takes an emptied file for a new one, and deletes the log
 * that may still hold its content.
 */
export function refuseEmptied(file: string): void {
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0) throw corrupt(file, 'it is empty, but its log is not');
}
