import { dirname, join } from 'node:path';
import { textOf } from '@codomyrmex/source-files';
import { satisfies, validRange } from 'semver';
import { type Declared, type Dependency, MAX_DEPENDENCIES } from './dependency.ts';

const MAX_ANCESTORS = 32;
/** As npm allows it: no dots at the beginning and no way out of `node_modules`. */
const packageName = /^(?:@[a-z0-9~_-][a-z0-9~._-]{0,100}\/)?[a-z0-9~_-][a-z0-9~._-]{0,213}$/i;

const kinds = [
  ['dependencies', 'runtime'],
  ['devDependencies', 'development'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'peer'],
] as const;

/** What `package.json` declares; `undefined` when there is none, `problem` when it is not JSON. */
export async function declaredByNpm(root: string): Promise<Declared[] | { readonly problem: string } | undefined> {
  const text = textOf(join(root, 'package.json'));
  if (text === undefined) return undefined;
  const manifest = parsed(text);
  if (manifest === undefined) return { problem: 'package.json is not a JSON object' };
  const all = new Map<string, Declared>();
  for (const [key, kind] of kinds) {
    for (const [name, declared] of entriesOf(manifest, key)) {
      if (!all.has(name) && all.size < MAX_DEPENDENCIES) all.set(name, { name, kind, declared });
    }
  }
  return [...all.values()];
}

/** Looks for each in `node_modules` of the folder and of those around it, as Node does. */
export async function installedByNpm(root: string, declared: readonly Declared[]): Promise<Dependency[]> {
  const dependencies: Dependency[] = [];
  for (const { name, kind, declared: range } of declared) {
    const installed = packageName.test(name) ? await installedVersion(root, name) : undefined;
    dependencies.push({
      name,
      ecosystem: 'npm',
      kind,
      declared: range,
      installed: installed ?? null,
      status: statusOf(range, installed),
    });
  }
  return dependencies;
}

function statusOf(range: string | null, installed: string | undefined): Dependency['status'] {
  if (installed === undefined) return 'missing';
  // `workspace:`, `file:`, addresses and tags say nothing about a version.
  if (range === null || validRange(range) === null) return 'ok';
  return satisfies(installed, range, { includePrerelease: true }) ? 'ok' : 'wrong_version';
}

async function installedVersion(root: string, name: string): Promise<string | undefined> {
  let folder = root;
  for (let steps = 0; steps < MAX_ANCESTORS; steps++) {
    const text = textOf(join(folder, 'node_modules', name, 'package.json'));
    if (text !== undefined) {
      const version: unknown = Reflect.get(parsed(text) ?? {}, 'version');
      return typeof version === 'string' ? version.slice(0, 100) : 'unknown';
    }
    if (folder === dirname(folder)) return undefined;
    folder = dirname(folder);
  }
  return undefined;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // Not JSON: the caller says so.
    return undefined;
  }
}

function entriesOf(manifest: object, key: string): [string, string][] {
  const value: unknown = Object.hasOwn(manifest, key) ? Reflect.get(manifest, key) : undefined;
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, range]: [string, unknown]) =>
    typeof range === 'string' ? [[name, range.slice(0, 300)] satisfies [string, string]] : [],
  );
}
