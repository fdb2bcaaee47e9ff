// What a stranger does who writes a plugin: makes its package with the packed tools, installs, builds, lints, tests and packs it with
// plain npm, and adds it to another project.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../run-program.mjs';
import { consumerEnvironment } from './consumer.mjs';

/** @typedef {import('./tarballs.mjs').PackedPackage} PackedPackage */

/**
 * Installs what a new plugin depends on. For that its dependencies on our packages are the tarballs, which no registry has; then its
 * package.json is as it was.
 * @param {string} plugin folder of the package
 * @param {readonly PackedPackage[]} packages
 */
async function installInto(plugin, packages) {
  const path = join(plugin, 'package.json');
  const made = readFileSync(path, 'utf8');
  const { devDependencies, peerDependencies, ...rest } = JSON.parse(made);
  const files = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const ours = (/** @type {Record<string, string>} */ dependencies) =>
    Object.fromEntries(Object.entries(dependencies).map(([name, range]) => [name, files[name] ?? range]));
  const needed = { devDependencies: ours(devDependencies), peerDependencies: ours(peerDependencies) };
  writeFileSync(path, JSON.stringify({ ...rest, ...needed, overrides: files }));
  const args = ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const ended = await runProgram('npm', [...args, '--prefer-offline'], { cwd: plugin, env: consumerEnvironment() });
  writeFileSync(path, made);
  return ended;
}

/**
 * @param {string} consumer the folder with our packages installed
 * @param {string} scratch an empty folder elsewhere
 * @param {readonly PackedPackage[]} packages
 * @returns {Promise<{ complaints: string[], notes: string[] }>} stops at the first step that fails
 */
export async function checkNewPlugin(consumer, scratch, packages) {
  const began = performance.now();
  const plugin = join(scratch, 'plugin');
  const project = join(scratch, 'project');
  mkdirSync(project, { recursive: true });
  const bin = (/** @type {string} */ name) => join(consumer, 'node_modules/.bin', name);
  const run =
    (/** @type {string} */ cwd, /** @type {string} */ program, /** @type {string[]} */ ...words) =>
    () =>
      runProgram(program, words, { cwd, env: consumerEnvironment() });
  const create = bin('create-codomyrmex-plugin');
  const codomyrmex = bin('codomyrmex');
  const tarball = join(scratch, 'codomyrmex-plugin-weather-0.1.0.tgz');
  /** @type {readonly [step: string, work: () => ReturnType<typeof runProgram>, says: string][]} */
  const steps = [
    ['create', run(scratch, create, 'weather', '--yes', '--folder', plugin), 'npm run build && npm test'],
    ['npm install', () => installInto(plugin, packages), ''],
    ['npm run build', run(plugin, 'npm', 'run', 'build'), ''],
    ['npm run lint', run(plugin, 'npm', 'run', 'lint'), ''],
    ['npm test', run(plugin, 'npm', 'test'), '5 passed'],
    // Its prepack would build once more; a test of create-codomyrmex-plugin has it do so.
    ['npm pack', run(plugin, 'npm', 'pack', '--ignore-scripts', '--pack-destination', scratch), '.tgz'],
    ['plugin add', run(project, codomyrmex, 'plugin', 'add', tarball, '--yes'), 'added'],
    ['action list', run(project, codomyrmex, 'action', 'list'), 'weather.greet'],
    ['workflow run', run(project, codomyrmex, 'workflow', 'run', join(plugin, 'workflows/hello.yaml')), 'completed'],
  ];
  for (const [step, work, says] of steps) {
    const { code, output } = await work();
    if (code === 0 && output.includes(says)) continue;
    return {
      complaints: [`a new plugin: ${step} exits with ${code} or does not say "${says}":\n${output}`],
      notes: [],
    };
  }
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { complaints: [], notes: [`a new plugin from nothing to a run in ${seconds} s`] };
}
