import { join } from 'node:path';
import { type ActionContext, ActionError } from '@codomyrmex/core';

/** A regular file below a folder that was walked. */
export interface WalkedFile {
  /** From that folder, with `/`. */
  readonly path: string;
  /** Absolute. */
  readonly at: string;
}

export interface Walked {
  /** By path, in an order that is the same on every machine. */
  readonly files: readonly WalkedFile[];
  /** What is neither file nor folder, links above all: never followed. */
  readonly passedOver: readonly string[];
}

/** Kept out of what is archived and compared unless told otherwise: what tools make, and history. */
export const usualExclusions: readonly string[] = [
  '.git',
  '.codomyrmex',
  '.venv',
  '.turbo',
  '.pytest_cache',
  '__pycache__',
  'node_modules',
];

const MAX_FILES = 50_000;
const MAX_DEPTH = 64;

/** @throws ActionError TOO_MANY_ENTRIES */
export async function walk(context: ActionContext, folder: string, exclude: readonly string[]): Promise<Walked> {
  const files: WalkedFile[] = [];
  const passedOver: string[] = [];
  const open: { at: string; path: string; depth: number }[] = [{ at: folder, path: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    context.signal.throwIfAborted();
    if (next.depth > MAX_DEPTH) throw tooMuch(`folders more than ${MAX_DEPTH} deep`, next.path);
    for (const { name, kind } of await context.fs.list(next.at)) {
      const path = next.path === '' ? name : `${next.path}/${name}`;
      const at = join(next.at, name);
      if (exclude.includes(name) || exclude.includes(path)) continue;
      if (kind === 'folder') open.push({ at, path, depth: next.depth + 1 });
      else if (kind === 'file') files.push({ path, at });
      else passedOver.push(path);
    }
    if (files.length > MAX_FILES) throw tooMuch(`more than ${MAX_FILES} files`, next.path);
  }
  const byPath = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return { files: files.toSorted((a, b) => byPath(a.path, b.path)), passedOver: passedOver.toSorted(byPath) };
}

const tooMuch = (what: string, path: string): ActionError =>
  new ActionError(`there are ${what}, at "${path}"`, {
    code: 'TOO_MANY_ENTRIES',
    retryable: false,
    suggestions: ['Name a smaller folder, or what to exclude.'],
  });
