import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';

// A repository that somebody has cloned may bring a lock file, and the code that it names beside it. Nothing of it is run before
// this person has said yes to it on this machine: what was put in its place here bears a token that only the person's own list knows.

const listSchema = z.object({ plugins: z.record(z.string(), z.string()) });

/** The person's list: where a plugin is, and what its folder bears. */
const listPath = (): string => join(homedir(), '.local', 'state', 'codomyrmex', 'plugins.json');

/** Says yes to what a file stands for, and writes the token into it. */
export function trust(file: string): void {
  const token = randomUUID();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, token);
  const plugins = { ...list(), [realpathSync(file)]: token };
  const path = listPath();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify({ plugins }, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

/** Whether this person has said yes to it on this machine, and it is still what was put there then. */
export function isTrusted(file: string): boolean {
  try {
    const known = list();
    const place = realpathSync(file);
    return Object.hasOwn(known, place) && known[place] === readFileSync(file, 'utf8');
  } catch {
    return false;
  }
}

function list(): Readonly<Record<string, string>> {
  try {
    return listSchema.parse(JSON.parse(readFileSync(listPath(), 'utf8'))).plugins;
  } catch {
    // A list that is not there, or cannot be read, says yes to nothing.
    return {};
  }
}
