// A stranger's project: the tarballs installed with plain npm in an empty folder.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from '../dev/toolchain.mjs';
import { inLanes, runProgram } from '../run-program.mjs';
import { repositoryRoot } from '../workspace.mjs';

/** @typedef {import('./tarballs.mjs').PackedPackage} PackedPackage */

/**
 * What a user may import of a package: its `exports` without data files and patterns.
 * @param {Pick<PackedPackage, 'name' | 'manifest'>} packed
 * @returns {string[]} such as ['@codomyrmex/core', '@codomyrmex/core/hooks']
 */
export function entriesOf({ name, manifest }) {
  return Object.entries(manifest.publishConfig?.exports ?? manifest.exports)
    .filter(([path, target]) => !path.includes('*') && !path.endsWith('.json') && target !== null)
    .map(([path]) => name + path.slice(1));
}

/**
 * @param {string} folder empty
 * @param {readonly PackedPackage[]} packages
 * @throws when npm fails twice
 * @returns {Promise<PackedPackage[]>} those that npm installed: one that is not for every Node version comes only
 * as somebody's optional dependency, where this Node allows it
 */
export async function installTarballs(folder, packages) {
  const common = packages.filter(({ everywhere }) => everywhere);
  const files = (/** @type {readonly PackedPackage[]} */ some) =>
    Object.fromEntries(some.map(({ name, tarball }) => [name, `file:${tarball}`]));
  // The overrides keep npm from looking for unpublished versions in a registry.
  const manifest = { name: 'consumer', private: true, dependencies: files(common), overrides: files(packages) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  const install = () => runProgram('npm', args, { cwd: folder, env: consumerEnvironment() });
  let result = await install();
  if (result.code !== 0) result = await install();
  if (result.code !== 0) throw new Error(`npm install of the tarballs failed:\n${result.output}`);
  return packages.filter(({ name }) => existsSync(join(folder, 'node_modules', name)));
}

/** Nothing of this repository's toolchain may help the consumer. */
export function consumerEnvironment() {
  const env = Object.fromEntries(
    Object.entries(cleanEnvironment(process.env)).filter(([name]) => !/^pnpm_/i.test(name)),
  );
  const path = (env.PATH ?? '').split(':').filter((entry) => !entry.startsWith(repositoryRoot));
  return { ...env, PATH: path.join(':'), NO_COLOR: '1' };
}

/**
 * Programs that load every entry and fail when one cannot be loaded, unless what it lacks is an optional peer.
 * @param {string} folder
 * @param {readonly PackedPackage[]} packages
 * @returns {readonly string[]} an ES module and a CommonJS program, relative to the folder
 */
export function writeImporters(folder, packages) {
  const optional = packages.flatMap(({ manifest }) =>
    Object.entries(manifest.peerDependenciesMeta ?? {}).flatMap(([peer, meta]) =>
      meta.optional === true ? [peer] : [],
    ),
  );
  const program = (/** @type {string} */ load) => `
const without = [];
for (const entry of ${JSON.stringify(packages.flatMap(entriesOf))}) {
  try {
    ${load};
  } catch (error) {
    const lacking = /^Cannot find package '([^']+)'/.exec(error.message)?.[1];
    if (!${JSON.stringify(optional)}.includes(lacking)) throw error;
    without.push(entry + ' not without ' + lacking);
  }
}
console.log(['every entry', process.version, ...without].join(', '));
`;
  writeFileSync(join(folder, 'import.mjs'), program('await import(entry)'));
  writeFileSync(join(folder, 'require.cjs'), program('require(entry)'));
  return ['import.mjs', 'require.cjs'];
}

/**
 * Compiles a program that names every entry, with the declaration files of all dependencies checked.
 * @param {string} folder
 * @param {readonly string[]} entries
 * @returns {Promise<string[]>} complaints
 */
export async function checkTypes(folder, entries) {
  const names = entries.map((_, at) => `entry${at}`);
  const imports = entries.map((entry, at) => `import * as ${names[at]} from '${entry}';\n`).join('');
  writeFileSync(join(folder, 'all.mts'), `${imports}export const all = [${names.join(', ')}];\n`);
  const tools = join(repositoryRoot, 'node_modules');
  const common = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--types',
    'node',
    '--typeRoots',
    join(tools, '@types'),
    'all.mts',
  ];
  const ways = [
    { module: 'nodenext', resolution: 'nodenext' },
    { module: 'esnext', resolution: 'bundler' },
  ];
  const complaints = await inLanes(ways, async ({ module, resolution }) => {
    const args = ['--module', module, '--moduleResolution', resolution, ...common];
    const { code, output } = await runProgram(join(tools, '.bin/tsc'), args, { cwd: folder });
    return code === 0 ? [] : [`tsc --moduleResolution ${resolution}:\n${output}`];
  });
  return complaints.flat();
}
