import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../workspace.mjs';
import { plant } from './planted-tree.mjs';

const exported = { exports: { '.': './src/index.ts', './hooks': './src/hooks.ts' } };

/**
 * @param {string} folder
 * @param {Record<string, string>} sources by path inside the folder
 * @returns {Record<string, string | object>}
 */
function member(folder, sources) {
  const name = folder.replace(/^packages\//, '@codomyrmex/').replace(/^plugins\//, '@codomyrmex/plugin-');
  const files = { 'src/index.ts': 'export const here = 1;\n', ...sources };
  return {
    [`${folder}/package.json`]: { name, ...exported },
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text])),
  };
}

/**
 * Runs dependency-cruiser with the repository's own rules.
 * @param {string} root
 * @returns {string[]} `rule: importing file`, sorted
 */
function violations(root) {
  const folders = ['packages/core', 'packages/dag', 'packages/resources', 'packages/engine', 'packages/testing'];
  for (const folder of [...folders, 'packages/unheard-of', 'plugins/shell', 'plugins/other']) {
    const name = folder.replace(/^packages\//, '@codomyrmex/').replace(/^plugins\//, '@codomyrmex/plugin-');
    const link = join(root, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, folder), link);
  }
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(repositoryRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      join(repositoryRoot, '.dependency-cruiser.cjs'),
      '--output-type',
      'json',
      '.',
    ],
    { cwd: root, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  /** @type {{ rule: { name: string }, from: string }[]} */
  const found = JSON.parse(stdout).summary.violations;
  return [...new Set(found.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();
}

const importing = (/** @type {string} */ specifier) => `import '${specifier}';\n`;

/** Everything that the rules allow, so that none of them forbids too much. */
const sound = {
  'tsconfig.json': {},
  'node_modules/@dagrejs/graphlib/package.json': { name: '@dagrejs/graphlib' },
  'node_modules/@dagrejs/graphlib/index.js': '',
  'node_modules/tapable/package.json': { name: 'tapable' },
  'node_modules/tapable/index.js': '',
  ...member('packages/core', { 'src/hooks.ts': importing('tapable') }),
  ...member('packages/dag', {
    'src/view/graph.ts': importing('@dagrejs/graphlib') + importing('@codomyrmex/core'),
    'test/dag.test.ts': importing('node:fs') + importing('../src/index.ts') + importing('@dagrejs/graphlib'),
  }),
  ...member('packages/resources', {}),
  ...member('packages/engine', {
    'src/engine.ts': ['core', 'core/hooks', 'dag', 'resources']
      .map((name) => importing(`@codomyrmex/${name}`))
      .join(''),
  }),
  ...member('packages/journal-sqlite', { 'test/conformance.test.ts': importing('@codomyrmex/testing') }),
  ...member('packages/testing', { 'src/kit.ts': importing('@codomyrmex/engine') }),
  ...member('packages/cli', {
    'src/built-in.ts': importing('@codomyrmex/plugin-shell') + importing('@codomyrmex/engine'),
  }),
  ...member('plugins/shell', {
    'src/run.ts': importing('@codomyrmex/core') + importing('node:fs'),
    'test/run.test.ts': importing('@codomyrmex/testing'),
  }),
  ...member('plugins/other', {}),
};

describe('floors', () => {
  it('given a tree that keeps to the floors, finds nothing', () => {
    expect(violations(plant(sound))).toEqual([]);
  });

  it('given one violation of every rule, finds each of them and nothing else', () => {
    const planted = {
      'packages/core/src/up.ts': { imports: '@codomyrmex/dag', rules: ['floor-of-core'] },
      'packages/dag/src/beside.ts': { imports: '@codomyrmex/resources', rules: ['floor-of-dag'] },
      'packages/resources/test/up.test.ts': { imports: '@codomyrmex/testing', rules: ['floor-of-resources'] },
      'packages/journal-sqlite/test/up.test.ts': {
        imports: '@codomyrmex/engine',
        rules: ['floor-of-tests-of-journal-sqlite'],
      },
      'packages/engine/src/to-plugin.ts': { imports: '@codomyrmex/plugin-shell', rules: ['packages-not-to-plugins'] },
      'packages/unheard-of/src/index.ts': { imports: '@codomyrmex/core', rules: ['package-without-floor'] },
      'plugins/shell/src/up.ts': { imports: '@codomyrmex/engine', rules: ['plugins-import-core-only'] },
      'plugins/shell/src/kit.ts': { imports: '@codomyrmex/testing', rules: ['plugins-import-core-only'] },
      'plugins/shell/test/up.test.ts': {
        imports: '@codomyrmex/engine',
        rules: ['plugin-tests-import-core-and-testing-only'],
      },
      'plugins/shell/src/beside.ts': { imports: '@codomyrmex/plugin-other', rules: ['plugins-not-to-each-other'] },
      'packages/dag/src/impure.ts': { imports: 'node:fs', rules: ['pure-without-node'] },
      'packages/resources/src/impure.ts': { imports: 'crypto', rules: ['pure-without-node'] },
      'packages/dag/src/plan.ts': { imports: '@dagrejs/graphlib', rules: ['graphlib-in-one-file'] },
      'packages/engine/src/tap.ts': { imports: 'tapable', rules: ['tapable-in-one-file'] },
      'packages/engine/src/deep.ts': {
        imports: '../../core/src/hooks.ts',
        rules: ['no-relative-import-across-packages'],
      },
      'packages/engine/src/inside.ts': { imports: '@codomyrmex/core/src/hooks.ts', rules: ['resolvable'] },
      'packages/engine/src/to-test.ts': { imports: '../test/fixture.ts', rules: ['sources-not-to-tests'] },
      // Reported once a ring, at the file that comes first.
      'packages/engine/src/ring-a.ts': { imports: './ring-b.ts', rules: ['no-cycles'] },
      'packages/engine/src/gone.ts': { imports: './nowhere.ts', rules: ['resolvable'] },
      'plugins/shell/src/to-bench.ts': {
        imports: '../../../bench/deep.ts',
        rules: ['examples-and-benchmarks-are-ends', 'no-relative-import-across-packages'],
      },
      'bench/deep.ts': { imports: '../packages/core/src/index.ts', rules: ['no-relative-import-across-packages'] },
    };
    const files = Object.fromEntries(Object.entries(planted).map(([file, { imports }]) => [file, importing(imports)]));
    const found = violations(
      plant({
        ...sound,
        ...files,
        'packages/engine/test/fixture.ts': 'export {};\n',
        'packages/engine/src/ring-b.ts': "import type { a } from './ring-a.ts';\nexport type B = typeof a;\n",
      }),
    );
    const expected = Object.entries(planted).flatMap(([file, { rules }]) => rules.map((rule) => `${rule}: ${file}`));
    expect(found).toEqual(expected.sort());
  });
});
