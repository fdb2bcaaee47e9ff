import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packages } from './cached-monorepo.mjs';
import { peersFolder } from './peers.mjs';

/**
 * One that builds the monorepo and keeps what it built.
 * @typedef {object} Builder
 * @property {readonly { readonly name: string, readonly words: readonly string[] }[]} calls ways to call it in the folder of the monorepo
 * @property {Parameters<import('./cached-monorepo.mjs').writeMonorepo>[1]} own its files
 * @property {NodeJS.ProcessEnv} env
 * @property {readonly string[]} linked packages that it looks for in the monorepo's node_modules
 * @property {(folder: string) => number | undefined} [serverPid] of what goes on in the background
 * @property {(folder: string) => void} [stop]
 */

const program = fileURLToPath(new URL('../../packages/cli/bin/codomyrmex.cjs', import.meta.url));
const rootRequire = createRequire(new URL('../../package.json', import.meta.url));

// What a corporate certificate costs at every start of Node is not ours; the same for all that is compared. A caller that is
// itself run by npm or in CI changes what the builders do.
const inherited = /^(NODE_EXTRA_CA_CERTS|NODE_OPTIONS|CI|npm_.*|TURBO_.*|NX_.*|WIREIT_.*|CODOMYRMEX_.*|INIT_CWD)$/;
export const bareEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));

const ours = {
  calls: [{ name: 'codomyrmex', words: [process.execPath, program, 'workflow', 'run', 'build.json', '--quiet'] }],
  env: bareEnv,
  linked: [],
  own: {
    files: {
      'build.json': {
        name: 'build',
        steps: packages.map(({ name, dependencies }) => ({
          name,
          module: 'shell',
          action: 'run',
          max_retries: 0,
          parameters: { command: ['node', '../../build.mjs'], cwd: `packages/${name}` },
          dependencies,
          cache: {
            inputs: [
              'build.mjs',
              `packages/${name}/package.json`,
              `packages/${name}/src/**`,
              ...dependencies.map((dependency) => `packages/${dependency}/dist/**`),
            ],
            outputs: [`packages/${name}/dist/**`],
          },
        })),
      },
    },
  },
};

const turboOwn = {
  files: {
    'turbo.json': {
      globalDependencies: ['build.mjs'],
      tasks: { build: { dependsOn: ['^build'], outputs: ['dist/**'] } },
    },
  },
};
const turboEnv = { ...bareEnv, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
const turboWords = ['run', 'build', '--ui=stream', '--output-logs=errors-only'];

/** @returns {Builder} */
function turbo() {
  const shim = join(dirname(rootRequire.resolve('turbo/package.json')), 'bin', 'turbo');
  const name = `@turbo/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch.replace('x64', '64')}`;
  const native = createRequire(shim).resolve(`${name}/bin/turbo`);
  const calls = [
    { name: 'turbo, native', words: [native, ...turboWords] },
    { name: 'turbo, by its shim', words: [process.execPath, shim, ...turboWords] },
  ];
  return { calls, env: turboEnv, linked: [], own: turboOwn };
}

const nxProgram = join('node_modules', 'nx', 'dist', 'bin', 'nx.js');
const nxServerFile = join('.nx', 'workspace-data', 'd', 'server-process.json');
/** Not as scripts of the packages: npm would take most of the first build. */
const nxTarget = { executor: 'nx:run-commands', options: { command: 'node ../../build.mjs', cwd: '{projectRoot}' } };
const nxOwn = {
  manifest: () => ({ scripts: {}, nx: { targets: { build: nxTarget } } }),
  files: {
    'nx.json': {
      analytics: false,
      neverConnectToCloud: true,
      targetDefaults: {
        build: {
          cache: true,
          dependsOn: ['^build'],
          inputs: ['{projectRoot}/src/**/*', '{projectRoot}/package.json', '{workspaceRoot}/build.mjs', '^default'],
          outputs: ['{projectRoot}/dist'],
        },
      },
    },
  },
};

/** @param {'true' | 'false'} daemon @returns {Builder} */
function nx(daemon) {
  const env = { ...bareEnv, NX_DAEMON: daemon, NX_NO_CLOUD: 'true', NX_TUI: 'false', DO_NOT_TRACK: '1' };
  const words = [process.execPath, nxProgram, 'run-many', '-t', 'build', '--outputStyle=static'];
  const common = { env, linked: ['nx', '@nx'], own: nxOwn };
  if (daemon === 'false') return { ...common, calls: [{ name: 'nx without daemon', words }] };
  return { ...common, calls: [{ name: 'nx with daemon', words }], serverPid: nxServer, stop: stopNx };
}

/** @param {string} folder */
function nxServer(folder) {
  const file = join(folder, nxServerFile);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).processId : undefined;
}

/** @param {string} folder */
function stopNx(folder) {
  const env = { ...bareEnv, NX_NO_CLOUD: 'true' };
  const { status, stderr } = spawnSync(process.execPath, [nxProgram, 'daemon', '--stop'], { cwd: folder, env });
  if (status !== 0) throw new Error(`nx daemon --stop exits with ${status}: ${String(stderr)}`);
}

const wireitBlock = ({ dependencies }) => ({
  command: 'node ../../build.mjs',
  dependencies: dependencies.map((dependency) => `../${dependency}:build`),
  files: ['src/**', 'package.json', '../../build.mjs'],
  output: ['dist/**'],
});

/** Without npm, which would be most of it: with the variables that npm would set. @type {Builder} */
const wireit = {
  calls: [{ name: 'wireit', words: [process.execPath, join('node_modules', 'wireit', 'bin', 'wireit.js')] }],
  linked: ['wireit'],
  env: { ...bareEnv, npm_lifecycle_event: 'build' },
  own: {
    files: {},
    root: {
      scripts: { build: 'wireit' },
      wireit: { build: { dependencies: packages.map(({ name }) => `./packages/${name}:build`) } },
    },
    manifest: (one) => ({ scripts: { build: 'wireit' }, wireit: { build: wireitBlock(one) } }),
  },
};

const isInstalled = (name) => existsSync(join(peersFolder, 'node_modules', name));

/** Those that are installed, and the names of those that are not. */
export function builders() {
  const peers = [nx('true'), nx('false'), wireit];
  const missingNames = ['nx', 'wireit'].filter((name) => !isInstalled(name));
  const installed = peers.filter(({ linked }) => linked.every(isInstalled));
  return { all: [ours, turbo(), ...installed], missingNames };
}

/** Makes the packages that a builder looks for there findable from the monorepo. @param {string} folder @param {Builder} builder */
export function linkBuilder(folder, { linked }) {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of linked) symlinkSync(join(peersFolder, 'node_modules', name), join(folder, 'node_modules', name));
}
