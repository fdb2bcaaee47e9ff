import * as z from 'zod';
import { refusal } from './refuse.ts';

/** Where a database is, as the text of a `database_url` says it. */
export type DatabaseAddress = SqliteAddress | PostgresAddress;

export interface SqliteAddress {
  readonly kind: 'sqlite';
  /** As written: relative to the workspace or absolute. */
  readonly path: string;
}

export interface PostgresAddress {
  readonly kind: 'postgresql';
  /** A host name or address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  readonly tls: TlsMode;
}

/** `require` encrypts without asking who is there; `verify-full` also checks certificate and name. */
export type TlsMode = 'disable' | 'require' | 'verify-full';

const DEFAULT_PORT = 5432;
const MAX_URL = 2_048;

export const databaseUrl = z.string().min(1).max(MAX_URL).meta({
  description:
    'sqlite:///data/app.db or a path for SQLite, in the workspace; postgresql://user@host:5432/name for PostgreSQL, whose password is better kept in the secret DATABASE_PASSWORD or PGPASSWORD.',
});

/** @throws ActionError DATABASE_URL_INVALID, which never repeats the url: it may hold a password. */
export function databaseAddress(url: string): DatabaseAddress {
  if (url.includes('\0')) throw invalid('it holds a NUL character');
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return sqliteAddress(url);
    case 'sqlite':
      return sqliteAddress(url.slice('sqlite:'.length).replace(/^\/\/\/?/, ''));
    case 'postgres':
    case 'postgresql':
      return postgresAddress(url);
    default:
      throw invalid(`${scheme} is no database that is known here; sqlite and postgresql are`);
  }
}

function sqliteAddress(path: string): SqliteAddress {
  if (path === '' || path === ':memory:') throw invalid('a database in memory is gone when the step ends; name a file');
  return { kind: 'sqlite', path };
}

function postgresAddress(text: string): PostgresAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined)
    throw invalid('it cannot be read as a url; reserved characters in it are written as %40, %2F, …');
  for (const name of url.searchParams.keys()) {
    // Others name files that would be read, or commands that the server would be given.
    if (!['host', 'sslmode'].includes(name))
      throw invalid(`its parameter "${name}" is not known; host and sslmode are`);
  }
  const host = url.searchParams.get('host') ?? decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw invalid('it names no host');
  const database = decoded(url.pathname.slice(1));
  if (database === '') throw invalid('it names no database after the host');
  return {
    kind: 'postgresql',
    host,
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    user: decoded(url.username) || undefined,
    password: decoded(url.password) || undefined,
    database,
    tls: tlsMode(url.searchParams.get('sslmode'), host),
  };
}

function tlsMode(written: string | null, host: string): TlsMode {
  switch (written) {
    case null:
      return isThisMachine(host) ? 'disable' : 'verify-full';
    case 'disable':
    case 'require':
    case 'verify-full':
      return written;
    default:
      throw invalid('its sslmode is none of disable, require, verify-full');
  }
}

const isThisMachine = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone % is what the part consists of, not an escape.
    return part;
  }
}

const invalid = (why: string) =>
  refusal(
    'DATABASE_URL_INVALID',
    `database_url cannot be used: ${why}`,
    'Write sqlite:///path/in/workspace.db or postgresql://user@host:5432/database.',
  );
