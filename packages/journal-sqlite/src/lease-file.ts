import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OrchestrationError, StorageError } from '@codomyrmex/core';
import type { Database, OpenDatabase } from './driver.ts';
import type { LeaseMembers } from './lease-members.ts';
import { createLeaseSchema, leaseSchemaState } from './lease-schema.ts';
import { LeaseTables } from './lease-tables.ts';
import { makeFolder } from './make-folder.ts';
import { storageError } from './storage-errors.ts';

/** An exchange takes some hundred microseconds; who has the file for longer has stopped in the middle of one. */
const BUSY_MS = 500;

export interface LeaseFilePorts {
  readonly open: OpenDatabase;
  readonly dataFolder: string;
  readonly members: LeaseMembers;
  /** `rollback` for file systems where WAL is unsafe; it takes ten times as many calls of the system. */
  readonly logging: 'wal' | 'rollback';
  /** A damaged file was set aside. */
  readonly onDamage: (error: OrchestrationError) => void;
}

interface Opened {
  readonly database: Database;
  readonly tables: LeaseTables;
  readonly identity: string;
}

/**
 * `leases.db`. Who holds what is known to the processes that live, and nothing is held after a power cut: so nothing is ever
 * synced to the disk, and a damaged file is worth nothing. It is not replaced, though, while another process lives that may
 * hold what stood in it.
 */
export class LeaseFile {
  readonly path: string;
  readonly #ports: LeaseFilePorts;
  #opened: Opened | undefined;

  constructor(ports: LeaseFilePorts) {
    this.#ports = ports;
    this.path = join(ports.dataFolder, 'leases.db');
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  /** `undefined` before the first exchange, and after the file was replaced or removed. */
  get tables(): LeaseTables | undefined {
    return this.#current()?.tables;
  }

  /**
   * Excludes all other processes while `use` runs. What it did is kept when it gives `changed`, and only then.
   * @throws StorageError
   */
  exclusively(use: (tables: LeaseTables) => 'changed' | 'same'): void {
    try {
      this.#exclusively(use);
    } catch (error) {
      const told = storageError(this.path, error);
      if (told.code !== 'JOURNAL_CORRUPT') throw told;
      this.#setAside(told);
      this.#exclusively(use);
    }
  }

  close(): void {
    this.#opened?.database.close();
    this.#opened = undefined;
  }

  #exclusively(use: (tables: LeaseTables) => 'changed' | 'same'): void {
    const { database, tables } = this.#current() ?? this.#connect();
    database.exec('BEGIN EXCLUSIVE');
    try {
      const isNew = leaseSchemaState(database, this.path) === 'empty';
      if (isNew) {
        this.#refuseLoss();
        createLeaseSchema(database);
      }
      const result = use(tables);
      database.exec(result === 'changed' || isNew ? 'COMMIT' : 'ROLLBACK');
    } catch (error) {
      rollBack(database);
      throw error;
    }
  }

  #current(): Opened | undefined {
    return this.#opened?.identity === this.#identity() ? this.#opened : undefined;
  }

  #connect(): Opened {
    this.close();
    makeFolder(dirname(this.path));
    const database = this.#ports.open(this.path, 'read_write');
    try {
      database.exec(
        `PRAGMA busy_timeout=${BUSY_MS}; PRAGMA journal_mode=${this.#ports.logging === 'wal' ? 'WAL' : 'PERSIST'}; ` +
          'PRAGMA synchronous=OFF; PRAGMA mmap_size=0',
      );
      this.#opened = { database, tables: new LeaseTables(database), identity: this.#identity() };
      return this.#opened;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Numbers are taken after the file is made: if somebody has one, the file was there and is lost. */
  #refuseLoss(): void {
    const others = this.#ports.members.others();
    if (others.length > 0) throw lost(this.path, 'was removed', others.length);
  }

  #setAside(damage: OrchestrationError): void {
    const others = this.#ports.members.others();
    if (others.length > 0) throw lost(this.path, 'is damaged', others.length);
    this.close();
    const aside = `${this.path}.damaged-${Date.now()}`;
    renameSync(this.path, aside);
    // They belong to the damaged file and would be played back into the new one.
    for (const end of ['-journal', '-wal', '-shm']) rmSync(`${this.path}${end}`, { force: true });
    this.#ports.onDamage(
      new StorageError(
        `${damage.message}; it is set aside as ${aside} and a new one is made: no other process held anything`,
        {
          code: 'JOURNAL_CORRUPT',
          suggestions: ['Delete it when you have looked at it.'],
          cause: damage,
        },
      ),
    );
  }

  #identity(): string {
    const stat = statSync(this.path, { throwIfNoEntry: false });
    return stat === undefined ? '' : `${stat.dev}:${stat.ino}`;
  }
}

function lost(path: string, how: string, others: number): StorageError {
  return new StorageError(
    `${path} ${how} while ${others} other processes use it: what they hold is not known, so nothing shared is granted`,
    { code: 'DATA_FOLDER_UNUSABLE', suggestions: ['Wait until they have ended, or end them.'] },
  );
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // There was no transaction: SQLite ends it by itself when the disk is full.
  }
}
