import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CacheEntry, StepCache } from '@codomyrmex/dag';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from './code-of.ts';

/** One place where results of steps are kept. */
export interface StepCachePlace {
  /** The cache as another process sees it. */
  open(maxBytes?: number): Promise<StepCache>;
  remove(): Promise<void>;
}

const fingerprint = (of: string | number): string => createHash('sha256').update(String(of)).digest('hex');
const entry = (more: Partial<CacheEntry> = {}): CacheEntry => ({
  run: 'r',
  at: 1,
  output: null,
  files: [],
  parts: {},
  ...more,
});

interface Given {
  readonly place: StepCachePlace;
  readonly folder: string;
  /** Gives the path of a new file with that content. */
  file(name: string, content: string): Promise<string>;
}

/** What every {@link StepCache} guarantees. */
export function stepCacheConformance(name: string, create: () => Promise<StepCachePlace>): void {
  describe(`${name} as a cache of steps`, () => {
    let place: StepCachePlace;
    let folder: string;
    beforeEach(async () => {
      place = await create();
      folder = await mkdtemp(join(tmpdir(), 'cached-'));
    });
    afterEach(async () => {
      await place.remove();
      await rm(folder, { recursive: true });
    });
    const given: Given = {
      get place() {
        return place;
      },
      get folder() {
        return folder;
      },
      file: async (named, content) => {
        const path = join(folder, named);
        await writeFile(path, content);
        return path;
      },
    };
    keepsEntries(given);
    marksEntries(given);
    keepsFiles(given);
    givesClaims(given);
  });
}

function keepsEntries(given: Given): void {
  it('given any keeping, forgetting and finding by two processes, then each finds what was kept last, exactly', async () => {
    const caches = [await given.place.open(), await given.place.open()];
    const model = new Map<string, CacheEntry>();
    const step = fc.record({
      by: fc.nat({ max: 1 }),
      of: fc.nat({ max: 4 }),
      does: fc.constantFrom('keep', 'find', 'forget'),
      output: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const { by, of, does, output } of steps) {
          const cache = caches[by];
          const key = fingerprint(of);
          // JSON knows no -0.
          const kept = entry({ run: `r${of}`, output: JSON.parse(JSON.stringify(output)), parts: { of } });
          if (does === 'keep') await cache?.keep(key, kept);
          if (does === 'keep') model.set(key, kept);
          if (does === 'forget') await cache?.forget(key);
          if (does === 'forget') model.delete(key);
          const found = await cache?.find(key);
          const asKept = model.get(key);
          expect(found).toEqual(asKept && { ...asKept, mark: found?.mark });
        }
      }),
      { numRuns: 20, seed: 3 },
    );
  });

  it.each(['', '../x', 'A'.repeat(64), 'a'.repeat(63)])(
    'given "%s" for a fingerprint, then it is refused',
    async (text) => {
      const cache = await given.place.open();
      expect(await codeOf(() => cache.find(text))).toBe('USAGE');
      expect(await codeOf(() => cache.has(text, 'm'))).toBe('USAGE');
      expect(await codeOf(() => cache.keep(text, entry()))).toBe('USAGE');
      expect(await codeOf(() => cache.claim(text))).toBe('USAGE');
    },
  );
}

function marksEntries(given: Given): void {
  it('given an entry that was found, then its mark tells for every process whether it is still there', async () => {
    const [one, two] = [await given.place.open(), await given.place.open()];
    await one.keep(fingerprint(1), entry());
    await one.keep(fingerprint(2), entry());
    const mark = (await one.find(fingerprint(1)))?.mark ?? '';
    for (const cache of [one, two, one]) {
      expect(await cache.has(fingerprint(1), mark)).toBe(true);
      expect((await cache.find(fingerprint(1)))?.mark).toBe(mark);
      expect(await cache.has(fingerprint(1), `${mark}0`)).toBe(false);
      expect(await cache.has(fingerprint(3), mark)).toBe(false);
    }
    expect(await two.has(fingerprint(2), mark)).toBe(false);
    await two.forget(fingerprint(1));
    expect(await one.has(fingerprint(1), mark)).toBe(false);
  });

  it('given other entries in its place, then each has a mark of its own', async () => {
    const [one, two] = [await given.place.open(), await given.place.open()];
    const marks: string[] = [];
    for (const output of [1, 2, 1.5]) {
      await two.keep(fingerprint(1), entry({ output }));
      for (const mark of marks) expect(await one.has(fingerprint(1), mark)).toBe(false);
      marks.push((await one.find(fingerprint(1)))?.mark ?? '');
    }
    expect(new Set(marks).size).toBe(3);
  });
}

function keepsFiles(given: Given): void {
  it('given a stored file, then its content comes back under its hash into a new file, and only there', async () => {
    const [one, two] = [await given.place.open(), await given.place.open()];
    const content = 'ü'.repeat(300_000);
    const hash = await one.storeFile(await given.file('a', content));
    expect(hash).toBe(fingerprint(content));
    await one.keep(fingerprint(1), entry({ files: [{ path: 'a', mode: 0o644, hash }] }));
    expect(await two.writeFile(hash, join(given.folder, 'b'))).toBe(true);
    expect(await readFile(join(given.folder, 'b'), 'utf8')).toBe(content);
    await expect(one.writeFile(hash, join(given.folder, 'a'))).rejects.toThrow('EEXIST');
    expect(await readFile(join(given.folder, 'a'), 'utf8')).toBe(content);
  });

  it('given a content that is not there, then no file is written', async () => {
    const cache = await given.place.open();
    expect(await cache.writeFile(fingerprint('nothing'), join(given.folder, 'b'))).toBe(false);
    await expect(stat(join(given.folder, 'b'))).rejects.toThrow('ENOENT');
  });

  it('given more than fits, then entries that were used least lately go first, and the rest stays whole', async () => {
    const cache = await given.place.open(40_000);
    const hashes: string[] = [];
    for (let n = 0; n < 8; n++) {
      const hash = await cache.storeFile(await given.file(`f${n}`, String(n).repeat(8_000)));
      hashes.push(hash);
      await cache.keep(fingerprint(n), entry({ at: n, files: [{ path: 'f', mode: 0o600, hash }] }));
      const first = await cache.find(fingerprint(0));
      // Either is a use of it.
      if (n > 3) expect(await cache.has(fingerprint(0), first?.mark ?? '')).toBe(true);
    }
    const found = await Promise.all(hashes.map((_, n) => cache.find(fingerprint(n))));
    expect(found[0]).toBeDefined();
    expect(found[7]).toBeDefined();
    expect(found.slice(1, 4)).toEqual([undefined, undefined, undefined]);
    for (const [n, kept] of found.entries()) {
      if (kept !== undefined) expect(await cache.writeFile(hashes[n] ?? '', join(given.folder, `back${n}`))).toBe(true);
    }
  });
}

function givesClaims(given: Given): void {
  it('given a claim, then nobody else has it until it is given back; another fingerprint is free', async () => {
    const [one, two] = [await given.place.open(), await given.place.open()];
    const release = one.claim(fingerprint(1));
    expect(release).toBeDefined();
    expect([one.claim(fingerprint(1)), two.claim(fingerprint(1))]).toEqual([undefined, undefined]);
    const other = two.claim(fingerprint(2));
    expect(other).toBeDefined();
    release?.();
    const again = two.claim(fingerprint(1));
    expect(again).toBeDefined();
    again?.();
    other?.();
  });
}
