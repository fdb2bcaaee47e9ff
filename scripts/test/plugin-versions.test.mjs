import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPackages, repositoryRoot } from '../workspace.mjs';
import { writePluginVersions } from '../write-plugin-versions.mjs';
import { plant } from './planted-tree.mjs';

/** @param {string} version @param {object} [more] */
const manifest = (version, more = { codomyrmex: { manifest: './dist/codomyrmex.json' } }) => ({
  name: '@codomyrmex/plugin',
  version,
  ...more,
});
const definition = "export default definePlugin({\n  module: 'one',\n  version: '0.1.0',\n  actions: {},\n});\n";

/** @param {string} root @param {string} path */
const textAt = (root, path) => readFileSync(join(root, path), 'utf8');

describe('versions of plugins', () => {
  it('given plugins whose packages were bumped, when written, then the code of each says what its package.json says', () => {
    const root = plant({
      'plugins/one/package.json': manifest('0.2.0'),
      'plugins/one/src/index.ts': definition,
      'plugins/two/package.json': manifest('1.0.0-rc.1'),
      'plugins/two/src/index.ts': definition.replace("version: '0.1.0'", 'version'),
      'plugins/two/src/version.ts': "export const version = '0.9.0';\n",
      'plugins/three/package.json': manifest('0.1.0'),
      'plugins/three/src/index.ts': definition,
      'packages/none/package.json': manifest('3.0.0', {}),
      'packages/none/src/index.ts': definition,
    });
    expect(writePluginVersions(root).sort()).toEqual(['plugins/one/src/index.ts', 'plugins/two/src/version.ts']);
    expect(textAt(root, 'plugins/one/src/index.ts')).toBe(definition.replace('0.1.0', '0.2.0'));
    expect(textAt(root, 'plugins/two/src/version.ts')).toBe("export const version = '1.0.0-rc.1';\n");
    expect(textAt(root, 'packages/none/src/index.ts')).toBe(definition);
    expect(writePluginVersions(root)).toEqual([]);
  });

  it('given plugins that ask for a core, when written, then those of a new version ask for the one they are built with', () => {
    const asking = (/** @type {string} */ version) => ({
      ...manifest(version),
      peerDependencies: { '@codomyrmex/core': 'workspace:>=0.1.0 <1' },
      devDependencies: { '@codomyrmex/core': 'workspace:^' },
    });
    const root = plant({
      'packages/core/package.json': { name: '@codomyrmex/core', version: '0.3.0' },
      'plugins/old/package.json': asking('0.1.0'),
      'plugins/old/src/index.ts': definition,
      'plugins/new/package.json': asking('0.1.1'),
      'plugins/new/src/index.ts': definition,
    });
    writePluginVersions(root);
    const core = (/** @type {string} */ name) => {
      const { peerDependencies, devDependencies } = JSON.parse(textAt(root, `plugins/${name}/package.json`));
      return [peerDependencies['@codomyrmex/core'], devDependencies['@codomyrmex/core']];
    };
    expect([core('old'), core('new')]).toEqual([
      ['workspace:>=0.1.0 <1', 'workspace:^'],
      ['workspace:>=0.3.0 <1', 'workspace:^'],
    ]);
  });

  it.each([
    ['no version', definition.replace("  version: '0.1.0',\n", '')],
    ['two of them', `${definition}${definition}`],
    ['no code', undefined],
  ])('given a plugin with %s, when written, then it is refused and no other is touched', (_, index) => {
    const root = plant({
      'plugins/a/package.json': manifest('0.2.0'),
      'plugins/a/src/index.ts': definition,
      'plugins/b/package.json': manifest('0.2.0'),
      'plugins/b/src/index.ts': index,
    });
    expect(() => writePluginVersions(root)).toThrow('plugins/b/src/index.ts says its version');
    expect(textAt(root, 'plugins/a/src/index.ts')).toBe(definition);
  });

  it('given our own plugins, when looked at, then each says its version where it would be written', () => {
    const plugins = readPackages(repositoryRoot).filter(({ folder }) => folder.startsWith('plugins/'));
    const files = Object.fromEntries(
      plugins.flatMap(({ folder, manifest: own }) => [
        [`${folder}/package.json`, { ...own, version: '9.8.7' }],
        ...['src/index.ts', 'src/version.ts']
          .map((file) => `${folder}/${file}`)
          .filter((path) => existsSync(join(repositoryRoot, path)))
          .map((path) => [path, textAt(repositoryRoot, path)]),
      ]),
    );
    expect(writePluginVersions(plant(files))).toHaveLength(plugins.length);
  });
});
