import { resolve } from 'node:path';
import { type OrchestrationError, UsageError } from '@codomyrmex/core';
import type { Inbox, Journal, Payloads, StepCache } from '@codomyrmex/dag';
import type { SharedHoldings } from '@codomyrmex/resources';
import type { ScheduleStore } from '@codomyrmex/schedules';
import { loadDriver, type OpenDatabase } from './driver.ts';
import { fileSystemType, fileSystemTypeNow, sharedFileSystem } from './file-system.ts';
import { HeldSlots } from './held-slots.ts';
import { PayloadFiles } from './payload-files.ts';
import { claimServing } from './serving-lock.ts';
import { SharedInbox } from './shared-inbox.ts';
import { SharedLeases } from './shared-leases.ts';
import { SlotFolder } from './slot-folder.ts';
import { SlotReaders } from './slot-readers.ts';
import type { Durability, SlotSettings } from './slot-settings.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { SqliteSchedules } from './sqlite-schedules.ts';
import { StepCacheFiles } from './step-cache-files.ts';
import { storageError } from './storage-errors.ts';
import { ThreadWriter } from './thread-writer.ts';
import { TurnWriter } from './turn-writer.ts';

const CACHE_BYTES = 1024 ** 3;

export type StoreWarning =
  /** The folder lies on a file system on which the fast way of logging is unsafe: the slow one is used. */
  | { readonly kind: 'shared_file_system'; readonly message: string }
  /** A damaged file was passed over when looking for one to write to, or set aside where nothing of worth was in it. */
  | { readonly kind: 'damaged_file'; readonly message: string; readonly error: OrchestrationError };

export interface StoreOptions {
  /** The data folder. Made, for this user only, by the first write; reading makes nothing. */
  readonly folder: string;
  readonly durability: Durability;
  /** How large the cache of results may become, in bytes; 1 GiB unless given. */
  readonly cacheBytes?: number | undefined;
  readonly onWarning?: (warning: StoreWarning) => void;
}

export interface Store {
  readonly journal: Journal;
  readonly payloads: Payloads;
  readonly inbox: Inbox;
  /** What this process and others on the folder hold of the resources that they share. */
  readonly holdings: SharedHoldings;
  /** Results of steps, for all processes on the folder. */
  readonly stepCache: StepCache;
  readonly schedules: ScheduleStore;
  /**
   * Makes this process, by the `name` that others are told, the one that runs what is due, until the returned function is
   * called or it dies. @throws UsageError SERVE_RUNNING.
   */
  readonly claimServing: (name: string) => () => void;
  /** Why some of the journal's files could not be read by the last `list`: the runs in them are missing from its answer. */
  readonly problems: () => readonly OrchestrationError[];
  /** Waits for what is under way and lets go of every file, lock and thread. */
  readonly close: () => Promise<void>;
}

/** What the store needs of the machine; other values only in tests. */
export interface Machine {
  readonly open: OpenDatabase;
  /** The `statfs` type of the folder or its nearest existing parent. */
  readonly fileSystemType: (folder: string) => Promise<number>;
}

/**
 * Opens the store of a data folder. Takes no lock and writes nothing until something is written through it.
 * @throws UsageError SQLITE_MISSING when this Node has no SQLite; StorageError when the folder cannot be looked at.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return await openStoreOn({ open: driver(), fileSystemType }, options);
}

/** The same without waiting, for compositions that are made when they are first used. It throws what {@link openStore} rejects with. */
export function openStoreNow(options: StoreOptions): Store {
  const open = driver();
  const type = typeOrRefuse(resolve(options.folder));
  return storeOn(open, options, settingsFor(type, resolve(options.folder), options));
}

export async function openStoreOn(machine: Machine, options: StoreOptions): Promise<Store> {
  const dataFolder = resolve(options.folder);
  const type = await machine.fileSystemType(dataFolder).catch((error: unknown) => {
    throw storageError(dataFolder, error);
  });
  return storeOn(machine.open, options, settingsFor(type, dataFolder, options));
}

function storeOn(open: OpenDatabase, options: StoreOptions, settings: SlotSettings): Store {
  const dataFolder = resolve(options.folder);
  const warn = options.onWarning ?? (() => undefined);
  const folder = new SlotFolder(dataFolder);
  const readers = new SlotReaders(open, folder);
  const writer = settings.durability === 'strict' ? new ThreadWriter(settings) : new TurnWriter(settings.logging);
  const onDamage = (error: OrchestrationError) => warn({ kind: 'damaged_file', message: error.message, error });
  const slots = new HeldSlots({ open, folder, readers, writer, settings, onSkipped: onDamage });
  const journal = new SqliteJournal({ slots, readers, writer });
  const inbox = new SharedInbox(open, dataFolder);
  const holdings = new SharedLeases({ open, dataFolder, logging: settings.logging, onDamage });
  const schedules = new SqliteSchedules(open, dataFolder);
  return {
    journal,
    payloads: new PayloadFiles(dataFolder),
    inbox,
    holdings,
    stepCache: new StepCacheFiles({
      open,
      dataFolder,
      maxBytes: options.cacheBytes ?? CACHE_BYTES,
      now: Date.now,
      onDamage,
    }),
    schedules,
    claimServing: (name) => claimServing({ open, dataFolder, schedules }, name),
    problems: () => readers.problems(),
    close: async () => {
      inbox.close();
      holdings.close();
      schedules.close();
      await journal.close();
    },
  };
}

function driver(): OpenDatabase {
  try {
    return loadDriver();
  } catch (error) {
    throw sqliteMissing(error);
  }
}

function sqliteMissing(error: unknown): UsageError {
  return new UsageError(error instanceof Error ? error.message : String(error), {
    code: 'SQLITE_MISSING',
    cause: error,
  });
}

function typeOrRefuse(dataFolder: string): number {
  try {
    return fileSystemTypeNow(dataFolder);
  } catch (error) {
    throw storageError(dataFolder, error);
  }
}

function settingsFor(type: number, dataFolder: string, options: StoreOptions): SlotSettings {
  const { durability } = options;
  const shared = sharedFileSystem(type);
  if (shared === undefined) return { durability, logging: 'wal' };
  options.onWarning?.({
    kind: 'shared_file_system',
    message:
      `${dataFolder} lies on ${shared}, where SQLite's fast way of logging damages files: a slower one is used. ` +
      'Put the data folder on a local disk if you can.',
  });
  return { durability, logging: 'rollback' };
}
