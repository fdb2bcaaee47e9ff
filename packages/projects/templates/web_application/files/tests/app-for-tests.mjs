// The application on a free port of this machine, with a store in a folder that goes with the test.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../backend/app.mjs';
import { Pages } from '../backend/pages.mjs';
import { JsonStore } from '../database/json-store.mjs';

export async function temporaryFolder(context) {
  const folder = await mkdtemp(join(tmpdir(), 'app-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function startApp(context, changes = {}) {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Test</title>');
  await writeFile(join(folder, 'app-0123456789.mjs'), 'export {};');
  const pages = new Pages(folder, { reload: false });
  await pages.load();
  const store = changes.store ?? (await JsonStore.open(join(folder, 'notes.json')));
  const reported = [];
  const { server, endStreams } = createApp({ store, pages, report: (error) => reported.push(error) });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(async () => {
    endStreams();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await store.close();
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const post = (body, type = 'application/json') =>
    fetch(`${origin}/api/notes`, { method: 'POST', headers: { 'content-type': type }, body });
  return { origin, post, reported, add: (text) => post(JSON.stringify({ text })) };
}
