import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runId } from '@codomyrmex/core';
import { EVENT_SCHEMA_VERSION } from '@codomyrmex/dag';
import { openStore } from '@codomyrmex/journal-sqlite';
import { expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../src/slot-schema.ts';
import { completed, inFolder } from './in-folder.ts';

const folder = inFolder();

it.each([1])(
  'given a data folder of schema version %i, then all of it is read, and its unfinished run goes on',
  async (version) => {
    const golden = fileURLToPath(new URL(`./fixtures/version-${version}`, import.meta.url));
    const content = JSON.parse(readFileSync(join(golden, 'content.json'), 'utf8'));
    cpSync(golden, folder.path, { recursive: true });
    const { journal, payloads, inbox, close } = await openStore({ folder: folder.path, durability: 'relaxed' });
    expect(await journal.list()).toMatchObject([
      { id: content.record.id, endedAt: content.events.at(-1).at, phase: { kind: 'ended', status: 'cancelled' } },
      { id: 'unfinished', endedAt: null, phase: { kind: 'interrupted' } },
    ]);
    expect(await journal.find(content.record.id)).toEqual(content.record);
    expect(await journal.read(content.record.id)).toEqual(content.events);
    expect(await payloads.read(content.hash)).toBe(content.payload);
    expect(await inbox.receive([runId('unfinished')])).toEqual([content.message]);
    await journal.adopt(runId('unfinished'));
    await journal.append(runId('unfinished'), 2, [completed]);
    await close();
  },
);

it('given another form of events, then the files have another schema version, so that older versions leave them alone', () => {
  expect({ SCHEMA_VERSION, EVENT_SCHEMA_VERSION }).toEqual({ SCHEMA_VERSION: 1, EVENT_SCHEMA_VERSION: 1 });
});
