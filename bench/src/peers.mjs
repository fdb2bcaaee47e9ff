import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Other orchestrators have a folder of their own, since nobody who works on this repository needs them otherwise. */
export const peersFolder = fileURLToPath(new URL('../peers', import.meta.url));

/** @returns {number} the exit code */
export function installPeers() {
  const words = ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'];
  return spawnSync('npm', words, { cwd: peersFolder, stdio: 'inherit' }).status ?? 1;
}

/**
 * A peer's module, or `undefined` where it is not installed: {@link missing} says so in the notes.
 * @param {string} name such as `p-queue`
 */
export async function peer(name) {
  if (
    !existsSync(
      join(
        peersFolder,
        'node_modules',
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    )
  ) {
    return undefined;
  }
  const require = createRequire(join(peersFolder, 'package.json'));
  return import(pathToFileURL(require.resolve(name)).href);
}

/** @param {readonly string[]} names */
export const missing = (names) => `${names.join(', ')}: not installed (npm run bench -- --install-peers).`;

/** Whether a program is on the machine. @param {string} program */
export const hasProgram = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
