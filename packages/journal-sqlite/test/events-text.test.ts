import { join } from 'node:path';
import { runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import { openStore } from '@codomyrmex/journal-sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadDriver } from '../src/driver.ts';
import { attempts, errorOf, inFolder, record, started } from './in-folder.ts';

const folder = inFolder();
const open = loadDriver();
const a = runId('a');
const openHere = () => openStore({ folder: folder.path, durability: 'relaxed' });

it('given events of any times and values, among them such that no text of SQLite gives back, then they are read as they were', async () => {
  const now = 1_796_000_000_000;
  const time = fc.oneof(
    fc.double({ min: 2 ** -20, max: Number.MAX_VALUE, noNaN: true }),
    fc.double({ min: now, max: now * 2, noNaN: true }),
    fc.constantFrom(0, 0.1 + 0.2, -1.5, Number.MAX_VALUE, 2 ** 53 + 2, 2 ** 63 / 4_096, now + 1 / 4_096),
  );
  const { journal, close } = await openHere();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(time, fc.jsonValue()), { maxLength: 30 }), async (facts) => {
      const events: RunEvent[] = facts.map(([at, value], task) => {
        const output = { kind: 'inline', value } as const;
        return { type: 'attempt_succeeded', at, task, attempt: 1, output };
      });
      const id = `run ${runs++}`;
      await journal.begin(record(id), [started, ...events]);
      const read = await journal.read(runId(id));
      // What is stored of a value is what JSON keeps: no -0.
      expect(read).toEqual(JSON.parse(JSON.stringify([started, ...events])));
      expect(await journal.read(runId(id), read.length)).toEqual([]);
    }),
  );
  await close();
});

it.each([
  ['data that is no JSON', 'data = \'{"output"\''],
  ['data that would be read as more than one value', "data = '{},3'"],
  ['data that would be read as an event more', "data = 'null],[2'"],
  ['a type with a quote', "type = 'attempt\"started'"],
  ['a type that no version knows', "type = 'attempt_dreamt'"],
  ['a task that is none', 'task = -1'],
])('given an event with %s, then reading says that it is damaged, and where', async (_, change) => {
  const { journal, close } = await openHere();
  await journal.begin(record('a'), [started, ...attempts(3)]);
  const other = open(join(folder.path, 'journal/0.db'), 'read_write');
  other.exec(`UPDATE event SET ${change} WHERE seq = 1`);
  other.close();
  const error = await errorOf(() => journal.read(a));
  expect(error).toMatchObject({ code: 'JOURNAL_CORRUPT' });
  expect(error.message).toContain('0.db');
  await close();
});

it.each([
  ['has none', 'data = NULL WHERE seq = 2'],
  ['has nothing', "data = '' WHERE seq = 2"],
  ['lies with its beginning', `data = iif(seq = 1, '{"output":{"kind":"inline","value":1}}', NULL) WHERE seq > 0`],
])('given a success whose data %s, then reading says that it is damaged', async (_, change) => {
  const { journal, close } = await openHere();
  const output = { kind: 'inline', value: 1 } as const;
  await journal.begin(record('a'), [
    started,
    ...attempts(1),
    { type: 'attempt_succeeded', at: 1, task: 0, attempt: 1, output },
  ]);
  const other = open(join(folder.path, 'journal/0.db'), 'read_write');
  other.exec(`UPDATE event SET ${change}`);
  other.close();
  expect(await errorOf(() => journal.read(a))).toMatchObject({ code: 'JOURNAL_CORRUPT' });
  await close();
});

it('given events whose rows lie in another order, in a file with statistics, then they are read by their positions', async () => {
  const first = await openHere();
  const events = [started, ...attempts(300)];
  await first.journal.begin(record('a'), events);
  await first.close();
  const other = open(join(folder.path, 'journal/0.db'), 'read_write');
  other.exec('UPDATE event SET id = -id; ANALYZE');
  other.close();
  const { journal, close } = await openHere();
  expect(await journal.read(a)).toEqual(events);
  await close();
});

it('given an event that is missing, then reading says which', async () => {
  const { journal, close } = await openHere();
  await journal.begin(record('a'), [started, ...attempts(3)]);
  const other = open(join(folder.path, 'journal/0.db'), 'read_write');
  other.exec('DELETE FROM event WHERE seq = 2');
  other.close();
  expect((await errorOf(() => journal.read(a))).message).toContain('event 2 of run a is missing');
  await close();
});
