import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError, UsageError } from '@codomyrmex/core';
import * as z from 'zod';
import { processOwnerSchema } from '../project/process-owner.ts';
import { modeOf, syncFolder, writeNewFile } from './durable-files.ts';
import { whyNoPath } from './project-path.ts';
import { systemCode } from './scaffold-error.ts';

/** In the root of a folder that is being changed: the journal, what is to come, and what was there. */
export const TRANSACTION = '.codomyrmex-transaction';

const path = z.string().refine((written) => whyNoPath(written) === undefined);

const journalSchema = z.strictObject({
  journal_version: z.literal(1),
  /** `changing`: what is done is undone again. `done`: only this folder is left to be removed. */
  state: z.enum(['changing', 'done']),
  owner: processOwnerSchema,
  /** By their place in this list they are called in `new/` and `old/`. */
  changes: z.array(
    z.strictObject({
      path,
      /** Of what is written; `null` where something is removed. */
      sha256: z.string().nullable(),
      /** Whether there was a file. */
      had_file: z.boolean(),
    }),
  ),
  /** That were not there, the uppermost first. */
  folders: z.array(path),
});

export type TransactionJournal = z.output<typeof journalSchema>;

const FILE = 'journal.json';

/** Durable when it returns. */
export async function writeJournal(folder: string, journal: TransactionJournal): Promise<void> {
  const temporary = join(folder, `${FILE}.new`);
  await rm(temporary, { force: true });
  await writeNewFile(temporary, Buffer.from(`${JSON.stringify(journal)}\n`), modeOf(false));
  await rename(temporary, join(folder, FILE));
  await syncFolder(folder);
}

/** @throws StorageError TRANSACTION_DAMAGED when it cannot be understood; then nothing is touched. */
export async function readJournal(folder: string): Promise<TransactionJournal | undefined> {
  const file = join(folder, FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    data = undefined; // said below
  }
  const read = journalSchema.safeParse(data);
  if (read.success) return read.data;
  throw new StorageError(
    `${file} cannot be understood, so that an interrupted change of this folder cannot be undone`,
    {
      code: 'TRANSACTION_DAMAGED',
      details: { file },
      suggestions: [`What was there before is in ${join(folder, 'old')}; move it back, and remove ${folder}.`],
    },
  );
}

export const running = (root: string): UsageError =>
  new UsageError(`${root} is being changed by another process`, {
    code: 'UPDATE_RUNNING',
    details: { folder: root },
    suggestions: [
      'Try again when it has ended.',
      `If nothing is at work on any machine, look at ${join(root, TRANSACTION)}.`,
    ],
  });
