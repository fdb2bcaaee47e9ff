import { describe, expect, it } from 'vitest';
import { checkPackages } from '../check-packages.mjs';
import { entriesOf } from '../packages/consumer.mjs';
import { nodeCommands } from '../packages/node-versions.mjs';
import { plant } from './planted-tree.mjs';

const engines = { node: '>=20.19' };

/** @param {string} name @param {object} [changes] */
function manifest(name, changes) {
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
  const files = ['dist', 'bin'];
  return { name, version: '0.1.0', license: 'MIT', type: 'module', engines, exports, files, ...changes };
}

const sound = {
  '.gitignore': 'node_modules/\n',
  'package.json': { name: 'planted', version: '0.0.0', private: true, engines },
  'packages/one/package.json': manifest('@codomyrmex/one'),
  'packages/one/dist/index.js': 'export const one = 1;\n',
  'packages/one/dist/index.d.ts': 'export declare const one: number;\n',
  'packages/two/package.json': manifest('@codomyrmex/two', {
    dependencies: { '@codomyrmex/one': 'workspace:^' },
    peerDependencies: { rare: '1.0.0' },
    peerDependenciesMeta: { rare: { optional: true } },
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './extra': { types: './dist/extra.d.ts', default: './dist/extra.js' },
    },
    bin: { two: './bin/two.js' },
  }),
  'packages/two/dist/index.js': "import { one } from '@codomyrmex/one';\nexport const two = one + one;\n",
  'packages/two/dist/index.d.ts': "import { one } from '@codomyrmex/one';\nexport declare const two: typeof one;\n",
  'packages/two/dist/extra.js': "import 'rare';\nexport const extra = 1;\n",
  'packages/two/dist/extra.d.ts': 'export declare const extra: number;\n',
  'packages/two/bin/two.js': "#!/usr/bin/env node\nconsole.log('0.1.0');\n",
  'packages/hidden/package.json': { name: 'hidden', version: '0.1.0', private: true },
};

describe('check-packages', () => {
  it('given packages that can be used, has no complaints and leaves private ones at home', async () => {
    expect(await checkPackages(plant(sound), '')).toEqual({
      complaints: [],
      notes: [
        '2 packages packed and installed',
        `import.mjs: every entry, ${process.version}, @codomyrmex/two/extra not without rare`,
        `require.cjs: every entry, ${process.version}, @codomyrmex/two/extra not without rare`,
      ],
    });
  });

  it('given packages that cannot be used, says what each of them lacks', async () => {
    const { complaints } = await checkPackages(
      plant({
        ...sound,
        // No declarations; loads a file that is not packed.
        'packages/one/package.json': manifest('@codomyrmex/one', { files: ['dist/index.js'] }),
        'packages/one/dist/index.js': "export { one } from './inner.js';\n",
        'packages/one/dist/inner.js': 'export const one = 1;\n',
        // Takes a type from a file that is not there; tells another version.
        'packages/two/dist/index.d.ts': "export { two } from './missing.js';\n",
        'packages/two/bin/two.js': "#!/usr/bin/env node\nconsole.log('9.9.9');\n",
      }),
      '',
    );
    const all = complaints.join('\n\n');
    expect(all).toMatch(/@codomyrmex\/one: publint error: .*types.*does not exist/);
    expect(all).toMatch(/@codomyrmex\/two: are the types wrong\?/);
    expect(all).toMatch(/tsc --moduleResolution nodenext:\n[\s\S]*Cannot find module '\.\/missing\.js'/);
    expect(all).toMatch(/tsc --moduleResolution bundler:\n[\s\S]*Cannot find module '\.\/missing\.js'/);
    expect(all).toMatch(/import\.mjs exits with 1:\n[\s\S]*inner\.js/);
    expect(all).toMatch(/require\.cjs exits with 1:\n[\s\S]*inner\.js/);
    expect(all).toMatch(/two --version exits with 0 and does not say 0\.1\.0/);
  });
});

describe('the entries of a package', () => {
  it('are its published exports without data files, patterns and closed doors', () => {
    const exports = {
      '.': './a.js',
      './hooks': './b.js',
      './package.json': './package.json',
      './data/*': './d/*',
      './closed': null,
    };
    const entries = entriesOf({ name: '@codomyrmex/one', manifest: { exports: {}, publishConfig: { exports } } });
    expect(entries).toEqual(['@codomyrmex/one', '@codomyrmex/one/hooks']);
  });
});

describe('CODOMYRMEX_NODES', () => {
  it('given nothing, means this Node', () => {
    expect(nodeCommands('')).toEqual([{ program: process.execPath, args: [] }]);
  });

  it('given paths or versions, means this Node and those', () => {
    expect(nodeCommands('/a/node:/b/node').map(({ program }) => program)).toEqual([
      process.execPath,
      '/a/node',
      '/b/node',
    ]);
    expect(nodeCommands('npx:22,24').map(({ args }) => args.find((arg) => arg.startsWith('node@')))).toEqual([
      undefined,
      'node@22',
      'node@24',
    ]);
  });
});
