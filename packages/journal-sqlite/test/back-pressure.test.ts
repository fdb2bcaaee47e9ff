import { runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { openStore } from '@codomyrmex/journal-sqlite';
import { expect, it } from 'vitest';
import { attempts, completed, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();

it('given far more appends at once than the thread takes, then all are stored in order, and closing waits for them', async () => {
  const { journal, close } = await openStore({ folder: folder.path, durability: 'strict' });
  const runs = Array.from({ length: 60 }, (_, n) => runId(`run ${n}`));
  const large: RunEvent = {
    type: 'attempt_succeeded',
    at: 1,
    task: 500,
    attempt: 1,
    output: { kind: 'inline', value: 'x'.repeat(1_500_000) },
  };
  const answers: Promise<void>[] = [];
  // 30,000 events and 90 MB, of which the thread is given 20,000 or 64 MB.
  for (const id of runs) {
    answers.push(Promise.resolve(journal.begin(record(id), [started])));
    for (let n = 0; n < 500; n++) answers.push(Promise.resolve(journal.append(id, 1 + n, attempts(1, n))));
    answers.push(Promise.resolve(journal.append(id, 501, [large, completed])));
  }
  let answered = 0;
  for (const answer of answers) void answer.then(() => answered++);
  await close();
  expect(answered).toBe(answers.length);
  const next = await openStore({ folder: folder.path, durability: 'strict' });
  for (const id of runs) expect(await next.journal.read(id)).toEqual([started, ...attempts(500), large, completed]);
  await next.close();
}, 120_000);
