import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram } from '../peers.mjs';
import { freePort, server } from './processes.mjs';

/** Where Debian keeps the programs of its servers, most of them not in the path. */
const DEBIAN = '/usr/lib/postgresql';

/** @param {string} name @returns {string | undefined} */
function programOf(name) {
  if (hasProgram(name)) return name;
  if (!existsSync(DEBIAN)) return undefined;
  return readdirSync(DEBIAN)
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(DEBIAN, version, 'bin', name))
    .find(existsSync);
}

/** PostgreSQL does not run as root, so that root needs somebody else for it. @returns {{ uid?: number, gid?: number } | undefined} */
function owner() {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((what) => spawnSync('id', [what, 'postgres']).stdout?.toString().trim());
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** @returns {string | undefined} what is missing, in one sentence */
export function lackingForPostgresql() {
  const absent = ['postgres', 'initdb'].filter((name) => programOf(name) === undefined);
  if (absent.length > 0) return `PostgreSQL is not on this machine (${absent.join(', ')} not found).`;
  if (owner() === undefined) return 'PostgreSQL does not run as root, and there is no user postgres to run it.';
  return undefined;
}

/** @returns {string} such as `15.18` */
export function postgresqlVersion() {
  const told = spawnSync(programOf('postgres') ?? 'postgres', ['--version']).stdout.toString();
  return /\d+(\.\d+)*/.exec(told)?.[0] ?? told.trim();
}

/**
 * A new database cluster with the default settings, on the loopback only.
 * @param {string} folder which becomes its own
 * @param {import('./shape.mjs').Scope} scope
 * @returns {Promise<string>} the address of its server, without a database
 */
export async function startPostgresql(folder, scope) {
  const [initdb, postgres, as] = [programOf('initdb'), programOf('postgres'), owner()];
  if (initdb === undefined || postgres === undefined || as === undefined) throw new Error(lackingForPostgresql());
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const words = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'];
  const { status, stderr, error } = spawnSync(initdb, words, { ...as, cwd: folder });
  if (status !== 0) throw new Error(`initdb ended with ${status}: ${String(stderr)}`, { cause: error });
  const port = await freePort();
  await server(
    [postgres, '-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
    (output) => output.includes('ready to accept connections'),
    scope,
    // SIGINT ends it at once, where SIGTERM waits for its clients to leave.
    { ...as, cwd: folder, signal: 'SIGINT' },
  );
  return `postgresql://postgres@127.0.0.1:${port}`;
}
