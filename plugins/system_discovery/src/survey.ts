import { basename } from 'node:path/posix';
import { languageOf } from './language-of.ts';
import type { LanguageKind } from './language-table.ts';
import { isLicenseFile, licenseOf } from './license-text.ts';
import type { Manifest } from './manifests/manifest.ts';
import { manifestKind } from './manifests/manifest-kinds.ts';
import { readManifest } from './manifests/read-manifest.ts';

export interface SurveyLimits {
  readonly largestFiles: number;
  /** Folders deeper than this are counted into the one above. */
  readonly directoryDepth: number;
}

/** A text file as it was measured. */
export interface SurveyedFile {
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  readonly firstLine: string;
  readonly text: string;
}

interface LanguageTotal {
  language: string;
  kind: LanguageKind | 'other';
  files: number;
  lines: number;
  bytes: number;
}

const MAX_MANIFESTS = 500;
const MAX_LICENSES = 50;
const MAX_DIRECTORIES = 200;

/** Folds files, in any number and one at a time, into what a project consists of; memory is bounded by its limits. */
export class Survey {
  files = 0;
  bytes = 0;
  lines = 0;
  manifestsLeftOut = 0;
  readonly #limits: SurveyLimits;
  readonly #languages = new Map<string, LanguageTotal>();
  readonly #directories = new Map<string, { files: number; lines: number }>();
  readonly #manifests: Manifest[] = [];
  readonly #licenses: { file: string; license: string | null }[] = [];
  #largest: { file: string; bytes: number; lines: number }[] = [];

  constructor(limits: SurveyLimits) {
    this.#limits = limits;
  }

  add(file: SurveyedFile): void {
    const name = basename(file.path);
    this.files += 1;
    this.bytes += file.bytes;
    this.lines += file.lines;
    this.#addLanguage(name, file);
    this.#addDirectories(file);
    this.#addLargest(file);
    if (isLicenseFile(name) && this.#licenses.length < MAX_LICENSES) {
      this.#licenses.push({ file: file.path, license: licenseOf(file.text) });
    }
    const kind = manifestKind(name);
    if (kind === undefined) return;
    if (this.#manifests.length < MAX_MANIFESTS) this.#manifests.push(readManifest(file.path, kind, file.text));
    else this.manifestsLeftOut += 1;
  }

  /** Shares are of the lines that are not generated (lock files, minified files, source maps), which have share 0. */
  get languages(): (LanguageTotal & { share: number })[] {
    const all = [...this.#languages.values()];
    const written = all.reduce((lines, total) => (total.kind === 'generated' ? lines : lines + total.lines), 0);
    return all
      .map((total) => ({
        ...total,
        share: total.kind === 'generated' || written === 0 ? 0 : Math.round((total.lines / written) * 10_000) / 10_000,
      }))
      .sort((a, b) => b.lines - a.lines || (a.language < b.language ? -1 : 1));
  }

  get directories(): { path: string; files: number; lines: number }[] {
    return [...this.#directories]
      .map(([path, total]) => ({ path, ...total }))
      .sort((a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1))
      .slice(0, MAX_DIRECTORIES);
  }

  get directoriesLeftOut(): number {
    return Math.max(0, this.#directories.size - MAX_DIRECTORIES);
  }

  /** Nearest to the root first. */
  get manifests(): Manifest[] {
    const depth = (file: string): number => file.split('/').length;
    return this.#manifests.toSorted((a, b) => depth(a.file) - depth(b.file) || (a.file < b.file ? -1 : 1));
  }

  get licenses(): { file: string; license: string | null }[] {
    return [...this.#licenses];
  }

  get largestFiles(): { file: string; bytes: number; lines: number }[] {
    this.#cutLargest();
    return [...this.#largest];
  }

  #addLanguage(name: string, file: SurveyedFile): void {
    const found = languageOf(name, file.firstLine);
    const key = found?.language ?? 'Other';
    const total = this.#languages.get(key) ?? {
      language: key,
      kind: found?.kind ?? 'other',
      files: 0,
      lines: 0,
      bytes: 0,
    };
    total.files += 1;
    total.lines += file.lines;
    total.bytes += file.bytes;
    this.#languages.set(key, total);
  }

  #addDirectories(file: SurveyedFile): void {
    const folders = file.path.split('/').slice(0, -1);
    for (let depth = 1; depth <= Math.min(folders.length, this.#limits.directoryDepth); depth++) {
      const path = folders.slice(0, depth).join('/');
      const total = this.#directories.get(path) ?? { files: 0, lines: 0 };
      total.files += 1;
      total.lines += file.lines;
      this.#directories.set(path, total);
    }
  }

  #addLargest({ path, bytes, lines }: SurveyedFile): void {
    this.#largest.push({ file: path, bytes, lines });
    // Sorting now and then keeps it to a few comparisons a file without a heap.
    if (this.#largest.length > this.#limits.largestFiles * 4 + 100) this.#cutLargest();
  }

  #cutLargest(): void {
    this.#largest = this.#largest
      .sort((a, b) => b.bytes - a.bytes || (a.file < b.file ? -1 : 1))
      .slice(0, this.#limits.largestFiles);
  }
}
