/** What SQLite said, as plain data: it crosses from the writer thread. */
export interface DatabaseFault {
  /** SQLite's extended result code; see https://sqlite.org/rescode.html. */
  readonly errcode: number;
  readonly message: string;
}

/** Primary result codes, by SQLite's names. */
export const sqlite = {
  perm: 3,
  busy: 5,
  locked: 6,
  nomem: 7,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  toobig: 18,
  constraint: 19,
  notadb: 26,
} as const;

/** SQLITE_IOERR_SHMSIZE: the file beside the log could not be made larger, which is what a full disk says there. */
export const sharedMemorySize = 4874;

/** `undefined` for what did not come from SQLite. */
export function faultOf(thrown: unknown): DatabaseFault | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return undefined;
  return { errcode: thrown.errcode, message: thrown.message };
}

/** The result code without its extension. */
export const primaryCode = (fault: DatabaseFault): number => fault.errcode & 0xff;

export function isBusy(thrown: unknown): boolean {
  const fault = faultOf(thrown);
  return fault !== undefined && (primaryCode(fault) === sqlite.busy || primaryCode(fault) === sqlite.locked);
}
