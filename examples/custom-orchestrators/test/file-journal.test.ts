import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runId } from '@codomyrmex/core';
import type { RunRecord } from '@codomyrmex/dag';
import { journalConformance } from '@codomyrmex/testing/conformance';
import { expect, it, onTestFinished } from 'vitest';
import { FileJournal } from '../src/journal/file-journal.ts';

const folderOf = () => mkdtempSync(join(tmpdir(), 'file-journal-'));

journalConformance('a journal of JSON lines', async () => {
  const folder = folderOf();
  return {
    // A suite that pulls no plugs needs no disk that keeps up with a thousand runs.
    open: async () => new FileJournal(folder, 'relaxed'),
    remove: async () => rmSync(folder, { recursive: true }),
  };
});

const id = runId('a');
const record: RunRecord = { id, workflow: 'w', definition: {}, parameters: {}, workspace: '/', createdAt: 1 };

it('given a line that a dying process did not finish, then it does not count, and who adopts the run goes on before it', async () => {
  const folder = folderOf();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dying = new FileJournal(folder);
  dying.begin(record, [{ type: 'run_started', at: 1 }]);
  await dying.close();
  appendFileSync(join(folder, readdirSync(folder)[0] ?? '', 'run.jsonl'), '[{"type":"attempt_sta');
  const next = new FileJournal(folder);
  onTestFinished(() => next.close());
  expect(await next.read(id)).toEqual([{ type: 'run_started', at: 1 }]);
  next.adopt(id);
  next.append(id, 1, [{ type: 'run_ended', at: 2, status: 'completed' }]);
  expect((await next.read(id)).map(({ type }) => type)).toEqual(['run_started', 'run_ended']);
});

it('given a line in the middle that is no JSON, then it is said, and nothing is made of it', async () => {
  const folder = folderOf();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const journal = new FileJournal(folder);
  onTestFinished(() => journal.close());
  journal.begin(record, [{ type: 'run_started', at: 1 }]);
  appendFileSync(join(folder, readdirSync(folder)[0] ?? '', 'run.jsonl'), 'damage\n');
  await expect(journal.read(id)).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
});
