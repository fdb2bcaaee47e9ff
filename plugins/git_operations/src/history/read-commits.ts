import { readFile } from 'node:fs/promises';
import { type ActionContext, ActionError } from '@codomyrmex/core';
import type { Repository } from '../repository.ts';
import { type Commit, numstatFormat, parseNumstat } from './numstat.ts';

/** Commits that one command is asked for: large enough to make its start cheap, small enough to bound its output. */
const AT_ONCE = 250;
const KEEP_BYTES = 32 * 1024 * 1024;
const HASH_BYTES = 65;

export interface CommitList {
  /** The newest first, without merges. */
  readonly hashes: readonly string[];
  /** There are older ones. */
  readonly truncated: boolean;
}

/** Commits that touch the repository's folder, merges left out: what they bring is counted where it was made. */
export async function listCommits(
  repository: Repository,
  { max, since }: { readonly max: number; readonly since: string | undefined },
): Promise<CommitList> {
  const output = await repository.text(
    [
      'rev-list',
      '--no-merges',
      `--max-count=${max + 1}`,
      ...(since === undefined ? [] : [`--since=${since}`]),
      'HEAD',
      ...pathOf(repository),
    ],
    { keepBytes: (max + 1) * HASH_BYTES },
  );
  const hashes = output.split('\n').filter((line) => line !== '');
  return { hashes: hashes.slice(0, max), truncated: hashes.length > max };
}

/** How many merges touch the folder. */
export async function countMerges(repository: Repository, since: string | undefined): Promise<number> {
  const range = since === undefined ? [] : [`--since=${since}`];
  const output = await repository.text(['rev-list', '--merges', '--count', ...range, 'HEAD', ...pathOf(repository)]);
  return Number(output);
}

function pathOf({ prefix }: Repository): string[] {
  return prefix === '' ? [] : ['--', '.'];
}

export interface ReadCommits {
  readonly commits: AsyncIterable<Commit>;
  /** Commits whose list of changes is larger than 32 MiB; known when all are read. */
  tooLarge(): number;
}

/** Commits with their changes, in the order of `hashes`, read in pieces. Paths are relative to the repository's folder. */
export function readCommits(context: ActionContext, repository: Repository, hashes: readonly string[]): ReadCommits {
  let tooLarge = 0;
  async function* read(piece: readonly string[]): AsyncGenerator<Commit> {
    context.signal.throwIfAborted();
    const result = await repository.run(
      [
        'diff-tree',
        '--stdin',
        '-r',
        '--root',
        '--always',
        '-M',
        '-l400',
        '--no-ext-diff',
        '--no-textconv',
        '--relative',
        '--numstat',
        '-z',
        `--format=${numstatFormat}`,
      ],
      { stdin: piece.map((hash) => `${hash}\n`).join(''), keepBytes: KEEP_BYTES },
    );
    if (result.exitCode !== 0) throw unreadable(result.stderr);
    if (result.stdoutBytes <= KEEP_BYTES) yield* parseNumstat(result.stdout);
    else if (piece.length === 1) tooLarge += 1;
    else {
      const half = Math.ceil(piece.length / 2);
      yield* read(piece.slice(0, half));
      yield* read(piece.slice(half));
    }
  }
  async function* all(): AsyncGenerator<Commit> {
    for (let start = 0; start < hashes.length; start += AT_ONCE) {
      yield* read(hashes.slice(start, start + AT_ONCE));
      context.progress(
        Math.min(1, (start + AT_ONCE) / hashes.length),
        `${Math.min(start + AT_ONCE, hashes.length)} commits`,
      );
    }
  }
  return { commits: all(), tooLarge: () => tooLarge };
}

function unreadable(stderr: string): ActionError {
  return new ActionError(`the history cannot be read: ${stderr.trim().slice(0, 500)}`, {
    code: 'GIT_FAILED',
    retryable: false,
    suggestions: ['in a partial clone, fetch what is missing first; otherwise look at git fsck'],
  });
}

/** Commits at which the history of a shallow clone was cut; their parents, and so their changes, are not known. */
export async function shallowBoundary(repository: Repository): Promise<ReadonlySet<string>> {
  if (!repository.shallow) return new Set();
  const path = await repository.text(['rev-parse', '--path-format=absolute', '--git-path', 'shallow']);
  const text = await readFile(path.replace(/\n$/, ''), 'utf8');
  return new Set(text.split('\n').filter((line) => line !== ''));
}
