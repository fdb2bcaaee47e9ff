import { existsSync } from 'node:fs';
import { isOrchestrationError, type OrchestrationError, StorageError } from '@codomyrmex/core';
import type { Database, OpenDatabase } from './driver.ts';
import { refuseEmptied } from './emptied-file.ts';
import type { SlotFolder } from './slot-folder.ts';
import { SlotLock } from './slot-lock.ts';
import type { SlotReaders } from './slot-readers.ts';
import { checkSchema, createSchema } from './slot-schema.ts';
import { openForWriting, type SlotSettings } from './slot-settings.ts';
import { corrupt, storageError } from './storage-errors.ts';
import type { Writer } from './writer.ts';

/** Slots whose runs were left unfinished are passed over up to this many, so that anybody can still resume those runs. */
const MANY_SLOTS = 64;
/** As many processes can write to one data folder at once. */
const MAX_SLOTS = 1_000;

/** A slot that this process may write. */
export interface HeldSlot {
  readonly slot: number;
  readonly file: string;
  /** Counts the holders of the slot; what this one begins or adopts bears it. */
  readonly claim: number;
  /** The last run's row: rows are given out by the holder. */
  lastRun: number;
}

export interface HeldSlotsPorts {
  readonly open: OpenDatabase;
  readonly folder: SlotFolder;
  readonly readers: SlotReaders;
  readonly writer: Writer;
  readonly settings: SlotSettings;
  /** A damaged file was passed over. */
  readonly onSkipped: (error: OrchestrationError) => void;
}

/** The slots of this process: none until something is written, one from then on, more after adopting runs from others. */
export class HeldSlots {
  readonly #ports: HeldSlotsPorts;
  readonly #held = new Map<number, { readonly slot: HeldSlot; readonly lock: SlotLock }>();

  constructor(ports: HeldSlotsPorts) {
    this.#ports = ports;
  }

  /** False until the first slot was got: then {@link home} takes its time. */
  get hasHome(): boolean {
    return this.#held.size > 0;
  }

  /** Where new runs go: the first slot that this process got. @throws StorageError */
  home(): HeldSlot {
    const [first] = this.#held.values();
    return first?.slot ?? this.#claimHome();
  }

  /** `undefined` when another live process has it. @throws StorageError */
  claim(slot: number): HeldSlot | undefined {
    const { folder } = this.#ports;
    try {
      return this.#held.get(slot)?.slot ?? this.#tryClaim(slot);
    } catch (error) {
      throw storageError(folder.file(slot), error);
    }
  }

  all(): Iterable<number> {
    return this.#held.keys();
  }

  holds(slot: number): boolean {
    return this.#held.has(slot);
  }

  fileOf(slot: number): string {
    return this.#ports.folder.file(slot);
  }

  lockState(slot: number): 'held' | 'free' {
    if (this.holds(slot)) return 'held';
    const file = this.#ports.folder.lockFile(slot);
    return existsSync(file) && SlotLock.isHeld(this.#ports.open, file) ? 'held' : 'free';
  }

  /** Lets go of all locks but those of slots whose files are still open. */
  release(stillOpen: readonly number[]): void {
    for (const [slot, { lock }] of this.#held) {
      if (!stillOpen.includes(slot)) lock.release();
    }
  }

  #claimHome(): HeldSlot {
    const { folder } = this.#ports;
    try {
      folder.make();
    } catch (error) {
      throw storageError(folder.path, error);
    }
    const existing = folder.slots();
    for (const slot of existing) {
      const held = this.#isTidy(slot) ? this.#claimUndamaged(slot) : undefined;
      if (held !== undefined) return held;
    }
    const untidy = existing.length < MANY_SLOTS ? [] : existing;
    const fresh = Array.from({ length: MAX_SLOTS }, (_, slot) => slot).filter((slot) => !existing.includes(slot));
    for (const slot of [...untidy, ...fresh]) {
      const held = this.#claimUndamaged(slot);
      if (held !== undefined) return held;
    }
    throw new StorageError(`${folder.path}: ${MAX_SLOTS} processes already write here`, {
      code: 'DATA_FOLDER_UNUSABLE',
    });
  }

  /** A run that its process left unfinished can be resumed only by who has its slot: leave that to who wants to. */
  #isTidy(slot: number): boolean {
    return this.#undamaged(() => this.#ports.readers.in(slot, (reader) => !reader.hasUnfinished()) ?? true) ?? false;
  }

  #claimUndamaged(slot: number): HeldSlot | undefined {
    return this.#undamaged(() => this.claim(slot));
  }

  #undamaged<T>(use: () => T): T | undefined {
    try {
      return use();
    } catch (error) {
      if (!isOrchestrationError(error) || error.code !== 'JOURNAL_CORRUPT') throw error;
      this.#ports.onSkipped(error);
      return undefined;
    }
  }

  #tryClaim(slot: number): HeldSlot | undefined {
    const { open, folder, writer } = this.#ports;
    const lock = SlotLock.claim(open, folder.lockFile(slot));
    if (lock === undefined) return undefined;
    try {
      const { database, ...claimed } = this.#prepare(slot);
      const held: HeldSlot = { slot, file: folder.file(slot), ...claimed };
      writer.attach(slot, held.file, database);
      this.#held.set(slot, { slot: held, lock });
      return held;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  #prepare(slot: number): { readonly database: Database; readonly claim: number; lastRun: number } {
    const { open, folder, readers, settings } = this.#ports;
    const file = folder.file(slot);
    refuseEmptied(file);
    // A file leaves WAL only while nobody else has it open.
    if (settings.logging === 'rollback') readers.drop(slot);
    const database = openForWriting(open, file, settings);
    try {
      const found = checkSchema(database, file);
      if (found === 'empty') createSchema(database);
      // Also where the file was there: who made it may not have come to this point.
      if (found === 'empty' || settings.durability === 'strict') folder.sync();
      const claim = database
        .prepare<{ claim: number }>('UPDATE slot SET claim = claim + 1 RETURNING claim')
        .get()?.claim;
      if (claim === undefined) throw corrupt(file, 'its slot row is missing');
      const lastRun =
        database.prepare<{ last: number }>('SELECT coalesce(max(id), 0) AS last FROM run').get()?.last ?? 0;
      return { database, claim, lastRun };
    } catch (error) {
      database.close();
      throw error;
    }
  }
}
