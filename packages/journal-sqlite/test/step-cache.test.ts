import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheEntry } from '@codomyrmex/dag';
import { openStore, type StoreWarning } from '@codomyrmex/journal-sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { inFolder } from './in-folder.ts';

const folder = inFolder();
const fingerprint = 'ab'.repeat(32);

async function cacheOf() {
  const warnings: StoreWarning[] = [];
  const store = await openStore({ folder: folder.path, durability: 'relaxed', onWarning: (one) => warnings.push(one) });
  onTestFinished(() => store.close());
  return { cache: store.stepCache, warnings };
}

const entry = (hash: string): CacheEntry => ({
  run: 'r',
  at: 1,
  output: { text: 'x'.repeat(1_000) },
  files: [{ path: 'out', mode: 0o644, hash }],
  parts: {},
});

function source(content: string): string {
  const path = join(folder.path, 'source');
  writeFileSync(path, content);
  return path;
}

it.each<[string, (file: string) => void]>([
  ['cut short', (file) => truncateSync(file, 200)],
  ['empty', (file) => truncateSync(file, 0)],
  ['added to', (file) => appendFileSync(file, 'x')],
  ['other JSON', (file) => writeFileSync(file, '{}')],
])('given an entry that is %s, then it is a miss, told of once, and removed', async (_, damage) => {
  const { cache, warnings } = await cacheOf();
  await cache.keep(fingerprint, entry(await cache.storeFile(source('content'))));
  const file = join(folder.path, 'cache/entries/ab', `${fingerprint}.json`);
  damage(file);
  expect([await cache.find(fingerprint), await cache.find(fingerprint)]).toEqual([undefined, undefined]);
  expect(warnings).toMatchObject([{ kind: 'damaged_file', message: expect.stringContaining(fingerprint) }]);
  expect(existsSync(file)).toBe(false);
});

it('given a damaged content that is stored again before anybody noticed, then it is whole', async () => {
  const { cache } = await cacheOf();
  const hash = await cache.storeFile(source('content'));
  writeFileSync(join(folder.path, 'cache/contents', hash.slice(0, 2), hash), 'CONTENT');
  await cache.storeFile(source('content'));
  const target = join(folder.path, 'target');
  expect(await cache.writeFile(hash, target)).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe('content');
});

it('given a stored content that is damaged, then no file is written and it is removed, to be stored anew', async () => {
  const { cache } = await cacheOf();
  const hash = await cache.storeFile(source('content'));
  const stored = join(folder.path, 'cache/contents', hash.slice(0, 2), hash);
  appendFileSync(stored, 'x');
  const target = join(folder.path, 'target');
  expect(await cache.writeFile(hash, target)).toBe(false);
  expect([existsSync(target), existsSync(stored)]).toEqual([false, false]);
  await cache.storeFile(source('content'));
  expect(await cache.writeFile(hash, target)).toBe(true);
});

it('given many files at once that cannot be read, then no beginning of a copy is left', async () => {
  const { cache } = await cacheOf();
  const missing = Array.from({ length: 40 }, (_, n) => cache.storeFile(join(folder.path, `nowhere${n}`)));
  const folders = Array.from({ length: 40 }, () => cache.storeFile(folder.path));
  for (const stored of await Promise.allSettled([...missing, ...folders])) expect(stored.status).toBe('rejected');
  const left = readdirSync(join(folder.path, 'cache'), { recursive: true, withFileTypes: true });
  expect(left.filter((item) => item.isFile())).toEqual([]);
});

it('given everything that a cache does, then nothing half-written and no claim is left', async () => {
  const { cache } = await cacheOf();
  const release = cache.claim(fingerprint);
  const hash = await cache.storeFile(source('content'));
  await cache.storeFile(source('content'));
  await cache.keep(fingerprint, entry(hash));
  await cache.keep(fingerprint, entry(hash));
  await expect(cache.storeFile(join(folder.path, 'nowhere'))).rejects.toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' });
  release?.();
  const files = readdirSync(join(folder.path, 'cache'), { recursive: true, withFileTypes: true });
  expect(
    files
      .filter((item) => item.isFile())
      .map(({ name }) => name)
      .sort(),
  ).toEqual([`${fingerprint}.json`, hash].sort());
});

it('given a store that is only looked at, then no folder is made', async () => {
  const { cache } = await cacheOf();
  expect(await cache.find(fingerprint)).toBeUndefined();
  await cache.forget(fingerprint);
  expect(readdirSync(folder.path)).toEqual([]);
});
