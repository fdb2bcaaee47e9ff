import { closeSync, openSync } from 'node:fs';
import {
  type FailureCode,
  InternalError,
  isOrchestrationError,
  type OrchestrationError,
  StorageError,
} from '@codomyrmex/core';
import { type DatabaseFault, faultOf, primaryCode, sharedMemorySize, sqlite } from './database-fault.ts';
import { systemCode } from './system-code.ts';

/** What went wrong with `path`, told with the way out. Errors of ours pass unchanged. */
export function storageError(path: string, thrown: unknown): OrchestrationError {
  if (isOrchestrationError(thrown)) return thrown;
  const fault = faultOf(thrown);
  if (fault !== undefined) return faultError(path, fault, thrown);
  const code = systemCode(thrown);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(path, thrown);
  if (code === 'EMFILE' || code === 'ENFILE') return tooManyFiles(path, thrown);
  if (code !== undefined) return unusable(path, messageOf(thrown), thrown);
  return new InternalError(`${path}: ${messageOf(thrown)}`, { cause: thrown });
}

/** `cause` is the thrown error, where it did not stay in another thread. */
export function faultError(path: string, fault: DatabaseFault, cause?: unknown): OrchestrationError {
  switch (primaryCode(fault)) {
    case sqlite.corrupt:
    case sqlite.notadb:
      return corrupt(path, fault.message);
    case sqlite.full:
      return diskFull(path, cause);
    case sqlite.nomem:
      return world('OUT_OF_MEMORY', `no memory left to use ${path}`, { cause });
    case sqlite.constraint:
      return new InternalError(`${path} refuses an event that does not fit the stored ones: ${fault.message}`, {
        code: 'JOURNAL_CONFLICT',
        cause,
      });
    case sqlite.toobig:
      return world('INVALID_OUTPUT', `an event is too large for ${path}: ${fault.message}`, {
        suggestions: ['Write large results to files or artifacts.'],
        cause,
      });
    case sqlite.busy:
    case sqlite.locked:
      return world('DATA_FOLDER_UNUSABLE', `${path} is kept locked by another process (${fault.message})`, {
        suggestions: ['Only Codomyrmex should have this file open: close other database tools, then try again.'],
        cause,
      });
    case sqlite.cantopen:
      return noFilesLeft()
        ? tooManyFiles(path, cause)
        : unusable(path, `${fault.message} (SQLite ${fault.errcode})`, cause);
    default:
      return fault.errcode === sharedMemorySize
        ? diskFull(path, cause)
        : unusable(path, `${fault.message} (SQLite ${fault.errcode})`, cause);
  }
}

export function corrupt(path: string, why: string): StorageError {
  return world('JOURNAL_CORRUPT', `${path} is damaged: ${why}`, {
    suggestions: [
      `Look at the damage with: sqlite3 "${path}" "PRAGMA integrity_check"`,
      'Move the file aside, with its "-wal" and "-shm" neighbours; everything in other files stays usable.',
    ],
  });
}

/** On a read-only disk, to which somebody has copied a file and its log, and not what readers of both share. */
export function unreadableLog(path: string, cause: unknown): StorageError {
  if (noFilesLeft()) return tooManyFiles(path, cause);
  return world(
    'DATA_FOLDER_UNUSABLE',
    `${path} cannot be read here: to read its log, ${path}-shm has to be there or made`,
    {
      suggestions: ['Copy the whole data folder to where you may write, and use that one.'],
      cause,
    },
  );
}

export function newerSchema(path: string, found: number, known: number): StorageError {
  return world(
    'DATA_FOLDER_UNUSABLE',
    `${path} was written by a newer version of Codomyrmex (schema ${found}; this version knows ${known}); it was left as it is`,
    { suggestions: ['Update Codomyrmex, or use another data folder.'] },
  );
}

function diskFull(path: string, cause: unknown): StorageError {
  return world('DISK_FULL', `no room left on the disk for ${path}; nothing of this was stored`, {
    suggestions: ['Make room, then try again.'],
    cause,
  });
}

function tooManyFiles(path: string, cause: unknown): StorageError {
  return world('DATA_FOLDER_UNUSABLE', `${path} cannot be opened: too many files are open`, {
    suggestions: ['Raise the limit (ulimit -n), or let fewer steps run at once (max_parallel).'],
    cause,
  });
}

/** As many as SQLite has open for one database, and some. */
const FILES = 8;

/** SQLite does not say why a file cannot be opened; others that can be tell whether it is for want of handles. */
function noFilesLeft(): boolean {
  const opened: number[] = [];
  try {
    while (opened.length < FILES) opened.push(openSync(process.execPath, 'r'));
    return false;
  } catch (error) {
    return systemCode(error) === 'EMFILE' || systemCode(error) === 'ENFILE';
  } finally {
    for (const handle of opened) closeSync(handle);
  }
}

function unusable(path: string, why: string, cause: unknown): StorageError {
  return world('DATA_FOLDER_UNUSABLE', `${path} cannot be used: ${why}`, {
    suggestions: ['Check that the folder exists, is writable for this user and lies on a healthy disk.'],
    cause,
  });
}

function world(
  code: FailureCode,
  message: string,
  more: { readonly suggestions?: readonly string[]; readonly cause?: unknown },
): StorageError {
  return new StorageError(message, { code, ...more });
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
