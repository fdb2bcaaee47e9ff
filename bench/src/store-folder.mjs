import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@codomyrmex/journal-sqlite';

/**
 * Gives `work` the embedded store in a folder of its own, and removes it afterwards.
 * @template Value
 * @param {'relaxed' | 'strict'} durability
 * @param {(store: Awaited<ReturnType<typeof openStore>>, folder: string) => Promise<Value>} work
 * @returns {Promise<Value>}
 */
export async function inStore(durability, work) {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-bench-'));
  const store = await openStore({ folder, durability });
  try {
    return await work(store, folder);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
