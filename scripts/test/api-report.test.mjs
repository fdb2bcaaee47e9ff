import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiReports, differences, staleReports } from '../api-report.mjs';
import { runProgram } from '../run-program.mjs';
import { repositoryRoot } from '../workspace.mjs';
import { plant } from './planted-tree.mjs';

const INDEX = `import type { Hidden } from './hidden.js';
/** Words about the door. */
export interface Door { readonly key: Hidden; open(force?: boolean): void; }
export { Lock as Padlock } from './lock.js';
export declare function shut(door: Door): void;
export declare function shut(door: Door, hard: true): void;
declare const door: Door;
export default door;
`;

/** One built package, with changes planted. @param {Record<string, string | undefined>} [changes] by path in packages/one */
function built(changes = {}) {
  const files = {
    'package.json': JSON.stringify({
      name: '@codomyrmex/one',
      type: 'module',
      exports: {
        '.': { types: './dist/index.d.ts' },
        './more': { types: './dist/more.d.ts' },
        './package.json': './package.json',
      },
    }),
    'dist/index.d.ts': INDEX,
    'dist/hidden.d.ts':
      'export interface Hidden { readonly teeth: number }\nexport interface Unseen { readonly a: 1 }\n',
    'dist/lock.d.ts': 'export declare class Lock { #inner; private secret: string; turn(): void }\n',
    'dist/more.d.ts': "export type { Door } from './index.js';\n",
    ...changes,
  };
  return plant(Object.fromEntries(Object.entries(files).map(([file, text]) => [`packages/one/${file}`, text])));
}

/** What the check would say of a tree whose report was written before the changes. @param {Record<string, string | undefined>} changes */
function complaintsAfter(changes) {
  const accepted = apiReports(built());
  const root = built(changes);
  mkdirSync(join(root, 'api'));
  for (const [file, text] of accepted) writeFileSync(join(root, 'api', file), text);
  return { root, stale: staleReports(root, apiReports(root)) };
}

const changedIndex = (/** @type {string} */ from, /** @type {string} */ to) => ({
  'dist/index.d.ts': INDEX.replace(from, to),
});

describe('the report of the public surface', () => {
  it('given a package, then each entry has its exports by name, without comments and private members, and what they name', () => {
    const reports = apiReports(built());
    expect([...reports.keys()]).toEqual(['one.txt', 'one.more.txt']);
    const index = reports.get('one.txt') ?? '';
    const order = [
      'export interface Door',
      'export { Lock as Padlock }',
      'export { door as default }',
      'function shut(door: Door): void',
      'shut(door: Door, hard: true)',
      'export interface Hidden',
    ];
    const places = order.map((text) => index.indexOf(text));
    expect(places).not.toContain(-1);
    expect(index).not.toMatch(/Words about|secret|Unseen/);
    expect(reports.get('one.more.txt')).toContain('export interface Door');
  });

  it('given what is in git as it is built, then nothing is said', () => {
    expect(complaintsAfter({}).stale).toEqual([]);
  });

  it.each([
    ['an export that went', changedIndex('export default door;', 'export {};')],
    ['a parameter that became required', changedIndex('force?: boolean', 'force: boolean')],
    ['an overload that came', changedIndex('declare const', 'export declare function shut(): void;\ndeclare const')],
    [
      'a type that is not exported and changed',
      { 'dist/hidden.d.ts': 'export interface Hidden { readonly teeth: string }\n' },
    ],
    [
      'a member of a class under another name',
      { 'dist/lock.d.ts': 'export declare class Lock { #inner; turn(by: number): void }\n' },
    ],
  ])('given %s, then the entry is named', (_what, changes) => {
    expect(complaintsAfter(changes).stale).toContain('one.txt');
  });

  it.each([
    ['other comments', changedIndex('Words about', 'Other words about')],
    ['exports in another order', changedIndex("export { Lock as Padlock } from './lock.js';\n", '')],
  ])('given %s, then only what is exported counts', (what, changes) => {
    const text = changes['dist/index.d.ts'];
    const moved = what.startsWith('other') ? text : `export { Lock as Padlock } from './lock.js';\n${text}`;
    expect(complaintsAfter({ 'dist/index.d.ts': moved }).stale).toEqual([]);
  });

  it('given an entry that went and one that came, then both files are named, and the difference shows what to accept', async () => {
    const { root, stale } = complaintsAfter({
      'package.json': JSON.stringify({
        name: '@codomyrmex/one',
        exports: { './other': { types: './dist/index.d.ts' } },
      }),
    });
    expect(stale).toEqual(['one.more.txt', 'one.other.txt', 'one.txt']);
    expect(await differences(root, apiReports(root))).toMatch(/^\+export interface Door/m);
  });

  it('given a package that is not built, then it is said how to build it', () => {
    expect(() => apiReports(built({ 'dist/more.d.ts': undefined }))).toThrow(
      /@codomyrmex\/one\/more; run npm run setup/,
    );
  });

  it('given this repository, when the check runs as a program, then its exit code says what it found', async () => {
    const { code, output } = await runProgram('node', ['scripts/api-report.mjs', '--check'], { cwd: repositoryRoot });
    const changed = /^api: \d+ entries, (\d+) changed$/m.exec(output)?.[1];
    expect({ changed, code }).toEqual({ changed, code: changed === '0' ? 0 : 1 });
    expect(changed).toBeDefined();
  });
});
