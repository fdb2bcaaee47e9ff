import { isOrchestrationError, type OrchestrationError } from '@codomyrmex/core';
import type { OpenDatabase } from './driver.ts';
import type { SlotFolder } from './slot-folder.ts';
import { SlotReader } from './slot-reader.ts';
import { storageError } from './storage-errors.ts';

export interface Found<T> {
  readonly slot: number;
  readonly value: T;
}

/**
 * Readers of all slot files, opened on first use and kept: opening one costs as much as reading 200 events.
 * A file that cannot be read does not keep the others from being read; it is told in `problems`.
 */
export class SlotReaders {
  readonly #open: OpenDatabase;
  readonly #folder: SlotFolder;
  readonly #readers = new Map<number, { readonly reader: SlotReader; readonly identity: string }>();
  #problems: ReadonlyMap<number, OrchestrationError> = new Map();
  /** What `any` asks in this turn of the event loop. */
  #looked: readonly number[] | undefined;
  /** Slots whose files were seen in this turn of the event loop to be those that are open. */
  readonly #same = new Set<number>();

  constructor(open: OpenDatabase, folder: SlotFolder) {
    this.#open = open;
    this.#folder = folder;
  }

  /** Why files could not be read when last tried. */
  problems(): readonly OrchestrationError[] {
    return [...this.#problems.values()];
  }

  /** From every file that can be read. */
  all<T>(read: (reader: SlotReader, slot: number) => T): readonly T[] {
    const problems = new Map<number, OrchestrationError>();
    const values: T[] = [];
    for (const slot of this.#slots()) {
      try {
        const reader = this.#reader(slot);
        if (reader !== undefined) values.push(read(reader, slot));
      } catch (error) {
        problems.set(slot, this.#problem(slot, error));
      }
    }
    this.#problems = problems;
    return values;
  }

  /**
   * The first file's answer that is not `undefined`.
   * @throws StorageError when there is none, but a file could not be read: what is looked for may be in that one.
   */
  first<T>(read: (reader: SlotReader) => T | undefined): Found<T> | undefined {
    let problem: OrchestrationError | undefined;
    for (const slot of this.#knownFirst()) {
      try {
        const value = this.in(slot, read);
        if (value !== undefined) return { slot, value };
      } catch (error) {
        problem ??= storageError(this.#folder.file(slot), error);
      }
    }
    if (problem !== undefined) throw problem;
    return undefined;
  }

  /**
   * Whether a file that can be read says so. The folder, which costs ten times as much as the answer of a file, is looked into
   * once for all who ask before other processes' work could be waited for.
   */
  any(read: (reader: SlotReader) => boolean): boolean {
    const looked = this.#looked;
    if (looked !== undefined) return looked.some((slot) => this.#says(slot, read));
    const answers = this.all((reader, slot) => ({ slot, isSo: read(reader) }));
    this.#looked = answers.map(({ slot }) => slot);
    process.nextTick(() => {
      this.#looked = undefined;
    });
    return answers.some(({ isSo }) => isSo);
  }

  #says(slot: number, read: (reader: SlotReader) => boolean): boolean {
    const known = this.#readers.get(slot)?.reader;
    try {
      return (known?.access === 'read_only' ? read(known) : this.in(slot, read)) ?? false;
    } catch (error) {
      this.#problem(slot, error);
      return false;
    }
  }

  /** From one file. @throws StorageError */
  in<T>(slot: number, read: (reader: SlotReader) => T): T | undefined {
    try {
      const reader = this.#reader(slot);
      return reader && read(reader);
    } catch (error) {
      throw this.#problem(slot, error);
    }
  }

  /** Then the file is open. */
  canRead(slot: number): boolean {
    try {
      return this.#reader(slot) !== undefined;
    } catch (error) {
      this.#problem(slot, error);
      return false;
    }
  }

  close(): void {
    for (const slot of this.#readers.keys()) this.drop(slot);
  }

  /** Lets go of a file until it is read again. */
  drop(slot: number): void {
    this.#readers.get(slot)?.reader.close();
    this.#readers.delete(slot);
    this.#same.delete(slot);
  }

  /** Looking into the folder costs more than asking a file that is open. */
  *#knownFirst(): Iterable<number> {
    const known = [...this.#readers.keys()];
    yield* known;
    for (const slot of this.#slots()) if (!known.includes(slot)) yield slot;
  }

  #slots(): readonly number[] {
    try {
      return this.#folder.slots();
    } catch (error) {
      throw storageError(this.#folder.path, error);
    }
  }

  /**
   * Looks at the file once for all who ask before other processes' work could be waited for: that costs as much as reading twenty
   * events of it.
   */
  #reader(slot: number): SlotReader | undefined {
    const known = this.#readers.get(slot);
    if (known !== undefined && this.#same.has(slot)) return known.reader;
    const identity = this.#folder.identity(slot);
    if (known?.identity === identity && known?.reader.access === 'read_only') {
      if (this.#same.size === 0) process.nextTick(() => this.#same.clear());
      this.#same.add(slot);
      return known.reader;
    }
    this.drop(slot);
    if (identity === undefined) return undefined;
    const reader = SlotReader.open(this.#open, this.#folder.file(slot));
    if (reader !== undefined) this.#readers.set(slot, { reader, identity });
    return reader;
  }

  #problem(slot: number, error: unknown): OrchestrationError {
    this.drop(slot);
    const problem = storageError(this.#folder.file(slot), error);
    if (isOrchestrationError(error) || problem.family === 'world') return problem;
    throw error;
  }
}
