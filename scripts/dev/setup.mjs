// Installing what the lockfile names, once per state of lockfile and manifests.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPackages } from '../workspace.mjs';
import { run } from './children.mjs';
import { findPnpmFolder, toolEnvironment } from './toolchain.mjs';

const STAMP = join('node_modules', '.codomyrmex-setup');

/**
 * Changes with everything that decides what an installation contains. Node's version belongs to it:
 * optional dependencies are chosen by `engines`.
 * @param {string} root
 */
export function installationDigest(root) {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`);
  const manifests = readPackages(root).map((workspacePackage) => `${workspacePackage.folder}/package.json`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @returns {{ digest: string, pnpmFolder: string } | undefined} what the last complete installation left
 */
function readStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, STAMP), 'utf8'));
  } catch {
    // Absent or cut off: both mean that there is no complete installation.
    return undefined;
  }
}

/** @param {string} root */
function linksAreThere(root) {
  return readPackages(root).every(({ folder, manifest }) => {
    const needed = { ...manifest.dependencies, ...manifest.devDependencies };
    return Object.keys(needed).every((name) => existsSync(join(root, folder, 'node_modules', name)));
  });
}

/**
 * Installs unless node_modules already holds exactly this state.
 * @param {string} root
 * @returns {Promise<{ code: number, skipped: boolean, env: NodeJS.ProcessEnv }>}
 */
export async function install(root) {
  const digest = installationDigest(root);
  const stamp = readStamp(root);
  if (stamp?.digest === digest && existsSync(join(stamp.pnpmFolder, 'pnpm')) && linksAreThere(root)) {
    return { code: 0, skipped: true, env: toolEnvironment(stamp.pnpmFolder) };
  }
  const pnpmFolder = await findPnpmFolder();
  const env = toolEnvironment(pnpmFolder);
  const args = ['install', '--frozen-lockfile', '--prefer-offline', '--config.confirm-modules-purge=false'];
  const { code, output } = await run('pnpm', args, { cwd: root, env, output: 'kept' });
  if (code === 0) writeFileSync(join(root, STAMP), JSON.stringify({ digest, pnpmFolder }));
  else process.stderr.write(output);
  return { code, skipped: false, env };
}

/**
 * @param {string} root
 * @returns {Promise<string>} the folder of the pinned pnpm, from the last installation when it is still there
 */
export async function pnpmFolderOf(root) {
  const known = readStamp(root)?.pnpmFolder;
  return known !== undefined && existsSync(join(known, 'pnpm')) ? known : findPnpmFolder();
}
