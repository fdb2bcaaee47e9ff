import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApp } from './app-for-tests.mjs';

test('given a new note, then it is listed first, and gone when it is removed', async (context) => {
  const { origin, add } = await startApp(context);
  await add('first');
  const added = await add('  <b>second</b>  ');
  assert.equal(added.status, 201);
  const { note } = await added.json();
  assert.equal(note.text, '<b>second</b>');
  const { notes } = await (await fetch(`${origin}/api/notes`)).json();
  assert.deepEqual(
    notes.map(({ text }) => text),
    ['<b>second</b>', 'first'],
  );
  const remove = () => fetch(`${origin}/api/notes/${note.id}`, { method: 'DELETE' });
  assert.equal((await remove()).status, 204);
  assert.equal((await remove()).status, 404);
  assert.deepEqual(await (await fetch(`${origin}/api/health`)).json(), { status: 'ok', notes: 1 });
});

for (const { what, status, send } of [
  { what: 'no JSON', status: 400, send: ({ post }) => post('{') },
  { what: 'bytes that are no text', status: 400, send: ({ post }) => post(new Uint8Array([0x22, 0xff, 0x22])) },
  { what: 'a list', status: 400, send: ({ post }) => post('[]') },
  { what: 'an empty note', status: 400, send: ({ add }) => add('   ') },
  { what: 'a note that is too long', status: 400, send: ({ add }) => add('x'.repeat(501)) },
  { what: 'a number for text', status: 400, send: ({ add }) => add(7) },
  { what: 'what there is not', status: 400, send: ({ post }) => post('{"text":"a","id":1}') },
  {
    what: 'the type that forms of foreign pages have',
    status: 415,
    send: ({ post }) => post('{"text":"a"}', 'text/plain'),
  },
  { what: 'a body that is too large', status: 413, send: ({ add }) => add('x'.repeat(20_000)) },
  { what: 'an unknown path', status: 404, send: ({ origin }) => fetch(`${origin}/api/nothing`) },
  {
    what: 'a method that a path does not have',
    status: 405,
    send: ({ origin }) => fetch(`${origin}/api/notes`, { method: 'PUT' }),
  },
  { what: 'a change of a page', status: 405, send: ({ origin }) => fetch(origin, { method: 'POST' }) },
  {
    what: 'a page outside of the folder',
    status: 404,
    send: ({ origin }) => fetch(`${origin}/..%2f..%2fpackage.json`),
  },
]) {
  test(`given ${what}, then it is refused with ${status} and words for people`, async (context) => {
    const app = await startApp(context);
    const response = await send(app);
    assert.equal(response.status, status);
    assert.equal(typeof (await response.json()).error, 'string');
    assert.deepEqual(app.reported, []);
  });
}

test('given a store that fails, then the answer keeps the reason to the log', async (context) => {
  const broken = { list: () => Promise.reject(new Error('password=hunter2')), close: async () => {} };
  const { origin, reported } = await startApp(context, { store: broken });
  const response = await fetch(`${origin}/api/notes`);
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /hunter2/);
  assert.equal(reported.length, 1);
});

test('given a page that listens, then it is told of a change', async (context) => {
  const { origin, add } = await startApp(context);
  const response = await fetch(`${origin}/api/events`);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  await add('news');
  let heard = '';
  for await (const chunk of response.body) {
    heard += Buffer.from(chunk).toString();
    if (heard.includes('event: changed')) break;
  }
  assert.match(heard, /event: changed\ndata: \{\}\n\n/);
});

test('given a page, then it may not be framed, and what has a hash in its name is kept for ever', async (context) => {
  const { origin } = await startApp(context);
  const page = await fetch(origin);
  assert.match(page.headers.get('content-security-policy'), /frame-ancestors 'none'/);
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  const again = await fetch(origin, { headers: { 'if-none-match': page.headers.get('etag') } });
  assert.equal(again.status, 304);
  assert.match((await fetch(`${origin}/app-0123456789.mjs`)).headers.get('cache-control'), /immutable/);
});
