import { createHash } from 'node:crypto';
import { StorageError } from '@codomyrmex/core';
import type { Payloads } from '@codomyrmex/dag';

/** Large values by their hash, without a disk. */
export class MemoryPayloads implements Payloads {
  readonly #values: Map<string, string>;

  constructor(values: Map<string, string>) {
    this.#values = values;
  }

  async write(json: string): Promise<string> {
    const hash = createHash('sha256').update(json).digest('hex');
    this.#values.set(hash, json);
    return hash;
  }

  async read(hash: string): Promise<string> {
    const value = this.#values.get(hash);
    if (value === undefined) throw new StorageError(`the stored value ${hash} is missing`, { code: 'JOURNAL_CORRUPT' });
    return value;
  }
}
