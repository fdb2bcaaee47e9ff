import { createHash } from 'node:crypto';
import { isOrchestrationError } from '@codomyrmex/core';
import type { Payloads } from '@codomyrmex/dag';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** One place where large values are stored. */
export interface PayloadsPlace {
  /** The payloads as another process sees them. */
  open(): Promise<Payloads>;
  remove(): Promise<void>;
}

/** What every {@link Payloads} guarantees. */
export function payloadsConformance(name: string, create: () => Promise<PayloadsPlace>): void {
  describe(`${name} as a store of payloads`, () => {
    let place: PayloadsPlace;
    beforeEach(async () => {
      place = await create();
    });
    afterEach(() => place.remove());

    it('given any text, when it is written, then another process reads it back under its SHA-256', async () => {
      const writer = await place.open();
      const reader = await place.open();
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (text) => {
          const json = JSON.stringify(text);
          const hash = await writer.write(json);
          expect(hash).toBe(createHash('sha256').update(json, 'utf8').digest('hex'));
          expect(await reader.read(hash)).toBe(json);
        }),
        { numRuns: 30 },
      );
    });

    it('given a value of several megabytes, then it comes back whole', async () => {
      const payloads = await place.open();
      const json = JSON.stringify({ text: 'ü'.repeat(2_000_000) });
      expect(await payloads.read(await payloads.write(json))).toBe(json);
    });

    it('given one value written many times at once, then it is stored once and stays readable', async () => {
      const [one, two] = [await place.open(), await place.open()];
      const json = JSON.stringify({ same: 'x'.repeat(10_000) });
      const hashes = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : two).write(json)));
      expect(new Set(hashes).size).toBe(1);
      expect(await one.read(hashes[0] ?? '')).toBe(json);
    });

    it('given a hash under which nothing was written, then reading it says so', async () => {
      const payloads = await place.open();
      const error = await payloads.read('0'.repeat(64)).catch((thrown: unknown) => thrown);
      expect(isOrchestrationError(error) && error.code).toBe('JOURNAL_CORRUPT');
    });
  });
}
