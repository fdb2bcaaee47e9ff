import * as z from 'zod';
import { parseJsonWithComments } from './json-with-comments.ts';
import { matchStar } from './package-manifests.ts';
import { folderOf, foldersUp, joined } from './posix-path.ts';

const configSchema = z.object({
  extends: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  compilerOptions: z
    .object({
      baseUrl: z.string().optional().catch(undefined),
      paths: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** What a config says when all that it extends is taken in. */
interface Aliases {
  readonly baseUrl: string | undefined;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** What targets of `paths` are relative to. */
  readonly pathsBase: string;
}

const MAX_EXTENDS = 8;

/** Names that `tsconfig.json` and `jsconfig.json` files give to folders: `paths` and `baseUrl`. */
export class PathAliases {
  readonly #configs = new Map<string, z.output<typeof configSchema>>();
  readonly #byFolder = new Map<string, Aliases | undefined>();

  add(path: string, text: string): void {
    const parsed = configSchema.safeParse(parseJsonWithComments(text));
    if (parsed.success) this.#configs.set(path, parsed.data);
  }

  /** The paths that a specifier in a file of this folder may stand for; none where no config says anything of it. */
  targets(folder: string, specifier: string): readonly string[] {
    const aliases = this.#aliases(folder);
    if (aliases === undefined) return [];
    const inPaths = Object.entries(aliases.paths).flatMap(([pattern, targets]) => {
      const star = pattern === specifier ? '' : matchStar(pattern, specifier);
      return star === undefined
        ? []
        : targets.map((target) =>
            joined(
              aliases.pathsBase,
              target.replace('*', () => star),
            ),
          );
    });
    const all = aliases.baseUrl === undefined ? inPaths : [...inPaths, joined(aliases.baseUrl, specifier)];
    return all.filter((target) => target !== undefined);
  }

  /** Whether `paths`, and not only `baseUrl`, speak of a specifier: then it is meant to be in the project. */
  claims(folder: string, specifier: string): boolean {
    return Object.keys(this.#aliases(folder)?.paths ?? {}).some(
      (pattern) => pattern !== '*' && (pattern === specifier || matchStar(pattern, specifier) !== undefined),
    );
  }

  /** Of the nearest config around a folder. */
  #aliases(folder: string): Aliases | undefined {
    if (this.#configs.size === 0) return undefined;
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const path = foldersUp(folder)
      .flatMap((at) => ['tsconfig.json', 'jsconfig.json'].map((name) => (at === '' ? name : `${at}/${name}`)))
      .find((candidate) => this.#configs.has(candidate));
    const aliases = path === undefined ? undefined : this.#merged(path);
    this.#byFolder.set(folder, aliases);
    return aliases;
  }

  #merged(config: string): Aliases {
    let baseUrl: string | undefined;
    let paths: { readonly written: Aliases['paths']; readonly base: string } | undefined;
    let path: string | undefined = config;
    for (let depth = 0; path !== undefined && depth < MAX_EXTENDS; depth++) {
      const { compilerOptions, extends: extended } = this.#configs.get(path) ?? {};
      const folder = folderOf(path);
      const own = compilerOptions?.baseUrl === undefined ? undefined : joined(folder, compilerOptions.baseUrl);
      baseUrl ??= own;
      if (compilerOptions?.paths !== undefined) paths ??= { written: compilerOptions.paths, base: baseUrl ?? folder };
      path = this.#extended(folder, extended);
    }
    return { baseUrl, paths: paths?.written ?? {}, pathsBase: paths?.base ?? '' };
  }

  /** The config of the project that another extends; of several, the first. */
  #extended(folder: string, written: string | readonly string[] | undefined): string | undefined {
    const first = typeof written === 'string' ? written : written?.[0];
    if (first === undefined || !first.startsWith('.')) return undefined;
    const path = joined(folder, first);
    return [path, `${path}.json`].find((candidate) => candidate !== undefined && this.#configs.has(candidate));
  }
}
