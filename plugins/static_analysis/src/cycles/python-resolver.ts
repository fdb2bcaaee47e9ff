import { external, found, type ModuleImport, type Resolution, unresolved } from './module-import.ts';
import { folderOf, joined } from './posix-path.ts';

type PythonImport = Extract<ModuleImport, { language: 'python' }>;

/**
 * Finds the files of the project that an import means. Absolute names are looked up from the folders that hold
 * top-level packages, from the root and from `src`; in a folder that is no package, a neighbour comes first, as it does
 * for a script. `from a import b` means the module `a.b` where there is one, else `a`. The packages around a module,
 * which Python loads before it, are not taken for imports: nobody wrote them.
 */
export class PythonResolver {
  readonly #modules: ReadonlySet<string>;
  readonly #packages: ReadonlySet<string>;
  /** Dotted name to file. */
  readonly #names = new Map<string, string>();
  /** First parts of all names: an import that begins with one is meant to be in the project. */
  readonly #roots = new Set<string>();

  constructor(modules: ReadonlySet<string>) {
    this.#modules = modules;
    this.#packages = new Set([...modules].filter((path) => /(?:^|\/)__init__\.py$/.test(path)).map(folderOf));
    const paths = [...modules].filter((path) => path.endsWith('.py'));
    for (const path of paths) this.#name(path, this.#rootOf(path));
    for (const path of paths) this.#name(path, '');
    for (const path of paths) if (path.startsWith('src/')) this.#name(path, 'src');
  }

  resolve(from: string, imported: PythonImport): Resolution {
    const folder = folderOf(from);
    if (imported.level > 0) return this.#relative(folder, imported);
    if (!this.#packages.has(folder)) {
      const neighbour = this.#inFolder(folder, imported);
      if (neighbour.length > 0) return found(...neighbour);
    }
    const files = this.#absolute(imported);
    if (files.length > 0) return found(...files);
    return this.#roots.has(imported.specifier.split('.')[0] ?? '') ? unresolved : external;
  }

  #relative(folder: string, imported: PythonImport): Resolution {
    const base = joined(folder, '../'.repeat(imported.level - 1));
    if (base === undefined) return external;
    const files = this.#inFolder(base, imported);
    return files.length > 0 ? found(...files) : unresolved;
  }

  /** By path: what `specifier` and `names` mean from a folder on. */
  #inFolder(folder: string, { specifier, names }: PythonImport): readonly string[] {
    const base = joined(folder, specifier.replaceAll('.', '/'));
    if (base === undefined) return [];
    const own = this.#at(base);
    const files = names.map((name) => this.#at(base === '' ? name : `${base}/${name}`) ?? own);
    return distinct(names.length === 0 ? [own] : files);
  }

  #absolute({ specifier, names }: PythonImport): readonly string[] {
    const own = this.#names.get(specifier);
    return distinct(names.length === 0 ? [own] : names.map((name) => this.#names.get(`${specifier}.${name}`) ?? own));
  }

  #at(path: string): string | undefined {
    return [`${path}.py`, path === '' ? '__init__.py' : `${path}/__init__.py`].find((file) => this.#modules.has(file));
  }

  /** The folder that holds the outermost package around a file. */
  #rootOf(path: string): string {
    let folder = folderOf(path);
    while (folder !== '' && this.#packages.has(folder)) folder = folderOf(folder);
    return folder;
  }

  #name(path: string, root: string): void {
    // A script in a folder that is no package is imported by its neighbours only.
    if (root !== '' && root !== 'src' && folderOf(path) === root) return;
    const inside = root === '' ? path : path.slice(root.length + 1);
    const name = inside.replace(/(?:(?:^|\/)__init__)?\.py$/, '').replaceAll('/', '.');
    if (name === '') return;
    if (!this.#names.has(name)) this.#names.set(name, path);
    this.#roots.add(name.split('.')[0] ?? '');
  }
}

const distinct = (files: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(files.filter((file) => file !== undefined)),
];
