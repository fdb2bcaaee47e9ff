import { join } from 'node:path';
import { textOf } from '@codomyrmex/source-files';

export interface DeclaredVersion {
  readonly file: string;
  readonly name: string | undefined;
  readonly version: string;
}

const MAX_LENGTH = 100;

/** What the manifests of a folder say that its version is: package.json, pyproject.toml and Cargo.toml. */
export async function declaredVersions(root: string): Promise<DeclaredVersion[]> {
  const found = await Promise.all([
    fromJson(root, 'package.json'),
    fromToml(root, { file: 'pyproject.toml', tables: ['project', 'tool.poetry'] }),
    fromToml(root, { file: 'Cargo.toml', tables: ['package', 'workspace.package'] }),
  ]);
  return found.filter((each) => each !== undefined);
}

async function fromJson(root: string, file: string): Promise<DeclaredVersion | undefined> {
  const text = textOf(join(root, file));
  if (text === undefined) return undefined;
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== 'object' || manifest === null) return undefined;
    return declared(file, Reflect.get(manifest, 'name'), Reflect.get(manifest, 'version'));
  } catch {
    // Not JSON: it declares nothing.
    return undefined;
  }
}

interface TomlFile {
  readonly file: string;
  readonly tables: readonly string[];
}

/** `name` and `version` of a table as they are nearly always written: one line each, in plain quotes. */
async function fromToml(root: string, { file, tables }: TomlFile): Promise<DeclaredVersion | undefined> {
  const text = textOf(join(root, file));
  if (text === undefined) return undefined;
  const values = new Map<string, string>();
  let table = '';
  for (const line of text.split(/\r?\n/)) {
    table = /^\s*\[\s*([\w.-]+)\s*\]/.exec(line)?.[1] ?? table;
    const [, key, value] = /^\s*(name|version)\s*=\s*["']([^"']{1,100})["']/.exec(line) ?? [];
    if (key !== undefined && value !== undefined && tables.includes(table) && !values.has(key)) values.set(key, value);
  }
  return declared(file, values.get('name'), values.get('version'));
}

function declared(file: string, name: unknown, version: unknown): DeclaredVersion | undefined {
  if (typeof version !== 'string' || version.length > MAX_LENGTH || !/^\d+\.\d+/.test(version)) return undefined;
  return { file, name: typeof name === 'string' ? name : undefined, version };
}
