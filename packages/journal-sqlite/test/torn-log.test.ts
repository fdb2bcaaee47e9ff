import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runId } from '@codomyrmex/core';
import { openStore } from '@codomyrmex/journal-sqlite';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { inFolder } from './in-folder.ts';

const folder = inFolder();
const RUNS = 3;
const EVENTS = 600;

/** A power cut leaves of the log what the disk happened to have: its front, then older or no content. */
it('given a log that is cut or overwritten anywhere, then the journal opens with a front part of what was appended', async () => {
  const original = join(folder.path, 'original');
  const child = fileURLToPath(new URL('./child/append-and-die.mjs', import.meta.url));
  // Killed, not closed: everything but the schema is still in the log.
  await promisify(execFile)(process.execPath, [child, original, String(RUNS), String(EVENTS)]).catch(
    (error: unknown) => {
      expect(error).toMatchObject({ signal: 'SIGKILL' });
    },
  );
  const log = readFileSync(join(original, 'journal/0.db-wal'));
  expect(log.length).toBeGreaterThan(100_000);
  const torn = join(folder.path, 'torn');
  const found = new Set<number>();

  const damage = fc.record({
    at: fc.nat({ max: log.length }),
    how: fc.constantFrom('cut' as const, 'zeros' as const, 'older' as const),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ at, how }) => {
      mkdirSync(join(torn, 'journal'), { recursive: true });
      copyFileSync(join(original, 'journal/0.db'), join(torn, 'journal/0.db'));
      const path = join(torn, 'journal/0.db-wal');
      writeFileSync(path, tornAt(log, at, how));
      if (how === 'cut') truncateSync(path, at);
      found.add(await expectFront(torn));
      rmSync(torn, { recursive: true });
    }),
    { numRuns: 100 },
  );
  // Not always all, not always nothing.
  expect(found.size).toBeGreaterThan(20);
}, 120_000);

/** From the place on, sectors of zeros or of what stood earlier in the file. */
function tornAt(log: Buffer, at: number, how: 'cut' | 'zeros' | 'older'): Buffer {
  const torn = Buffer.from(log);
  if (how === 'zeros') torn.fill(0, at);
  if (how === 'older') torn.set(log.subarray(0, Math.min(at, log.length - at)), at);
  return torn;
}

/** The nth event overall went to run n modulo their number: what is there must be a front of that order. */
async function expectFront(path: string): Promise<number> {
  const { journal, problems, close } = await openStore({ folder: path, durability: 'relaxed' });
  const heads = await journal.list();
  expect(problems()).toEqual([]);
  const counts = await Promise.all(
    Array.from({ length: RUNS }, async (_, run) => (await journal.read(runId(`run ${run}`))).length),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(counts).toEqual(Array.from({ length: RUNS }, (_, run) => Math.max(0, Math.ceil((total - run) / RUNS))));
  expect(heads).toHaveLength(Math.min(total, RUNS));
  await close();
  return total;
}
