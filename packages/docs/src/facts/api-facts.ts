import { folderOf, joined } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { type Declaration, type ReadModule, readModule } from './typescript/module-exports.ts';

export interface ExportFacts {
  readonly name: string;
  /** `undefined` for what another package declares. */
  readonly kind: Declaration['kind'] | undefined;
  readonly summary: string | undefined;
}

/** Modules that are followed for one entry. */
const MAX_MODULES = 2_000;

/** What the entry of a TypeScript package exports, by name: `export *` followed, other packages not. */
export async function apiFacts(tree: ProjectTree, entry: string): Promise<readonly ExportFacts[]> {
  const reader = new ApiReader(tree);
  const names = await reader.namesOf(entry);
  const found: ExportFacts[] = [];
  for (const name of names) found.push(await reader.find(entry, name));
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

class ApiReader {
  readonly #tree: ProjectTree;
  readonly #modules = new Map<string, ReadModule>();

  constructor(tree: ProjectTree) {
    this.#tree = tree;
  }

  async namesOf(entry: string): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    const visited = new Set<string>();
    for (const pending = [entry]; pending.length > 0; ) {
      const file = pending.pop();
      if (file === undefined || visited.has(file)) continue;
      visited.add(file);
      const { exported, named, stars } = await this.#module(file);
      for (const name of [...exported, ...named.map((one) => one.name)]) names.add(name);
      pending.push(...stars.flatMap((from) => this.#resolve(file, from) ?? []));
    }
    return names;
  }

  /** Follows one name to where it is declared. */
  async find(entry: string, wanted: string): Promise<ExportFacts> {
    const visited = new Set<string>();
    for (const pending: [string, string][] = [[entry, wanted]]; pending.length > 0; ) {
      const [file, name] = pending.pop() ?? ['', ''];
      if (visited.has(`${file}\0${name}`)) continue;
      visited.add(`${file}\0${name}`);
      const { declared, named, stars } = await this.#module(file);
      const own = declared.get(name);
      if (own !== undefined) return { name: wanted, kind: own.kind, summary: own.summary };
      const listed = named.find((one) => one.name === name);
      if (listed === undefined) pending.push(...this.#all(file, stars, name));
      else if (listed.from === undefined) {
        const local = declared.get(listed.local);
        if (local !== undefined) return { name: wanted, kind: local.kind, summary: local.summary };
      } else pending.push(...this.#all(file, [listed.from], listed.local));
    }
    return { name: wanted, kind: undefined, summary: undefined };
  }

  #all(file: string, specifiers: readonly string[], name: string): [string, string][] {
    return specifiers.flatMap((from) => {
      const path = this.#resolve(file, from);
      return path === undefined ? [] : [[path, name] satisfies [string, string]];
    });
  }

  async #module(file: string): Promise<ReadModule> {
    const known = this.#modules.get(file);
    if (known !== undefined) return known;
    const text = this.#modules.size >= MAX_MODULES ? undefined : await this.#tree.text(file);
    const read = readModule(text ?? '');
    this.#modules.set(file, read);
    return read;
  }

  #resolve(file: string, specifier: string): string | undefined {
    if (!specifier.startsWith('.')) return undefined;
    const path = joined(folderOf(file), specifier);
    const bare = path.replace(/\.[cm]?[jt]sx?$/, '');
    return [path, `${bare}.ts`, `${bare}.tsx`, `${bare}.mts`, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find(
      (one) => /\.[cm]?tsx?$/.test(one) && this.#tree.has(one),
    );
  }
}
