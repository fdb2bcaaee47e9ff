import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importRatios, measurePlugins } from '../plugins/measure.mjs';
import { readPluginTable, renderPluginTable, slowImports, tableProblems } from '../plugins/table.mjs';
import { plant } from './planted-tree.mjs';

const NAME = '@codomyrmex/plugin-one';
const manifest = (/** @type {object} */ more = {}) => ({
  name: NAME,
  version: '1.0.0',
  type: 'module',
  files: ['dist'],
  dependencies: { wanted: '1.0.0' },
  optionalDependencies: { 'for-others': '1.0.0', extra: '1.0.0' },
  ...more,
});

/** A repository with one plugin, built and installed, with changes planted. @param {Record<string, string | object>} [changes] */
function planted(changes = {}) {
  const root = plant({
    'plugins/one/package.json': manifest(),
    'plugins/one/dist/index.js': 'export default 1;\n',
    'plugins/one/dist/codomyrmex.json': { actions: [{ name: 'a' }, { name: 'b' }] },
  });
  const files = {
    'plugins/one/node_modules/wanted/package.json': { name: 'wanted', dependencies: { deeper: '1.0.0' } },
    'plugins/one/node_modules/deeper/package.json': { name: 'deeper', dependencies: { wanted: '1.0.0' } },
    'plugins/one/node_modules/extra/package.json': { name: 'extra', scripts: { install: 'node-gyp rebuild' } },
    ...changes,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const unchanged = async () => renderPluginTable(await measurePlugins(planted()), new Map([[NAME, 2]]));

describe('the table of plugins', () => {
  it('given a plugin, then its row has what was measured and is read back as it was written', async () => {
    const root = planted();
    const [plugin] = await measurePlugins(root);
    expect(plugin).toMatchObject({ name: NAME, actions: 2, dependencies: 3, faults: [] });
    const ratios = await importRatios(root, 1);
    expect(ratios.get(NAME)).toBeGreaterThan(0);
    const row = readPluginTable(renderPluginTable(plugin === undefined ? [] : [plugin], ratios)).get(NAME);
    expect(row).toMatchObject({ actions: 2, dependencies: 3 });
    expect(tableProblems(plugin === undefined ? [] : [plugin], await unchanged())).toEqual([]);
  });

  const described = (/** @type {number} */ count) => ({ actions: Array.from({ length: count }, () => ({})) });
  it.each([
    ['another action', { 'plugins/one/dist/codomyrmex.json': described(3) }, /: 3 actions, not 2/],
    ['a larger file', { 'plugins/one/dist/more.js': '//'.repeat(500) }, /bytes unpacked, not/],
    [
      'a dependency of a dependency',
      {
        'plugins/one/node_modules/deeper/package.json': { name: 'deeper', dependencies: { deepest: '1.0.0' } },
        'plugins/one/node_modules/deepest/package.json': { name: 'deepest' },
      },
      /: 4 dependencies, not 3/,
    ],
    [
      'an own install script',
      { 'plugins/one/package.json': manifest({ scripts: { postinstall: 'echo' } }) },
      /plugin-one runs "postinstall"/,
    ],
    [
      'an install script of what it needs',
      { 'plugins/one/node_modules/deeper/package.json': { name: 'deeper', scripts: { preinstall: 'echo' } } },
      /deeper runs "preinstall"/,
    ],
    [
      'a file that npm would build',
      { 'plugins/one/node_modules/wanted/binding.gyp': '{}' },
      /wanted runs "binding.gyp"/,
    ],
    [
      'an import of the engine',
      { 'plugins/one/dist/more.js': "const load = () => import('@codomyrmex/engine');" },
      /dist\/more.js imports @codomyrmex\/engine/,
    ],
    [
      'the engine among its peers',
      { 'plugins/one/package.json': manifest({ peerDependencies: { '@codomyrmex/engine': '*' } }) },
      /package.json names @codomyrmex\/engine/,
    ],
  ])('given %s, then the check says so', async (_what, changes, said) => {
    const problems = tableProblems(await measurePlugins(planted(changes)), await unchanged());
    expect(problems).toContainEqual(expect.stringMatching(said));
  });

  it('given a plugin without a row, and a row without a plugin, then both are named', async () => {
    const plugins = await measurePlugins(planted());
    const table = (await unchanged()).replace('plugin-one', 'plugin-two');
    expect(tableProblems(plugins, table)).toEqual([
      `${NAME}: not in the table`,
      '@codomyrmex/plugin-two: in the table, but there is no such plugin',
    ]);
  });

  it('given an import that takes longer than the table says, then it is told', async () => {
    const table = await unchanged();
    expect(slowImports(new Map([[NAME, 3.9]]), table)).toEqual([]);
    expect(slowImports(new Map([[NAME, 4.1]]), table)).toEqual([expect.stringContaining('4.1 ×')]);
  });

  it('given a required package that is not installed, or no build, then it is said what to run', async () => {
    const missing = planted({ 'plugins/one/package.json': manifest({ dependencies: { absent: '1.0.0' } }) });
    await expect(measurePlugins(missing)).rejects.toThrow(/absent, which .* is not installed: run npm run setup/);
    const unbuilt = plant({ 'plugins/one/package.json': manifest() });
    await expect(measurePlugins(unbuilt)).rejects.toThrow(/plugin-one is not built: run npm run setup/);
  });
});
