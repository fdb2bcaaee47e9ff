// The pinned pnpm and the environment in which this repository's tools run.
// npm downloads pnpm into its own cache on first use; nothing is installed globally.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { repositoryRoot } from '../workspace.mjs';
import { run } from './children.mjs';

const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));

/** `pnpm@<version>`, from the `packageManager` field. */
const pnpmPin = manifest.packageManager.split('+')[0];

/**
 * @param {string} version such as 20.19.0
 * @returns {string | undefined} a sentence when this version is below `engines`
 */
export function whyNodeIsTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = manifest.engines.node.replace('>=', '').split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `Node ${version} is too old: ${manifest.engines.node} is needed.`;
}

/**
 * Our environment without what npm sets for its own scripts (npx and pnpm must not inherit it),
 * with telemetry of the tools switched off.
 * @param {NodeJS.ProcessEnv} from
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(from) {
  const npmOwn = /^(npm_(package|lifecycle|node_execpath|command|execpath)|NODE_PATH$|PNPM_SCRIPT_SRC_DIR$)/i;
  return {
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    npm_config_update_notifier: 'false',
    ...Object.fromEntries(Object.entries(from).filter(([name]) => !npmOwn.test(name))),
  };
}

/**
 * The folder that holds the pinned `pnpm` program; downloads it when npm's cache has none.
 * `--prefer-offline` keeps npx from asking the network about a pin that cannot change.
 * @throws when npm can neither find nor download it
 * @returns {Promise<string>}
 */
export async function findPnpmFolder() {
  const { code, stdout, output } = await run(
    'npx',
    ['--yes', '--prefer-offline', '--loglevel=error', `--package=${pnpmPin}`, '--', 'node', '-p', 'process.env.PATH'],
    { cwd: repositoryRoot, env: cleanEnvironment(process.env), output: 'kept' },
  );
  if (code !== 0) throw new Error(`npx could not provide ${pnpmPin}:\n${output}`);
  const folder = stdout
    .trim()
    .split(delimiter)
    .find((entry) => existsSync(join(entry, 'pnpm')));
  if (folder === undefined) throw new Error(`npx put no pnpm on PATH for ${pnpmPin}: ${stdout}`);
  return folder;
}

/**
 * The environment of every tool: the repository's own programs and the pinned pnpm come first on PATH.
 * @param {string} pnpmFolder
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(pnpmFolder) {
  const env = cleanEnvironment(process.env);
  env.PATH = [join(repositoryRoot, 'node_modules', '.bin'), pnpmFolder, env.PATH ?? ''].join(delimiter);
  return env;
}
