import { pathToFileURL } from 'node:url';
import { packagedSqlite } from './packaged-sqlite.ts';

/** What SQLite columns hold here; integers stay below 2^53. */
export type SqlValue = string | number | null;

/** `Row` is what the statement's columns are: they come from our own STRICT tables, which hold no other types. */
export interface Statement<Row> {
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint };
  get(...values: readonly SqlValue[]): Row | undefined;
  all(...values: readonly SqlValue[]): Row[];
}

/** The part of `DatabaseSync` that we use: the same in Node and in the package for older Nodes. */
export interface Database {
  exec(sql: string): void;
  prepare<Row = unknown>(sql: string): Statement<Row>;
  close(): void;
}

/** `frozen`: to read what nobody can change; unlike `read_only` it needs no files beside the file, nor the right to make them. */
export type Access = 'read_write' | 'read_only' | 'frozen';
/** Opens a file by its absolute path; only `read_write` creates one. */
export type OpenDatabase = (file: string, access: Access) => Database;

type DatabaseClass = new (file: string, options: { readonly readOnly: boolean }) => Database;

/**
 * SQLite as this Node has it: built in from 22.13 on, before that `@codomyrmex/sqlite-node20`.
 * @throws Error when an older Node was installed without its optional dependencies.
 */
export function loadDriver(): OpenDatabase {
  return opening(builtIn() ?? packaged());
}

function opening(DatabaseSync: DatabaseClass): OpenDatabase {
  return (file, access) => {
    const path = access === 'frozen' ? `${pathToFileURL(file).href}?immutable=1` : file;
    return new DatabaseSync(path, { readOnly: access !== 'read_write' });
  };
}

function builtIn(): DatabaseClass | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  // Between 22.5 and 22.12 the module exists behind a flag, with parts missing.
  if (major < 22 || (major === 22 && minor < 13)) return undefined;
  return withoutSqliteWarning(() => {
    // The type definitions of the oldest supported Node do not know the module.
    const sqlite = process.getBuiltinModule('node:sqlite') as { readonly DatabaseSync: DatabaseClass } | undefined;
    return sqlite?.DatabaseSync;
  });
}

function packaged(): DatabaseClass {
  try {
    // What the package is; `require` has no types.
    const sqlite = packagedSqlite() as { readonly DatabaseSync: DatabaseClass };
    return sqlite.DatabaseSync;
  } catch (cause) {
    throw missing(cause);
  }
}

function missing(cause: unknown): Error {
  return new Error(
    `Node ${process.versions.node} has no SQLite of its own, and the optional package @codomyrmex/sqlite-node20 cannot be loaded. ` +
      'Install with optional dependencies under this very Node version, or use Node 22.13 or newer.',
    { cause },
  );
}

/**
 * Node 22 and 23 warn once that SQLite is experimental. That one warning would stand in every command's output;
 * the load is synchronous, so no other warning can be meant.
 */
function withoutSqliteWarning<T>(load: () => T): T {
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  const emit = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature'))
      Reflect.apply(emit, process, [warning, ...rest]);
  };
  try {
    return load();
  } finally {
    if (original !== undefined) Object.defineProperty(process, 'emitWarning', original);
  }
}
