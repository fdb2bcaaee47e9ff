// Writes the data folder that tests keep of a released version, one event of each kind in it, and beside it what must be
// read from it:
//   node scripts/write-golden.mjs test/fixtures/version-1
// Run once per schema version, before its release; old ones are never written again.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@codomyrmex/journal-sqlite';

const record = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  workflow: 'release',
  definition: { name: 'release', steps: [{ name: 'build', action: 'shell.run', parameters: { command: 'make' } }] },
  parameters: { version: '1.2.3', targets: ['a', 'ü'] },
  workspace: '/work/project',
  createdAt: 1_790_000_000_000.5,
};

const at = 1_790_000_000_001;
const attempt = { at, task: 0, attempt: 1 };
const failure = {
  type: 'TaskExecutionError',
  code: 'ACTION_FAILED',
  message: 'make ended with 2',
  retryable: true,
  details: { exit_code: 2 },
  suggestions: ['Look at the log.'],
  cause: { type: 'Error', code: 'ENOENT', message: 'no Makefile', retryable: true },
};

const events = [
  { type: 'run_started', at },
  { type: 'attempt_started', ...attempt },
  { type: 'attempt_failed', ...attempt, failure, retryAt: at + 1_000 },
  { type: 'backoff_ended', ...attempt, attempt: 2 },
  { type: 'attempt_started', ...attempt, attempt: 2 },
  { type: 'attempt_lost', ...attempt, attempt: 2 },
  { type: 'attempt_started', ...attempt, attempt: 3 },
  { type: 'attempt_succeeded', ...attempt, attempt: 3, output: { kind: 'inline', value: { files: ['a'], n: null } } },
  {
    type: 'attempt_succeeded',
    ...attempt,
    task: 1,
    output: { kind: 'payload', hash: 'ab'.repeat(32), bytes: 300_000 },
  },
  { type: 'attempt_declined', ...attempt, task: 2, reason: 'nothing to release' },
  { type: 'attempt_cancelled', ...attempt, task: 3 },
  { type: 'attempt_failed', ...attempt, task: 4, failure, retryAt: null },
  { type: 'cancel_requested', at, reason: 'no longer wanted' },
  { type: 'run_timed_out', at },
  { type: 'run_ended', at: at + 5_000, status: 'cancelled' },
];

const payload = JSON.stringify({ text: 'x'.repeat(1_000) });
const message = { run: 'unfinished', kind: 'cancel', reason: 'stop' };

const [folder] = process.argv.slice(2);
const { journal, payloads, inbox, close } = await openStore({ folder, durability: 'strict' });
await journal.begin(record, events.slice(0, 1));
await journal.append(record.id, 1, events.slice(1));
await journal.begin({ ...record, id: 'unfinished', createdAt: 2 }, events.slice(0, 2));
const hash = await payloads.write(payload);
await inbox.send(message);
await close();
// Empty files, which git need not keep.
for (const name of ['journal/0.lock', 'shared.db-journal']) rmSync(join(folder, name), { force: true });
writeFileSync(join(folder, 'content.json'), JSON.stringify({ record, events, payload, hash, message }, undefined, 2));
