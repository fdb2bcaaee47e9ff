import { createHash } from 'node:crypto';
import type { ActionContext } from '@codomyrmex/core';
import { grouped } from '../grouped.ts';
import { refusal } from '../refuse.ts';

/** A step of a schema, as its files say it. */
export interface Migration {
  /** The number that its name begins with, without leading zeros. */
  readonly version: string;
  readonly name: string;
  readonly up: string;
  /** Not there for a file without a direction. */
  readonly down: string | undefined;
  /** SHA-256 of `up` with line ends as `\n`: a checkout on another system changes nothing. */
  readonly checksum: string;
}

const FILE_NAME = /^(\d{1,18})[_-]([\w.-]{1,200}?)(?:\.(up|down))?\.sql$/;
const MAX_FILES = 10_000;
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_ALL_BYTES = 128 * 1024 * 1024;

interface Script {
  readonly version: string;
  readonly name: string;
  readonly direction: 'up' | 'down';
  readonly text: string;
}

/**
 * The migrations of a folder in order of their numbers: `0001_users.up.sql` with `0001_users.down.sql`, or `0001_users.sql`.
 * @throws ActionError MIGRATIONS_INVALID when two have one number, or a `down` has no `up`.
 */
export async function readMigrations(context: ActionContext, folder: string): Promise<readonly Migration[]> {
  const scripts = await readScripts(context, folder);
  const byVersion = grouped(scripts, ({ version }) => version);
  return [...byVersion.values()].map(migrationOf).sort((a, b) => compareVersions(a.version, b.version));
}

export const compareVersions = (a: string, b: string): number => Number(BigInt(a) - BigInt(b));

async function readScripts(context: ActionContext, folder: string): Promise<readonly Script[]> {
  const entries = (await context.fs.list(folder)).filter(({ name, kind }) => kind === 'file' && name.endsWith('.sql'));
  if (entries.length > MAX_FILES) throw invalid(`${JSON.stringify(folder)} holds more than ${MAX_FILES} files`);
  const scripts: Script[] = [];
  let bytes = 0;
  for (const { name } of entries) {
    const match = FILE_NAME.exec(name);
    if (match === null) throw invalid(`${JSON.stringify(name)} is no name of a migration`);
    const [, number = '', title = '', direction] = match;
    const text = await context.fs.readText(`${folder}/${name}`, { maxBytes: MAX_FILE_BYTES });
    if (text.includes('\0')) throw invalid(`${JSON.stringify(name)} holds a NUL`);
    bytes += Buffer.byteLength(text);
    if (bytes > MAX_ALL_BYTES) throw invalid(`the files hold more than ${MAX_ALL_BYTES} bytes`);
    scripts.push({
      version: String(BigInt(number)),
      name: title,
      direction: direction === 'down' ? 'down' : 'up',
      text: text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'),
    });
  }
  return scripts;
}

function migrationOf(scripts: readonly Script[]): Migration {
  const ups = scripts.filter(({ direction }) => direction === 'up');
  const downs = scripts.filter(({ direction }) => direction === 'down');
  const [up] = ups;
  const version = scripts[0]?.version ?? '';
  if (up === undefined) throw invalid(`migration ${version} has a way down and none up`);
  if (ups.length > 1 || downs.length > 1 || downs.some(({ name }) => name !== up.name)) {
    throw invalid(
      `several migrations have the number ${version}: ${[...new Set(scripts.map(({ name }) => name))].join(', ')}`,
    );
  }
  const checksum = createHash('sha256').update(up.text).digest('hex');
  return { version, name: up.name, up: up.text, down: downs[0]?.text, checksum };
}

const invalid = (why: string) =>
  refusal(
    'MIGRATIONS_INVALID',
    `the migrations cannot be used: ${why}`,
    'Name files 0001_what.up.sql and 0001_what.down.sql, or 0001_what.sql, with a number of their own each.',
  );
