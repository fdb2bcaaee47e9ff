import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../database/migrations.mjs';

test('given a database that has nothing, then every migration is applied once and in order', async () => {
  const done = [];
  const database = { applied: async () => new Set(done), apply: async (name) => void done.push(name) };
  const first = await migrate(database);
  assert.ok(first.includes('0001_create_notes.up.sql'));
  assert.deepEqual(done, first);
  assert.deepEqual(await migrate(database), []);
});

test('given a migration that fails, then the ones after it wait for it', async () => {
  const database = { applied: async () => new Set(), apply: () => Promise.reject(new Error('no')) };
  await assert.rejects(migrate(database), /no/);
});
