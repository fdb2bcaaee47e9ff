import { dirname, join } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { readText, type Target } from '@codomyrmex/source-files';
import { scannedFiles } from '../project/scanned-files.ts';
import { lockFileKind, manifestAt } from './lock-files/lock-file-kinds.ts';
import { canonicalName, type Ecosystem, type LockedPackage } from './locked-package.ts';

/** A package in one version, and the lock files that name it. */
export interface Dependency extends LockedPackage {
  readonly ecosystem: Ecosystem;
  readonly files: readonly string[];
}

export interface Dependencies {
  readonly all: readonly Dependency[];
  readonly lockFiles: readonly {
    readonly file: string;
    readonly ecosystem: Ecosystem;
    readonly packages: number;
    readonly unpinned: number;
  }[];
  /** Files that name dependencies of which it is not known which versions are meant. */
  readonly notRead: readonly { readonly file: string; readonly reason: string }[];
}

const MAX_LOCK_FILE_BYTES = 64 * 1024 * 1024;
const MAX_FILES = 1_000_000;
const MAX_PACKAGES = 500_000;
const MAX_NOT_READ = 1_000;

/** Reads every lock file below a folder that git does not ignore, or the one that the target is. */
export async function readDependencies(context: ActionContext, target: Target): Promise<Dependencies> {
  const reading = new Reading(target.root);
  const files = scannedFiles(context, target, {
    recursive: true,
    maxFiles: MAX_FILES,
    isWanted: (path) => lockFileKind(path) !== undefined || manifestAt(path) !== undefined,
    unwanted: () => undefined,
    skip: () => undefined,
    isFull: () => false,
    cut: () => context.log.warn(`only the first ${MAX_FILES} files were looked at`),
  });
  for await (const path of files) reading.read(path);
  return reading.result;
}

class Reading {
  readonly #root: string;
  readonly #packages = new Map<string, Dependency & { readonly files: string[] }>();
  readonly #lockFiles: Dependencies['lockFiles'][number][] = [];
  readonly #notRead: { file: string; reason: string }[] = [];
  readonly #manifests: { readonly path: string; readonly ecosystem: Ecosystem | undefined }[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  read(path: string): void {
    const kind = lockFileKind(path);
    const manifest = manifestAt(path);
    if (kind === undefined) {
      if (manifest !== undefined) this.#manifests.push({ path, ecosystem: manifest.ecosystem });
      return;
    }
    const content = readText(join(this.#root, path), MAX_LOCK_FILE_BYTES);
    if (content.kind === 'unread') {
      this.#notRead.push({ file: path, reason: content.reason.replaceAll('_', ' ') });
      return;
    }
    try {
      const { packages, unpinned } = kind.read(content.text);
      for (const one of packages) this.#add(kind.ecosystem, one, path);
      this.#lockFiles.push({ file: path, ecosystem: kind.ecosystem, packages: packages.length, unpinned });
    } catch (error) {
      const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
      this.#notRead.push({ file: path, reason: `cannot be read: ${why.slice(0, 200)}` });
    }
  }

  get result(): Dependencies {
    for (const { path, ecosystem } of this.#manifests) {
      if (ecosystem === undefined)
        this.#notRead.push({ file: path, reason: 'there is no reader for this kind of file' });
      else if (!this.#isLocked(path, ecosystem))
        this.#notRead.push({ file: path, reason: 'there is no lock file for it' });
    }
    return {
      all: [...this.#packages.values()],
      lockFiles: this.#lockFiles,
      notRead: this.#notRead.slice(0, MAX_NOT_READ),
    };
  }

  #add(ecosystem: Ecosystem, { name, version }: LockedPackage, file: string): void {
    const key = JSON.stringify([ecosystem, canonicalName(ecosystem, name), version]);
    const known = this.#packages.get(key);
    if (known === undefined) {
      if (this.#packages.size >= MAX_PACKAGES) throw new Error(`there are more than ${MAX_PACKAGES} packages`);
      this.#packages.set(key, { ecosystem, name, version, files: [file] });
    } else if (known.files.at(-1) !== file) known.files.push(file);
  }

  /** A lock file stands for the manifests of its own folder and of those below. */
  #isLocked(manifest: string, ecosystem: Ecosystem): boolean {
    const folder = `${dirname(manifest)}/`;
    return this.#lockFiles.some(
      (lock) =>
        lock.ecosystem === ecosystem && (dirname(lock.file) === '.' || folder.startsWith(`${dirname(lock.file)}/`)),
    );
  }
}
