import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { Refusal } from './refusal.mjs';

const types = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
  ['.woff2', 'font/woff2'],
]);
/** As the build names what never changes: notes-client-0123456789.mjs, assets/index-B4x_9dQz.js */
const hashed = /-[\w-]{8,10}\.\w+$/;

/** The files of the frontend, held in memory: no path of a request ever reaches the disk. */
export class Pages {
  #folder;
  #reload;
  #files = new Map();

  /** `reload`: look again for every request, for whoever is working on the pages. */
  constructor(folder, { reload }) {
    this.#folder = folder;
    this.#reload = reload;
  }

  async load() {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = new Map();
    for (const entry of entries) {
      const type = types.get(extname(entry.name));
      if (!entry.isFile() || type === undefined) continue;
      const path = join(entry.parentPath ?? entry.path, entry.name);
      const body = await readFile(path);
      const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
      files.set(`/${relative(this.#folder, path).split(sep).join('/')}`, { body, type, etag });
    }
    if (!files.has('/index.html')) {
      throw new Error(`there is no index.html in ${this.#folder}: run "npm run build" first`);
    }
    this.#files = files;
  }

  async answer(path, known) {
    if (this.#reload) await this.load();
    const file = this.#files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) throw new Refusal(404, 'there is no such page');
    const keep = !this.#reload && hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
    const headers = { 'content-type': file.type, 'cache-control': keep, etag: file.etag };
    return known === file.etag ? { status: 304, headers } : { status: 200, headers, body: file.body };
  }
}
