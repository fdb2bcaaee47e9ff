import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const program = fileURLToPath(new URL('../../packages/cli/bin/codomyrmex.cjs', import.meta.url));
const shared = ['@codomyrmex/core', 'zod'];
const packageOf = (/** @type {string} */ name) => realpathSync(dirname(require.resolve(`${name}/package.json`)));
const coreVersion = JSON.parse(readFileSync(join(packageOf('@codomyrmex/core'), 'package.json'), 'utf8')).version;

const moduleName = (/** @type {number} */ index) => `bench_${String(index).padStart(3, '0')}`;
const packageName = (/** @type {number} */ index) => `codomyrmex-plugin-${moduleName(index).replace('_', '-')}`;

/** As many actions as a shipped plugin has on the median. */
const ACTIONS = 5;

const code = `import { defineAction, definePlugin } from '@codomyrmex/core';
import * as z from 'zod';

const say = (which) => defineAction({
  title: 'Says something, way ' + which,
  description: 'Says a word to somebody as often as it is told to.',
  input: z.strictObject({
    name: z.string().default('you').describe('Who.'),
    times: z.int().min(1).max(10).default(1).describe('How often.'),
    loud: z.boolean().optional().describe('Whether in capitals.'),
  }),
  output: z.object({ text: z.string().describe('What was said.') }),
  effects: [],
  idempotent: true,
  run: (_, { name, times }) => ({ text: ('hello ' + name + ' ').repeat(times).trim() }),
});

export default definePlugin({
  module: '${moduleName(0)}', version: '1.0.0', description: 'Says things.', entry: import.meta.url,
  actions: { ${Array.from({ length: ACTIONS }, (_, way) => `say_${way}: say(${way})`).join(', ')} },
});
`;

/**
 * A data folder of a person who has nothing else: whom one trusts is kept in the home folder.
 * @param {string} folder
 */
export function host(folder) {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  // What a corporate certificate costs at every start of Node is not ours.
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, CODOMYRMEX_CONFIG: ___, ...inherited } = process.env;
  const env = { ...inherited, HOME: home, USERPROFILE: home, CODOMYRMEX_ORCHESTRATION_DIR: join(folder, 'data') };
  return {
    /** @param {readonly string[]} words @returns {string} what it printed */
    call: (words) => run([program, ...words], { cwd: folder, env }),
  };
}

/**
 * Adds so many plugins: the first by the command line, the others as that one was left, under their own names. A hundred calls of npm
 * would take minutes.
 * @param {string} folder of a {@link host}
 * @param {{ readonly kind: 'copied' | 'linked', readonly count: number }} what
 */
export function addPlugins(folder, { kind, count }) {
  const sources = join(folder, 'sources');
  const first = join(sources, packageName(0));
  writePlugin(first);
  host(folder).call(['plugin', 'add', first, '--yes', ...(kind === 'linked' ? ['--link'] : [])]);
  const plugins = join(folder, 'data', 'plugins');
  for (let index = 1; index < count; index++) {
    if (kind === 'linked') copyPackage(sources, index);
    const parent = kind === 'linked' ? join(plugins, '.linked') : plugins;
    cpSync(join(parent, moduleName(0)), join(parent, moduleName(index)), { recursive: true, verbatimSymlinks: true });
    if (kind === 'copied') renamePackage(join(parent, moduleName(index), 'node_modules'), index);
  }
  const lock = join(plugins, 'plugins.lock.json');
  edit(lock, ({ plugins: [locked], ...rest }) => ({
    ...rest,
    plugins: Array.from({ length: count }, (_, index) => JSON.parse(renamed(JSON.stringify(locked), index))),
  }));
  edit(join(folder, 'home', '.local', 'state', 'codomyrmex', 'plugins.json'), ({ plugins: trusted }) => {
    const [[place, token]] = Object.entries(trusted);
    return { plugins: Object.fromEntries(Array.from({ length: count }, (_, index) => [renamed(place, index), token])) };
  });
}

/** As its author's build leaves it. @param {string} folder */
function writePlugin(folder) {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  const described = {
    name: packageName(0),
    version: '1.0.0',
    type: 'module',
    exports: './dist/index.js',
    files: ['dist'],
    peerDependencies: { '@codomyrmex/core': `^${coreVersion}`, zod: '^4.3.0' },
    codomyrmex: { manifest: './dist/codomyrmex.json' },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(described));
  writeFileSync(join(folder, 'dist', 'index.js'), code);
  for (const name of shared) {
    const place = join(folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(packageOf(name), place, 'junction');
  }
  run([join(packageOf('@codomyrmex/core'), 'bin', 'codomyrmex-manifest.js')], { cwd: folder, env: process.env });
}

/** @param {string} folder @param {number} index */
function copyPackage(folder, index) {
  const place = join(folder, packageName(index));
  cpSync(join(folder, packageName(0)), place, { recursive: true, verbatimSymlinks: true });
  rename(place, index);
}

/** @param {string} folder @param {number} index */
function renamePackage(folder, index) {
  const place = join(folder, packageName(index));
  renameSync(join(folder, packageName(0)), place);
  rename(place, index);
}

/** @param {string} folder of a package @param {number} index */
function rename(folder, index) {
  for (const file of ['package.json', 'dist/index.js', 'dist/codomyrmex.json']) {
    const path = join(folder, file);
    writeFileSync(path, renamed(readFileSync(path, 'utf8'), index));
  }
}

/** @param {string} text that tells of the first @param {number} index */
const renamed = (text, index) =>
  text.replaceAll(packageName(0), packageName(index)).replaceAll(moduleName(0), moduleName(index));

/** @param {string} path @param {(content: any) => object} change */
function edit(path, change) {
  if (!existsSync(path)) throw new Error(`plugin add wrote no ${path}`);
  writeFileSync(path, `${JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8'))), null, 2)}\n`);
}

/** @param {readonly string[]} words @param {{ readonly cwd: string, readonly env: NodeJS.ProcessEnv }} options */
function run(words, options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { ...options, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${words.join(' ')} exits with ${status}: ${stderr}`);
}
