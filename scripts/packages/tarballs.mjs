// The tarballs that would be published, and what two linters of published packages say about them.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { inLanes, runProgram } from '../run-program.mjs';
import { readPackages, repositoryRoot } from '../workspace.mjs';

/**
 * @typedef {import('../workspace.mjs').WorkspacePackage & { tarball: string, everywhere: boolean }} PackedPackage
 * `everywhere`: its `engines` are those of the repository; the others are optional dependencies for some Node versions
 */

/**
 * @param {string} root
 * @param {string} destination folder for the tarballs
 * @param {NodeJS.ProcessEnv} env with pnpm on its PATH
 * @throws when pnpm cannot pack one of them
 * @returns {Promise<PackedPackage[]>} every package that is not private
 */
export async function packAll(root, destination, env) {
  const published = readPackages(root).filter(({ manifest }) => manifest.private !== true);
  const args = [
    'pack',
    '--json',
    '--pack-destination',
    destination,
    ...published.map(({ name }) => `--filter=${name}`),
  ];
  const { code, stdout, output } = await runProgram('pnpm', args, { cwd: root, env });
  if (code !== 0) throw new Error(`pnpm pack failed:\n${output}`);
  // One package is an object, several are a list.
  const packed = [JSON.parse(stdout)].flat();
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return published.map((workspacePackage) => {
    const { filename } = packed.find((/** @type {any} */ one) => one.name === workspacePackage.name);
    const everywhere = workspacePackage.manifest.engines?.node === engines.node;
    return { ...workspacePackage, everywhere, tarball: join(destination, basename(filename)) };
  });
}

/** @param {PackedPackage} packed @returns {Promise<string[]>} complaints */
async function askPublint({ name, tarball }) {
  // A copy, because the buffer of a file that was read may be a shared one.
  const tarballBytes = new Uint8Array(readFileSync(tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: tarballBytes }, strict: true, level: 'warning' });
  return messages.map((message) => `${name}: publint ${message.type}: ${formatMessage(message, pkg)}`);
}

/** @param {PackedPackage} packed @returns {Promise<string[]>} complaints */
async function askAreTheTypesWrong({ name, tarball }) {
  const attw = join(repositoryRoot, 'node_modules/.bin/attw');
  // The packages are ES modules only: CommonJS reaches them by require(esm).
  const args = [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color'];
  const { code, output } = await runProgram(attw, args, { cwd: repositoryRoot });
  return code === 0 ? [] : [`${name}: are the types wrong?\n${output}`];
}

/**
 * @param {readonly PackedPackage[]} packages
 * @returns {Promise<string[]>} complaints
 */
export async function lintTarballs(packages) {
  const complaints = await inLanes(packages, async (packed) => [
    ...(await askPublint(packed)),
    ...(await askAreTheTypesWrong(packed)),
  ]);
  return complaints.flat();
}
