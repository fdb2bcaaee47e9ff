import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Durability, openStore, type Store } from '@codomyrmex/journal-sqlite';
import {
  inboxConformance,
  journalConformance,
  payloadsConformance,
  schedulesConformance,
  stepCacheConformance,
} from '@codomyrmex/testing/conformance';

/** A data folder, and the stores opened on it; each passes for a process of its own. */
async function folderOf(durability: Durability) {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const stores: Store[] = [];
  return {
    open: async (cacheBytes?: number) => {
      const store = await openStore({ folder, durability, cacheBytes });
      stores.push(store);
      return store;
    },
    remove: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await rm(folder, { recursive: true });
    },
  };
}

for (const durability of ['relaxed', 'strict'] as const) {
  journalConformance(`the store on disk, ${durability},`, async () => {
    const { open, remove } = await folderOf(durability);
    return {
      open: async () => {
        const { journal } = await open();
        return journal;
      },
      remove,
    };
  });
}

payloadsConformance('the store on disk', async () => {
  const { open, remove } = await folderOf('relaxed');
  return { open: async () => (await open()).payloads, remove };
});

inboxConformance('the store on disk', async () => {
  const { open, remove } = await folderOf('relaxed');
  return { open: async () => (await open()).inbox, remove };
});

stepCacheConformance('the store on disk', async () => {
  const { open, remove } = await folderOf('relaxed');
  return { open: async (maxBytes) => (await open(maxBytes)).stepCache, remove };
});

schedulesConformance('the store on disk', async () => {
  const { open, remove } = await folderOf('relaxed');
  return { open: async () => (await open()).schedules, remove };
});
