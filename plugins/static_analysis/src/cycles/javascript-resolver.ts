import { external, found, type ModuleImport, type Resolution, unresolved } from './module-import.ts';
import { mappedTargets, type PackageManifest, parseManifest } from './package-manifests.ts';
import { PathAliases } from './path-aliases.ts';
import { folderOf, foldersUp, joined } from './posix-path.ts';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.d.mts', '.d.cts'];
/** What TypeScript writes for the file that the compiler will make. */
const sources: Readonly<Record<string, readonly string[]>> = {
  js: ['.ts', '.tsx', '.jsx', '.d.ts'],
  jsx: ['.tsx', '.d.ts'],
  mjs: ['.mts', '.d.mts'],
  cjs: ['.cts', '.d.cts'],
};
/** Where packages put what they build, and so what their `exports` name; it is not analysed. */
const buildFolder = /^(?:\.\/)?(?:dist|lib|build|out|esm|cjs)(?:\/(?:esm|cjs|es|src))?\//;

/**
 * Finds the file of the project that an import means, from the files and manifests alone: relative paths, extensions and
 * `index` files, `paths` of TypeScript, names of packages in the project with their `exports`, `main` and `imports`.
 */
export class JavaScriptResolver {
  readonly #modules: ReadonlySet<string>;
  readonly #packages = new Map<string, PackageManifest>();
  readonly #byFolder = new Map<string, PackageManifest>();
  readonly #aliases = new PathAliases();

  constructor(modules: ReadonlySet<string>, manifests: readonly { readonly path: string; readonly text: string }[]) {
    this.#modules = modules;
    for (const { path, text } of manifests) {
      if (!path.endsWith('package.json')) {
        this.#aliases.add(path, text);
        continue;
      }
      const manifest = parseManifest(path, text);
      if (manifest === undefined) continue;
      this.#byFolder.set(manifest.folder, manifest);
      if (manifest.name !== undefined && !this.#packages.has(manifest.name))
        this.#packages.set(manifest.name, manifest);
    }
  }

  resolve(from: string, { specifier: written }: Extract<ModuleImport, { language: 'javascript' }>): Resolution {
    // Bundlers let a query follow: `./icon.svg?raw`.
    const specifier = written.replace(/[?].*$/s, '');
    const folder = folderOf(from);
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#relative(folder, specifier);
    if (specifier.startsWith('#')) return this.#private(folder, specifier);
    for (const target of this.#aliases.targets(folder, specifier)) {
      const file = this.#file(target);
      if (file !== undefined) return found(file);
    }
    const inPackage = this.#package(specifier);
    if (inPackage.kind !== 'external') return inPackage;
    return this.#aliases.claims(folder, specifier) && !isAsset(specifier) ? unresolved : external;
  }

  #relative(folder: string, specifier: string): Resolution {
    const target = joined(folder, specifier);
    if (target === undefined) return external;
    const file = this.#file(target);
    if (file !== undefined) return found(file);
    return isAsset(specifier) ? external : unresolved;
  }

  /** `#name`, by the `imports` of the nearest package. */
  #private(folder: string, specifier: string): Resolution {
    const manifest = foldersUp(folder)
      .map((at) => this.#byFolder.get(at))
      .find((one) => one !== undefined);
    if (manifest === undefined) return unresolved;
    const file = this.#first(manifest, mappedTargets(manifest.imports, specifier));
    return file === undefined ? unresolved : found(file);
  }

  #package(specifier: string): Resolution {
    const parts = specifier.split('/');
    const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    const manifest = this.#packages.get(name);
    if (manifest === undefined) return external;
    const rest = specifier.slice(name.length + 1);
    const mapped = mappedTargets(manifest.exports, rest === '' ? '.' : `./${rest}`);
    const targets = mapped.length > 0 || manifest.exports !== undefined ? mapped : unmapped(manifest, rest);
    const file = this.#first(manifest, targets);
    if (file !== undefined) return found(file);
    return isAsset(specifier) && rest !== '' ? external : unresolved;
  }

  /** The first target that is a file here; for one that is built, the source that it is probably built from. */
  #first(manifest: PackageManifest, targets: readonly string[]): string | undefined {
    const built = targets
      .filter((target) => buildFolder.test(target))
      .map((target) => target.replace(buildFolder, 'src/'));
    for (const target of [...targets, ...built]) {
      const path = joined(manifest.folder, target);
      const file = path === undefined ? undefined : this.#file(path);
      if (file !== undefined) return file;
    }
    return undefined;
  }

  #file(target: string): string | undefined {
    if (this.#modules.has(target)) return target;
    const extension = /\.([cm]?jsx?)$/.exec(target)?.[1];
    const stem = extension === undefined ? target : target.slice(0, -extension.length - 1);
    for (const ending of extension === undefined ? [] : (sources[extension] ?? [])) {
      if (this.#modules.has(stem + ending)) return stem + ending;
    }
    for (const ending of extensions) {
      if (this.#modules.has(target + ending)) return target + ending;
    }
    const index = target === '' ? 'index' : `${target}/index`;
    for (const ending of extensions) {
      if (this.#modules.has(index + ending)) return index + ending;
    }
    const manifest = this.#byFolder.get(target);
    const main = manifest?.source ?? manifest?.main;
    const path = main === undefined ? undefined : joined(target, main);
    return path === undefined || path === target ? undefined : this.#plain(path);
  }

  /** A file by its path or its path without the extension, not by a folder's manifest: those could lead in a circle. */
  #plain(path: string): string | undefined {
    return ['', ...extensions].map((ending) => path + ending).find((candidate) => this.#modules.has(candidate));
  }
}

function unmapped({ source, module, main }: PackageManifest, rest: string): readonly string[] {
  if (rest !== '') return [rest, `src/${rest}`];
  return [source, module, main, 'index', 'src/index'].filter((target) => target !== undefined);
}

const assets =
  /\.(?:astro|avif|css|csv|eot|gif|glsl|gql|graphql|html?|ico|jpe?g|json[5c]?|less|mdx?|mp[34]|node|otf|pdf|png|proto|sass|scss|styl|svelte|svg|ttf|txt|vue|wasm|webm|webp|woff2?|xml|ya?ml)$/i;

/** A style sheet, an image, JSON: it may well be there, but holds no imports that are followed. */
const isAsset = (specifier: string): boolean => assets.test(specifier);
