import type { Journal } from '@codomyrmex/dag';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heads, listing } from './journal-listing.ts';
import { runSteps, steps } from './journal-model.ts';
import { adopting, owning } from './journal-owning.ts';
import type { JournalPlace, OpenJournal } from './journal-place.ts';
import { reading } from './journal-reading.ts';
import { refusing } from './journal-refusing.ts';
import { manyAtOnce, writing } from './journal-writing.ts';

/** What every {@link Journal} guarantees. Call it once in a test file of each implementation. */
export function journalConformance(name: string, create: () => Promise<JournalPlace>): void {
  describe(`${name} as a journal`, () => {
    let place: JournalPlace;
    let opened: Journal[] = [];
    const open: OpenJournal = async () => {
      const journal = await place.open();
      opened.push(journal);
      return journal;
    };

    beforeEach(async () => {
      place = await create();
    });
    afterEach(async () => {
      for (const journal of opened) await journal.close();
      opened = [];
      await place.remove();
    });

    for (const suite of [writing, manyAtOnce, refusing, reading, listing, heads, owning, adopting]) suite(open);

    it('given any sequence of writes, refusals, deaths and takeovers, then the journal is what a simple model says', async () => {
      const property = fc.asyncProperty(steps, async (taken) => {
        const fresh = await create();
        try {
          await runSteps(fresh, taken);
        } finally {
          await fresh.remove();
        }
      });
      // Each run opens and closes journals several times.
      const numRuns = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) * 0.4);
      const found = await fc.check(property, { numRuns });
      expect(found.failed ? await fc.asyncDefaultReportMessage(found) : 'held').toBe('held');
    });
  });
}
