import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { textOf } from '@codomyrmex/source-files';
import { parse } from 'smol-toml';
import { type Declared, type Dependency, MAX_DEPENDENCIES } from './dependency.ts';

/** A requirement as the packaging standards write it: the name first, then extras, versions and conditions. */
const requirement = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)\s*(?:\[[^\]]{0,200}\])?\s*([^;#]{0,300})/;

/** What `pyproject.toml` and `requirements.txt` declare; `undefined` when there is neither. */
export async function declaredByPython(root: string): Promise<Declared[] | { readonly problem: string } | undefined> {
  const pyproject = textOf(join(root, 'pyproject.toml'));
  const requirements = textOf(join(root, 'requirements.txt'));
  if (pyproject === undefined && requirements === undefined) return undefined;
  const declared = new Map<string, Declared>();
  const add = (written: unknown, kind: Declared['kind']): void => {
    const [, name, range = ''] = typeof written === 'string' ? (requirement.exec(written) ?? []) : [];
    if (name === undefined || declared.size >= MAX_DEPENDENCIES) return;
    const key = normalized(name);
    if (!declared.has(key)) declared.set(key, { name, kind, declared: range.trim() });
  };
  const project = pyproject === undefined ? {} : projectOf(pyproject);
  if (project === undefined) return { problem: 'pyproject.toml is not valid TOML' };
  for (const written of arrayAt(project, 'dependencies')) add(written, 'runtime');
  for (const line of (requirements ?? '').split(/\r?\n/)) add(line, 'runtime');
  return [...declared.values()];
}

/**
 * Compares with what lies in the project's `.venv`, by the names of the folders there: no Python is started, as the one in
 * `.venv` is a program of the project. Versions are told and not compared.
 */
export async function installedByPython(root: string, declared: readonly Declared[]): Promise<Dependency[]> {
  const installed = await distributionsOf(root);
  return declared.map(({ name, kind, declared: range }) => {
    const version = installed?.get(normalized(name));
    return {
      name,
      ecosystem: 'python',
      kind,
      declared: range,
      installed: version ?? null,
      status: statusOf(installed, version),
    };
  });
}

function statusOf(
  installed: ReadonlyMap<string, string> | undefined,
  version: string | undefined,
): Dependency['status'] {
  if (installed === undefined) return 'not_checked';
  return version === undefined ? 'missing' : 'ok';
}

/** Normalised name to version, by `name-version.dist-info`; `undefined` without a `.venv`. */
async function distributionsOf(root: string): Promise<ReadonlyMap<string, string> | undefined> {
  const libraries = [
    ...(await foldersIn(join(root, '.venv', 'lib'))).map((python) =>
      join(root, '.venv', 'lib', python, 'site-packages'),
    ),
    join(root, '.venv', 'Lib', 'site-packages'),
  ];
  const lists = (await Promise.all(libraries.map(foldersIn))).filter((names) => names.length > 0);
  if (lists.length === 0) return undefined;
  const distributions = new Map<string, string>();
  for (const folder of lists.flat()) {
    const [, name, version] = /^(.+?)-([^-]+)\.dist-info$/.exec(folder) ?? [];
    if (name !== undefined && version !== undefined) distributions.set(normalized(name), version);
  }
  return distributions;
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** `Foo.Bar_baz` and `foo-bar-baz` are one distribution. */
const normalized = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

function projectOf(text: string): object | undefined {
  try {
    const { project } = parse(text);
    return typeof project === 'object' && project !== null ? project : {};
  } catch {
    // Not TOML: the caller says so.
    return undefined;
  }
}

function arrayAt(value: object, key: string): readonly unknown[] {
  const member: unknown = Reflect.get(value, key);
  return Array.isArray(member) ? member : [];
}
