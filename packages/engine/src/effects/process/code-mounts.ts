import { readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Mount } from './sandbox-arguments.ts';

/**
 * The packages of `files`, and all that these depend on by their package.json, as far as it is installed; with the links by which
 * Node finds one from the other. Not more: what else lies in a folder of modules, or above it, may be somebody's secret.
 */
export async function codeMounts(files: readonly string[]): Promise<readonly Mount[]> {
  const found = new Map<string, Mount>();
  const waiting = await Promise.all(files.map(packageFolder));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (found.has(folder)) continue;
    found.set(folder, { kind: 'read', path: folder });
    for (const name of await dependencies(folder)) {
      const installed = await installedAt(folder, name);
      if (installed === undefined) continue;
      const { path, target } = installed;
      if (path !== target) found.set(path, { kind: 'link', path, target });
      waiting.push(target);
    }
  }
  return [...found.values()];
}

/** The nearest folder above with a package.json, below home; the file's own where there is none. */
async function packageFolder(file: string): Promise<string> {
  const own = dirname(await realpath(file));
  const home = homedir();
  for (let folder = own; folder !== dirname(folder) && folder !== home; folder = dirname(folder)) {
    if ((await manifest(folder)) !== undefined) return folder;
  }
  return own;
}

async function dependencies(folder: string): Promise<readonly string[]> {
  const { dependencies: own, peerDependencies, optionalDependencies } = (await manifest(folder)) ?? {};
  return [own, peerDependencies, optionalDependencies].flatMap((names) =>
    typeof names === 'object' && names !== null ? Object.keys(names).filter((name) => packageName.test(name)) : [],
  );
}

/** A name that is a path to somewhere else must not bring that into the sandbox. */
const packageName = /^(@[a-z0-9_-][\w.-]*\/)?[a-z0-9_-][\w.-]*$/i;

/** Where Node finds a package from a folder, and where it really is. */
async function installedAt(
  from: string,
  name: string,
): Promise<{ readonly path: string; readonly target: string } | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    const target = await realpath(path).catch(() => undefined);
    if (target !== undefined) return { path, target };
    if (folder === dirname(folder)) return undefined;
  }
}

interface Manifest {
  readonly dependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly optionalDependencies?: unknown;
}

async function manifest(folder: string): Promise<Manifest | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    // Not there, or nothing that Node would read either.
    return undefined;
  }
}
