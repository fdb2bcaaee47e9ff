// What our modules have in the bundle in place of `node:fs/promises`, which takes Node 2 ms to load, with its streams of the web: the
// same calls through callbacks, which Node has loaded anyway. Calls that give or take a `FileHandle` are that module's. A name
// that is not here fails the build.
import fs from 'node:fs';
import { appendFile as appendAny, open as openAny, readFile as readAny, writeFile as writeAny } from 'node:fs/promises';

/**
 * @param {(...words: any[]) => void} call
 * @returns {(...words: readonly unknown[]) => Promise<unknown>}
 */
const promised =
  (call) =>
  (...words) =>
    new Promise((resolve, reject) => {
      call(...words, (/** @type {unknown} */ error, /** @type {unknown} */ value) => {
        if (error) reject(error);
        else resolve(value);
      });
    });

/**
 * Of a file by its name, and of data that is at hand; of handles and streams the whole module's.
 * @param {(...words: any[]) => void} call
 * @param {() => (...words: any[]) => Promise<unknown>} other
 */
const byName = (call, other) => {
  const own = promised(call);
  return (/** @type {readonly unknown[]} */ ...words) =>
    typeof words[0] === 'string' && (typeof words[1] !== 'object' || ArrayBuffer.isView(words[1]) || isPlain(words[1]))
      ? own(...words)
      : other()(...words);
};

/** Options. @param {unknown} value */
const isPlain = (value) => value === null || Object.getPrototypeOf(value) === Object.prototype;

export const access = promised(fs.access);
export const appendFile = byName(fs.appendFile, () => appendAny);
export const chmod = promised(fs.chmod);
export const copyFile = promised(fs.copyFile);
export const link = promised(fs.link);
export const lstat = promised(fs.lstat);
export const mkdir = promised(fs.mkdir);
export const mkdtemp = promised(fs.mkdtemp);
export const opendir = promised(fs.opendir);
export const readFile = byName(fs.readFile, () => readAny);
export const readdir = promised(fs.readdir);
export const realpath = promised(fs.realpath.native);
export const rename = promised(fs.rename);
export const rm = promised(fs.rm);
export const rmdir = promised(fs.rmdir);
export const stat = promised(fs.stat);
export const statfs = promised(fs.statfs);
export const symlink = promised(fs.symlink);
export const truncate = promised(fs.truncate);
export const unlink = promised(fs.unlink);
export const utimes = promised(fs.utimes);
export const writeFile = byName(fs.writeFile, () => writeAny);

export const { constants } = fs;
export const open = (/** @type {Parameters<typeof openAny>} */ ...words) => openAny(...words);
