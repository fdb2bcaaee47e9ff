import type { Commit } from './numstat.ts';

/** What happened to one file, under the name that it has now. */
export interface FileHistory {
  readonly file: string;
  commits: number;
  added: number;
  deleted: number;
  /** Seconds since the epoch, of the newest commit that changed it. */
  lastChanged: number;
  readonly authors: Set<string>;
}

/** Folds commits, the newest first, into the history of each file. A renamed file keeps its history. */
export class Churn {
  /** How many renames were followed. */
  renames = 0;
  readonly #files = new Map<string, FileHistory>();
  /** An earlier name to the name of today. */
  readonly #nameNow = new Map<string, string>();

  add(commit: Commit): void {
    for (const change of commit.changes) {
      const name = this.#nameNow.get(change.file) ?? change.file;
      const history = this.#historyOf(name);
      history.commits += 1;
      history.added += change.added;
      history.deleted += change.deleted;
      history.lastChanged = Math.max(history.lastChanged, commit.time);
      history.authors.add(commit.author);
    }
    for (const { file, from } of commit.changes) {
      if (from === undefined) continue;
      // In older commits the new name belongs to another file, and the old one to this.
      const name = this.#nameNow.get(file) ?? file;
      this.#nameNow.delete(file);
      this.#nameNow.set(from, name);
      this.renames += 1;
    }
  }

  get files(): IterableIterator<FileHistory> {
    return this.#files.values();
  }

  #historyOf(file: string): FileHistory {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const history = {
      file,
      commits: 0,
      added: 0,
      deleted: 0,
      lastChanged: Number.NEGATIVE_INFINITY,
      authors: new Set<string>(),
    };
    this.#files.set(file, history);
    return history;
  }
}
