import { describe, expect, it } from 'vitest';
import { checkTree } from '../check-tree.mjs';
import { isAccepted } from '../tree/licences.mjs';
import { plant } from './planted-tree.mjs';

const licence = 'MIT License\n';

/** @param {Record<string, unknown>} [changes] */
function manifest(changes) {
  return {
    name: '@codomyrmex/one',
    version: '0.1.0',
    description: 'One.',
    license: 'MIT',
    type: 'module',
    engines: { node: '>=20.19' },
    exports: { '.': { '@codomyrmex/source': './src/index.ts', default: './dist/index.js' } },
    files: ['dist'],
    publishConfig: { access: 'public', exports: { '.': { default: './dist/index.js' } } },
    ...changes,
  };
}

/** A tree in which every rule has something that it must let pass. */
const sound = {
  LICENSE: licence,
  'packages/one/package.json': manifest({ dependencies: { good: '1.0.0' }, optionalDependencies: { absent: '1.0.0' } }),
  'packages/one/LICENSE': licence,
  'packages/one/README.md': '# One\n',
  'packages/one/src/index.ts': "export { a } from './a.ts';\n",
  'packages/one/src/a.ts': [
    "import type { Good } from 'good/deep';",
    "import { readFile } from 'node:fs/promises';",
    "export const a = ['x'] as const;",
    '// The file was written by us a line before.',
    'export const b = readFile as Good;',
    'export const c = {',
    '  // Holds for the same reason.',
    '  d: [readFile, readFile].map((one) =>',
    '    one.bind(undefined) as Good),',
    '};',
    'export class WorkflowManager {}',
    "export const text = 'TODO: a string is no comment';",
    '',
  ].join('\n'),
  'packages/one/src/config.ts': 'export const home = process.env.HOME;\n',
  'packages/one/test/a.test.ts': [
    "import { it } from 'vitest';",
    "import { a } from '../src/index.ts';",
    "it('waits for an answer, and gives up after a time', () =>",
    '  new Promise((resolve, reject) => {',
    "    const deadline = setTimeout(() => reject(new Error('late')), 1000);",
    '    clearTimeout(deadline);',
    '    a.skip(resolve);',
    '  }));',
    '',
  ].join('\n'),
  'packages/one/test/fixtures/broken.ts': 'export * from "./TODO.ts"; // TODO\n',
  'node_modules/good/package.json': { name: 'good', version: '1.0.0', license: '(GPL-3.0 OR MIT)' },
};

/**
 * @param {Record<string, string | object>} files
 * @param {import('../check-tree.mjs').Exception[]} [exceptions]
 */
function findings(files, exceptions = []) {
  return checkTree(plant({ ...sound, ...files }), exceptions).violations.map(
    ({ rule, file, line }) => `${file.replace('packages/one/', '')}:${line} ${rule}`,
  );
}

const from = (/** @type {string} */ text) => ({ 'packages/one/src/b.ts': text });
const inTest = (/** @type {string} */ text) => ({ 'packages/one/test/b.test.ts': text });

describe('check-tree', () => {
  it('given a tree that keeps the rules, finds nothing and counts its casts', () => {
    const { violations, casts } = checkTree(plant(sound), []);
    expect(violations).toEqual([]);
    expect(casts.casts).toBe(2);
  });

  it.each([
    ['a file named after nothing', { 'packages/one/src/utils.ts': '' }, 'src/utils.ts:1 file-name'],
    ['a folder named after nothing', { 'packages/one/src/helpers/a.ts': '' }, 'src/helpers/a.ts:1 file-name'],
    ['a barrel inside a package', { 'packages/one/src/in/index.ts': '' }, 'src/in/index.ts:1 index-file'],
    ['a class with an empty name', from('export class JobService {}'), 'src/b.ts:1 class-name'],
    ['a class expression with an empty name', from('export const a = class RunEngine {};'), 'src/b.ts:1 class-name'],
    ['export *', from("export * from './a.ts';"), 'src/b.ts:1 export-star'],
    ['export * as', from("export * as a from './a.ts';"), 'src/b.ts:1 export-star'],
    ['an import of the own entry by path', from("import './index.ts';"), 'src/b.ts:1 own-index'],
    [
      'an import of the own entry by folder',
      { 'packages/one/src/in/b.ts': "import '../';" },
      'src/in/b.ts:1 own-index',
    ],
    ['an import of the own entry by name', from("import '@codomyrmex/one';"), 'src/b.ts:1 own-index'],
    ['an undeclared type import', from("import type { A } from 'other';"), 'src/b.ts:1 undeclared-import'],
    ['an undeclared dynamic import', from("void import('@scope/other/x');"), 'src/b.ts:1 undeclared-import'],
    ['a cast without a reason', from('\nexport const b = 1 as unknown;'), 'src/b.ts:2 cast'],
    ['a cast whose comment is too far away', from('// why\n\nexport const b = 1 as unknown;'), 'src/b.ts:3 cast'],
    [
      'a cast with nothing but a directive',
      from('// biome-ignore x: y\nexport const b = 1 as unknown;'),
      'src/b.ts:2 cast',
    ],
    ['a cast in angle brackets', from('export const b = <unknown>1;'), 'src/b.ts:1 cast'],
    ['a test alone', inTest("it.only('a', () => {});"), 'test/b.test.ts:1 switched-off'],
    ['a skipped group', inTest("describe.skip.each([1])('a', () => {});"), 'test/b.test.ts:1 switched-off'],
    ['a planned test', inTest("test.todo('a');"), 'test/b.test.ts:1 switched-off'],
    ['a test for some machines', inTest("it.skipIf(true)('a', () => {});"), 'test/b.test.ts:1 switched-off'],
    ['a mocked module', inTest("vi.mock('../src/a.ts');"), 'test/b.test.ts:1 mocked-module'],
    ['a sleep', inTest('await new Promise((r) => setTimeout(r, 5));'), 'test/b.test.ts:1 sleeping'],
    [
      'a sleep in a callback',
      inTest('await new Promise((ok) => { setTimeout(() => ok(1), 5); });'),
      'test/b.test.ts:1 sleeping',
    ],
    [
      'an imported sleep',
      inTest("import { setTimeout as wait } from 'node:timers/promises';"),
      'test/b.test.ts:1 sleeping',
    ],
    ['a read of the environment', from('export const b = process.env.HOME;'), 'src/b.ts:1 environment'],
    ['a bracket read of the environment', from("export const b = process['env'];"), 'src/b.ts:1 environment'],
    ['a destructured environment', from('export const { env } = process;'), 'src/b.ts:1 environment'],
    ['an imported environment', from("import { env } from 'node:process';"), 'src/b.ts:1 environment'],
    ['an open end in a comment', from('f(\n  1,\n  // FIXME later\n);'), 'src/b.ts:3 open-end'],
    ['an open end in a block', from('/**\n * TODO\n */\nf();'), 'src/b.ts:2 open-end'],
    ['an open end in YAML', { 'a.yaml': 'a: 1 # TODO\n' }, 'a.yaml:1 open-end'],
    ['a registry in any file', { 'a.md': `see ${['registry', 'npmjs', 'org'].join('.')}\n` }, 'a.md:1 registry-host'],
    ['an address in the lockfile', { 'pnpm-lock.yaml': 'tarball: x\n' }, 'pnpm-lock.yaml:1 registry-host'],
    ['a package without a README', { 'packages/one/README.md': undefined }, 'package.json:1 manifest'],
    ['another licence text', { 'packages/one/LICENSE': 'mine' }, 'package.json:1 manifest'],
    ['another licence', { 'packages/one/package.json': manifest({ license: 'GPL-3.0' }) }, 'package.json:1 manifest'],
    ['no files', { 'packages/one/package.json': manifest({ files: undefined }) }, 'package.json:1 manifest'],
    ['no engines', { 'packages/one/package.json': manifest({ engines: {} }) }, 'package.json:1 manifest'],
    [
      'exports that differ when published',
      { 'packages/one/package.json': manifest({ exports: {} }) },
      'package.json:1 manifest',
    ],
    [
      'a script that runs on install',
      { 'packages/one/package.json': manifest({ scripts: { postinstall: 'node x.js' } }) },
      'package.json:1 install-script',
    ],
    [
      'a dependency under a licence that binds',
      {
        'packages/one/package.json': manifest({ dependencies: { good: '1.0.0' } }),
        'node_modules/good/package.json': { name: 'good', license: 'MIT', dependencies: { deep: '1.0.0' } },
        'node_modules/good/node_modules/deep/package.json': { name: 'deep', version: '1.0.0', license: 'AGPL-3.0' },
      },
      'package.json:1 licence',
    ],
    [
      'a peer under a licence that binds',
      {
        'packages/one/package.json': manifest({ peerDependencies: { good: '1.0.0' } }),
        'node_modules/good/package.json': { name: 'good', license: 'MPL-2.0', dependencies: { gone: '1.0.0' } },
      },
      'package.json:1 licence',
    ],
    [
      'a dependency that is not installed',
      { 'packages/one/package.json': manifest({ dependencies: { good: '1.0.0', gone: '1.0.0' } }) },
      'package.json:1 licence',
    ],
  ])('finds %s', (_what, files, expected) => {
    // The dependency `good` is imported by a.ts, so a manifest without it has a second violation.
    const found = findings(/** @type {Record<string, string | object>} */ (files));
    expect(found.filter((one) => one !== 'src/a.ts:1 undeclared-import')).toEqual([expected]);
  });

  it('given an exception with its rule and file, lets the violation pass', () => {
    const exception = { rule: 'environment', file: 'packages/one/src/b.ts', reason: 'a test' };
    expect(findings(from('export const b = process.env.HOME;'), [exception])).toEqual([]);
  });

  it('given an exception that excuses nothing, names it', () => {
    const exception = { rule: 'environment', file: 'packages/one/src/a.ts', reason: 'a test' };
    expect(findings({}, [exception])).toEqual(['src/a.ts:1 idle-exception']);
  });

  it('reads licence expressions as SPDX means them', () => {
    expect(['MIT', '(MIT OR GPL-3.0)', 'MIT AND ISC', 'GPL-3.0', 'MIT AND GPL-3.0', ''].map(isAccepted)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
