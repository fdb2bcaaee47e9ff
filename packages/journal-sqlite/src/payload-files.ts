import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError, UsageError } from '@codomyrmex/core';
import type { Payloads } from '@codomyrmex/dag';
import { makeFolder } from './make-folder.ts';
import { storageError } from './storage-errors.ts';
import { syncFolder } from './sync-folder.ts';
import { systemCode } from './system-code.ts';

/** Files named after their content's SHA-256, in folders of its first byte: `payloads/ab/ab12…`. */
export class PayloadFiles implements Payloads {
  readonly #folder: string;
  /** Folders whose names this process has made durable. */
  readonly #durable = new Set<string>();

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'payloads');
  }

  async write(json: string): Promise<string> {
    const content = Buffer.from(json, 'utf8');
    const hash = sha256(content);
    const file = this.#file(hash);
    try {
      await this.#store(file, content);
    } catch (error) {
      throw storageError(file, error);
    }
    return hash;
  }

  async read(hash: string): Promise<string> {
    // It comes from the journal, and becomes part of a path.
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new UsageError(`"${hash}" is no SHA-256 in hexadecimal digits`);
    const file = this.#file(hash);
    const content = await readFile(file).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') throw damaged(file, 'is missing');
      throw storageError(file, error);
    });
    if (sha256(content) !== hash) throw damaged(file, 'has other content than was stored');
    return content.toString('utf8');
  }

  #file(hash: string): string {
    return join(this.#folder, hash.slice(0, 2), hash);
  }

  /** Durable in either mode: the event that refers to the value must never outlive it. */
  async #store(file: string, content: Buffer): Promise<void> {
    const folder = dirname(file);
    if ((await sizeOf(file)) !== content.length) {
      makeFolder(folder);
      const draft = join(folder, `${randomUUID()}.tmp`);
      try {
        await writeDurably(draft, content);
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    }
    if (!this.#durable.has(folder)) {
      for (const path of [this.#folder, dirname(this.#folder), dirname(dirname(this.#folder))]) await syncFolder(path);
      this.#durable.add(folder);
    }
    // Also where file or folder was there: who made it may not have come to this point.
    await syncFolder(folder);
  }
}

async function writeDurably(file: string, content: Buffer): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function damaged(file: string, how: string): StorageError {
  return new StorageError(`the stored value ${file} ${how}`, {
    code: 'JOURNAL_CORRUPT',
    suggestions: ['Restore the file from a backup; the run that refers to it cannot be resumed without it.'],
  });
}
