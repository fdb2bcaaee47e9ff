/** One commit as `git diff-tree` tells it. */
export interface Commit {
  readonly hash: string;
  /** Seconds since the epoch, by the author's clock. */
  readonly time: number;
  readonly author: string;
  readonly changes: readonly Change[];
}

export interface Change {
  readonly file: string;
  /** The name before, for a rename. */
  readonly from: string | undefined;
  /** Lines; 0 for binary files. */
  readonly added: number;
  readonly deleted: number;
}

const MARK = 'commit';

/** The `--format` of {@link parseNumstat}: fields between NULs, which neither names nor paths can hold. */
export const numstatFormat = `%x00${MARK}%x00%H%x00%at%x00%aN%x00`;

/**
 * Reads the output of `git diff-tree --stdin --numstat -z` with {@link numstatFormat}. A change stands as `added TAB deleted TAB path NUL`,
 * a rename as `added TAB deleted TAB NUL from NUL to NUL`; paths are as they are, whatever characters they have.
 */
export function parseNumstat(output: string): Commit[] {
  const parts = output.split('\0');
  const commits: (Commit & { changes: Change[] })[] = [];
  let at = 0;
  const next = (): string => parts[at++] ?? '';
  while (at < parts.length) {
    // The line feed that ends a header stands before the first change after it.
    const part = next().replace(/^\n/, '');
    if (part === MARK) commits.push({ hash: next(), time: Number(next()), author: next(), changes: [] });
    const counts = /^(\d+|-)\t(\d+|-)\t/.exec(part);
    if (counts === null) continue;
    const path = part.slice(counts[0].length);
    const renamed = path === '' ? { from: next(), file: next() } : { from: undefined, file: path };
    commits.at(-1)?.changes.push({ ...renamed, added: lines(counts[1]), deleted: lines(counts[2]) });
  }
  return commits;
}

/** Reads changes that stand alone, without a commit: the output of `git diff --numstat -z`. */
export function parseChanges(output: string): readonly Change[] {
  return parseNumstat(`\0${MARK}\0\0\0\0${output}`)[0]?.changes ?? [];
}

const lines = (count: string | undefined): number => (count === undefined || count === '-' ? 0 : Number(count));
