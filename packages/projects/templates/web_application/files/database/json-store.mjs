import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MAX_LISTED } from './limits.mjs';

const MAX_KEPT = 10_000;

/** Notes in one file, for one process. A change is on the disk, whole, before it is answered. */
export class JsonStore {
  #path;
  #notes;
  #next;
  /** Changes come one after the other. */
  #last = Promise.resolve();

  constructor(path, { notes, next }) {
    this.#path = path;
    this.#notes = notes;
    this.#next = next;
  }

  /** @throws Error for a file that is no store; it is left as it is. */
  static async open(path) {
    const text = await readFile(path, 'utf8').catch((error) => {
      if (error.code === 'ENOENT') return '{ "next": 1, "notes": [] }';
      throw error;
    });
    return new JsonStore(path, read(text, path));
  }

  async list() {
    return this.#notes.slice(0, MAX_LISTED);
  }

  async count() {
    return this.#notes.length;
  }

  async add({ text }) {
    return this.#change(() => {
      if (this.#notes.length >= MAX_KEPT) throw new Error(`${this.#path} holds ${MAX_KEPT} notes: move to a database`);
      const note = { id: this.#next, text, created_at: new Date().toISOString() };
      return { value: note, notes: [note, ...this.#notes], next: this.#next + 1 };
    });
  }

  async remove(id) {
    return this.#change(() => {
      const notes = this.#notes.filter((note) => note.id !== id);
      return { value: notes.length < this.#notes.length, notes, next: this.#next };
    });
  }

  async close() {
    await this.#last;
  }

  #change(make) {
    const done = this.#last.then(async () => {
      const { value, notes, next } = make();
      await writeWhole(this.#path, `${JSON.stringify({ next, notes }, null, 2)}\n`);
      this.#notes = notes;
      this.#next = next;
      return value;
    });
    this.#last = done.catch(() => {});
    return done;
  }
}

function read(text, path) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!Array.isArray(value?.notes) || !Number.isInteger(value.next)) {
    throw new Error(`${path} is not what this store wrote: mend it or move it away`);
  }
  return value;
}

/** Beside the file first: a crash leaves the old contents or the new ones. */
async function writeWhole(path, text) {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  const file = await open(beside, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
