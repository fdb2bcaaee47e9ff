import { join } from 'node:path';
import { basename, dirname } from 'node:path/posix';
import { setImmediate } from 'node:timers/promises';
import type { ActionContext } from '@codomyrmex/core';
import { walkFiles } from '@codomyrmex/source-files';
import { languageOf } from '../language-of.ts';
import { isLicenseFile } from '../license-text.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { manifestKind } from '../manifests/manifest-kinds.ts';
import { readManifest } from '../manifests/read-manifest.ts';
import { measureFile } from '../measure-file.ts';
import type { Module } from './module.ts';

export interface Catalog {
  readonly modules: readonly Module[];
  readonly truncated: boolean;
}

interface FoundFile {
  readonly path: string;
  readonly lines: number;
  readonly language: string | undefined;
}

const MAX_FILES = 100_000;
const MAX_FILE_BYTES = 2 * 1024 * 1024;
const MAX_MODULES = 2_000;
const FILES_PER_TURN = 50;
/** Manifests that say what a folder is, and not only how it is built or packed. */
const makesModule = new Set([
  'npm',
  'deno',
  'python',
  'cargo',
  'go',
  'maven',
  'gradle',
  'composer',
  'ruby',
  'dotnet',
  'julia',
]);
/** They name what is needed, or which modules there are. */
const onlyLists = /(?:^|\/)requirements[^/]*\.txt$|\.sln$/;
const testFile =
  /(?:^|\/)(?:tests?|__tests__|spec)\/|(?:[._-](?:test|spec)\.\w+$)|(?:^|\/)test_[^/]*\.py$|_test\.(?:go|py)$/;

/** The modules below `root`, an absolute path without links, and what lies in each. */
export async function moduleCatalog(context: ActionContext, root: string): Promise<Catalog> {
  const files: FoundFile[] = [];
  const manifests: Manifest[] = [];
  let truncated = false;
  for await (const path of walkFiles(root, { signal: context.signal, skip: () => undefined })) {
    if (files.length === MAX_FILES) {
      truncated = true;
      break;
    }
    const measured = measureFile(join(root, path), MAX_FILE_BYTES);
    if (measured.kind === 'unread') continue;
    const found = languageOf(basename(path), measured.firstLine);
    const written = found !== undefined && (found.kind === 'programming' || found.kind === 'markup');
    files.push({ path, lines: measured.lines, language: written ? found.language : undefined });
    const kind = manifestKind(basename(path));
    const isManifest = kind !== undefined && makesModule.has(kind.kind) && !onlyLists.test(path);
    if (isManifest) manifests.push(readManifest(path, kind, measured.text));
    if (files.length % FILES_PER_TURN === 0) {
      await setImmediate();
      context.signal.throwIfAborted();
    }
  }
  const places = modulePlaces(files, manifests);
  const kept = [...places].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, MAX_MODULES);
  return {
    modules: filled(new Map(kept), { files, rootName: basename(root) }),
    truncated: truncated || places.size > kept.length,
  };
}

type Places = Map<string, Manifest | undefined>;

/** By folder; the manifest with a name wins where a folder has several. A Python package within another is no module. */
function modulePlaces(files: readonly FoundFile[], manifests: readonly Manifest[]): Places {
  const places: Places = new Map();
  for (const manifest of manifests) {
    const folder = dirname(manifest.file);
    if (places.get(folder)?.name === undefined) places.set(folder, manifest);
  }
  const packages = new Set(
    files.filter(({ path }) => basename(path) === '__init__.py').map(({ path }) => dirname(path)),
  );
  for (const folder of packages) {
    if (!packages.has(dirname(folder)) && !places.has(folder)) places.set(folder, undefined);
  }
  return places;
}

function filled(
  places: Places,
  { files, rootName }: { readonly files: readonly FoundFile[]; readonly rootName: string },
): Module[] {
  const contents = new Map<string, FoundFile[]>([...places.keys()].map((folder) => [folder, []]));
  for (const file of files) contents.get(moduleOf(file.path, places) ?? '')?.push(file);
  return [...places].map(([path, manifest]) => {
    const own = contents.get(path) ?? [];
    const top = own.filter((file) => dirname(file.path) === path).map((file) => basename(file.path));
    return {
      name: manifest?.name ?? (path === '.' ? rootName : basename(path)),
      path,
      kind: manifest?.kind ?? 'python',
      version: manifest?.version ?? null,
      manifest: manifest?.file ?? null,
      files: own.length,
      lines: own.reduce((sum, { lines }) => sum + lines, 0),
      language: mainLanguage(own),
      dependencies: manifest?.dependencies ?? null,
      scripts: [...(manifest?.scripts ?? [])],
      has_readme: top.some((name) => /^readme(?:\.\w{1,10})?$/i.test(name)),
      has_license: top.some(isLicenseFile),
      test_files: own.filter((file) => testFile.test(file.path)).length,
    };
  });
}

/** The nearest folder around a file that is a module. */
function moduleOf(path: string, places: Places): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (places.has(folder)) return folder;
    if (folder === '.') return undefined;
  }
}

function mainLanguage(files: readonly FoundFile[]): string | null {
  const lines = new Map<string, number>();
  for (const { language, lines: own } of files) {
    if (language !== undefined) lines.set(language, (lines.get(language) ?? 0) + own);
  }
  return [...lines].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? null;
}
