import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ActionContext } from '@codomyrmex/core';
import { readText, targetAt, type UnreadReason, type WalkSkipReason, walkFiles } from '@codomyrmex/source-files';
import { globMatch } from './glob.ts';

/** `not_utf8`: a text of another encoding would be changed by being written again. */
type SkipReason = WalkSkipReason | UnreadReason | 'not_utf8';

export interface FileSelection {
  readonly path: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly respect_ignore_files: boolean;
  readonly max_files: number;
  readonly max_file_bytes: number;
  readonly max_total_bytes: number;
}

export interface SearchedFile {
  /** From the searched folder, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
  readonly text: string;
}

/** What was read and what was not. */
export class SearchLedger {
  files = 0;
  bytes = 0;
  /** Which limit ended the search before its end. */
  limit: string | undefined;
  readonly #skipped = new Map<SkipReason, number>();

  skip(reason: SkipReason): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  get skipped(): Record<string, number> {
    return Object.fromEntries([...this.#skipped].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Between two looks at the signal; files are read synchronously. */
const FILES_PER_TURN = 20;
const FILES_PER_PROGRESS = 1_000;

/**
 * Texts below a folder, or of one file, that the selection wants, each folder in order of names.
 * @throws ActionError PATH_NOT_FOUND, INVALID_GLOB
 */
export async function* searchedFiles(
  context: ActionContext,
  selection: FileSelection,
  ledger: SearchLedger,
): AsyncGenerator<SearchedFile> {
  const { root, file } = await targetAt(context.resolve(selection.path), selection.path);
  for await (const path of file === undefined ? selectedPaths(context, root, selection, ledger) : [file]) {
    if (ledger.files >= selection.max_files) ledger.limit = 'max_files';
    else if (ledger.bytes >= selection.max_total_bytes) ledger.limit = 'max_total_bytes';
    if (ledger.limit !== undefined) return;
    const absolutePath = join(root, path);
    const read = readText(absolutePath, selection.max_file_bytes);
    if (read.kind === 'unread' || read.encoding !== 'utf-8') {
      ledger.skip(read.kind === 'unread' ? read.reason : 'not_utf8');
      continue;
    }
    ledger.files += 1;
    ledger.bytes += read.bytes;
    yield { path, absolutePath, text: read.text };
    if (ledger.files % FILES_PER_PROGRESS === 0) context.progress(null, `${ledger.files} files`);
    if (ledger.files % FILES_PER_TURN === 0) {
      await setImmediate();
      context.signal.throwIfAborted();
    }
  }
}

async function* selectedPaths(
  context: ActionContext,
  root: string,
  selection: FileSelection,
  ledger: SearchLedger,
): AsyncGenerator<string> {
  const includes = selection.include.length === 0 ? () => true : globMatch(selection.include);
  const excludes = selection.exclude.length === 0 ? () => false : globMatch(selection.exclude);
  const walked = walkFiles(root, {
    signal: context.signal,
    obeysIgnores: selection.respect_ignore_files,
    skip: (_path, reason) => ledger.skip(reason),
  });
  for await (const path of walked) if (includes(path) && !excludes(path)) yield path;
}
