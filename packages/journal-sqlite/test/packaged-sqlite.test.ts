import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openStore } from '@codomyrmex/journal-sqlite';
import { expect, it } from 'vitest';
import { inFolder, record, started } from './in-folder.ts';

const folder = inFolder();
const ours = dirname(fileURLToPath(import.meta.resolve('@codomyrmex/journal-sqlite/package.json')));

/** The store as installed for a machine, with what `@photostructure/sqlite` has there of its native part. */
function installed(nativePart: (folder: string) => void): string {
  const store = join(folder.path, 'store');
  cpSync(join(ours, 'dist'), join(store, 'dist'), { recursive: true });
  cpSync(join(ours, 'package.json'), join(store, 'package.json'));
  const packages = join(store, 'node_modules/@codomyrmex');
  mkdirSync(packages, { recursive: true });
  for (const name of ['core', 'dag', 'resources', 'schedules']) {
    symlinkSync(join(ours, 'node_modules/@codomyrmex', name), join(packages, name), 'junction');
  }
  write(join(packages, 'sqlite-node20/package.json'), '{ "main": "index.cjs" }');
  // The package's own search, which finds what is installed in truth.
  const require = `require('node:module').createRequire(${JSON.stringify(join(ours, 'package.json'))})`;
  write(join(packages, 'sqlite-node20/index.cjs'), `module.exports = ${require}('@codomyrmex/sqlite-node20');`);
  const sqlite = join(packages, 'sqlite-node20/node_modules/@photostructure/sqlite');
  write(join(sqlite, 'package.json'), '{}');
  nativePart(sqlite);
  return join(store, 'dist/index.js');
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function broken(sqlite: string): void {
  const folder = join(sqlite, `prebuilds/${process.platform}-${process.arch}`);
  for (const libc of ['glibc', 'musl']) write(join(folder, `@photostructure+sqlite.${libc}.node`), 'no library');
}

it.each([
  ['none for this machine', () => undefined],
  ['one that cannot be loaded', broken],
  ['one that was built there', (sqlite: string) => write(join(sqlite, 'build/Release/sqlite.node'), 'no library')],
])(
  'given a native part of SQLite of which there is %s, then the store opens by what the package finds itself',
  async (_, nativePart) => {
    const data = join(folder.path, 'data');
    const { journal, close } = await openStore({ folder: data, durability: 'relaxed' });
    await journal.begin(record('a'), [started]);
    await close();
    const script = `
    const { openStore } = await import(${JSON.stringify(pathToFileURL(installed(nativePart)).href)});
    const { journal, close } = await openStore({ folder: ${JSON.stringify(data)}, durability: 'relaxed' });
    console.log((await journal.read('a')).length);
    await close();`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })).toBe('1\n');
  },
);
