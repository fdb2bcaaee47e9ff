import { mkdtempSync, rmSync } from 'node:fs';
import * as whole from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as own from '../bundle/file-promises.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promises-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a call gives, or what it says of why not. @param {() => Promise<unknown>} call */
const told = async (call) => {
  try {
    return { value: await call() };
  } catch (error) {
    const { name, code, syscall, message } = /** @type {NodeJS.ErrnoException} */ (error);
    return { name, code, syscall, message };
  }
};

describe('the calls of node:fs/promises in the bundle', () => {
  it('given each of them, then Node has it as well', () => {
    for (const name of Object.keys(own)) expect(whole).toHaveProperty(name);
  });

  it.each(
    /** @type {const} */ ([
      ['readFile', ['missing']],
      ['readFile', ['file', 'utf8']],
      ['readFile', ['file', { encoding: 'utf8', flag: 'r' }]],
      ['readFile', ['file', null]],
      ['readFile', [Buffer.from('file')]],
      ['readFile', ['.']],
      ['readFile', [7.5]],
      ['writeFile', ['new', 'text', { flag: 'wx', mode: 0o600 }]],
      ['writeFile', ['file', 'text', { flag: 'wx' }]],
      ['writeFile', ['new', new Uint8Array([1, 2])]],
      ['writeFile', ['new', ['a', 'b']]],
      ['writeFile', ['new', { a: 1 }]],
      ['appendFile', ['file', ' more']],
      ['readdir', ['.', { withFileTypes: false }]],
      ['readdir', ['missing']],
      ['mkdir', ['a/b', { recursive: true }]],
      ['mkdir', ['file']],
      ['rm', ['missing']],
      ['rm', ['missing', { force: true }]],
      ['rename', ['missing', 'other']],
      ['realpath', ['missing']],
      ['access', ['file', 4]],
      ['copyFile', ['file', 'file', 1]],
      ['rmdir', ['file']],
      ['link', ['file', 'file']],
    ]),
  )('given %s%j, then both give the same', async (name, words) => {
    const results = [];
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      for (const calls of [whole, own]) {
        rmSync('new', { force: true });
        rmSync('a', { force: true, recursive: true });
        await whole.writeFile('file', 'content');
        const result = await told(async () => await Reflect.apply(Reflect.get(calls, name), undefined, words));
        results.push([result, await told(() => whole.readFile('new', 'utf8')), await whole.readFile('file', 'utf8')]);
      }
    } finally {
      process.chdir(cwd);
    }
    expect(results[1]).toEqual(results[0]);
  });

  it('given a handle, then it is read and written as by Node', async () => {
    const handle = await own.open(join(folder, 'file'), 'w+');
    try {
      await own.writeFile(handle, 'through');
      await handle.truncate(4);
      expect(await own.readFile(join(folder, 'file'), 'utf8')).toBe('thro');
    } finally {
      await handle.close();
    }
  });
});
