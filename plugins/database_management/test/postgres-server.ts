import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

const PASSWORD = 'correct horse battery staple %/:@';
const USER = 'owner';

/** A PostgreSQL server of the test's own: a fresh folder, one port of loopback and a socket, a password. */
export class PostgresServer {
  readonly password = PASSWORD;
  readonly folder: string;
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(folder: string, port: number, server: ChildProcess) {
    this.folder = folder;
    this.port = port;
    this.#process = server;
  }

  /** Whether this machine has the server's programs; without them there is nothing to test against. */
  static readonly isInstalled: boolean = serverFolder() !== undefined;

  static async start(): Promise<PostgresServer> {
    // Under /tmp itself: os.tmpdir() is closed to the other user that the server runs as when we are root.
    const folder = mkdtempSync('/tmp/codomyrmex-pg-');
    const identity = ownIdentity();
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, PASSWORD);
    for (const path of [folder, passwordFile]) {
      if (identity !== undefined) chownSync(path, identity.uid, identity.gid);
      chmodSync(path, 0o700);
    }
    const data = join(folder, 'data');
    const initialise = [
      '-D',
      data,
      '-U',
      USER,
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-sync',
      '-E',
      'UTF8',
      '--locale=C',
    ];
    execFileSync(program('initdb'), initialise, { ...identity, cwd: folder, stdio: 'ignore' });
    const port = await freePort();
    const settings = [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      'log_min_messages=info',
    ];
    const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const server = spawn(program('postgres'), args, { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    await ready(server);
    return new PostgresServer(folder, port, server);
  }

  url(database = 'postgres'): string {
    return `postgresql://${USER}@127.0.0.1:${this.port}/${database}`;
  }

  get urlWithPassword(): string {
    return `postgresql://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/postgres`;
  }

  get socketUrl(): string {
    return `postgresql://${USER}@localhost:${this.port}/postgres?host=${encodeURIComponent(this.folder)}`;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGINT');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** PostgreSQL refuses to be run by root. */
function ownIdentity(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function serverFolder(): string | undefined {
  const packaged = listed('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`);
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...packaged];
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((name) => spawnSync(join(folder, name), ['--version']).status === 0),
  );
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No such folder: PostgreSQL is not packaged for this system, or not installed.
    return [];
  }
}

const program = (name: string): string => join(serverFolder() ?? '', name);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function ready(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('the server has no stderr');
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line);
    if (line.includes('database system is ready to accept connections')) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
}
