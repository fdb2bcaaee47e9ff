// What a plugin costs whoever installs and loads it: its own files, its dependencies, and the time to import it.
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { inLanes, runProgram } from '../run-program.mjs';
import { readPackages } from '../workspace.mjs';

/**
 * @typedef {object} MeasuredPlugin
 * @property {string} name of the package
 * @property {number} actions
 * @property {number} packed bytes of the tarball
 * @property {number} unpacked bytes of its files
 * @property {number} dependencies packages that come with it on this platform, theirs included; peers are not
 * @property {number} dependencyBytes
 * @property {string[]} faults why it may not be so, whatever the table says
 */

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];
const ENGINE = '@codomyrmex/engine';

/**
 * @param {string} root
 * @throws when a plugin is not built, or npm cannot pack it
 * @returns {Promise<MeasuredPlugin[]>} by name
 */
export async function measurePlugins(root) {
  const plugins = readPackages(root).filter(({ folder }) => folder.startsWith('plugins/'));
  return inLanes(plugins, async ({ folder, name, manifest }) => {
    const place = join(root, folder);
    const described = join(place, 'dist/codomyrmex.json');
    if (!existsSync(described)) throw new Error(`${name} is not built: run npm run setup`);
    const { size, unpackedSize } = await pack(place);
    const installed = [...dependenciesOf(place, 'all')];
    // Who installs without optional ones runs nothing of theirs, and the plugin works.
    const required = dependenciesOf(place, 'required');
    return {
      name,
      actions: JSON.parse(readFileSync(described, 'utf8')).actions.length,
      packed: size,
      unpacked: unpackedSize,
      dependencies: installed.length,
      dependencyBytes: installed.reduce((sum, dependency) => sum + bytesIn(dependency), 0),
      faults: [...scriptFaults([place, ...required]), ...engineFaults(place, manifest)],
    };
  });
}

/** @param {string} place @returns {Promise<{ size: number, unpackedSize: number }>} */
async function pack(place) {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { code, stdout, output } = await runProgram('npm', args, { cwd: place });
  if (code !== 0) throw new Error(`npm pack failed in ${place}:\n${output}`);
  // npm 12 answers with an object by package name, earlier ones with a list.
  const [packed] = Object.values(JSON.parse(stdout));
  return packed;
}

/** @param {string} place @returns {Record<string, any>} */
const manifestOf = (place) => JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));

/**
 * @param {string} place of the package that has them
 * @param {'all' | 'required'} which
 * @param {Set<string>} found
 * @throws when one of them is not installed
 * @returns {Set<string>} real folders
 */
function dependenciesOf(place, which, found = new Set()) {
  const { dependencies = {}, optionalDependencies = {} } = manifestOf(place);
  for (const name of Object.keys({ ...dependencies, ...(which === 'all' ? optionalDependencies : {}) })) {
    // A published package.json may name its optional ones twice.
    if (which === 'required' && name in optionalDependencies) continue;
    const folder = installedFrom(place, name);
    // One for another platform is not there.
    if (folder === undefined && name in optionalDependencies) continue;
    if (folder === undefined) throw new Error(`${name}, which ${place} needs, is not installed: run npm run setup`);
    if (found.has(folder)) continue;
    found.add(folder);
    dependenciesOf(folder, which, found);
  }
  return found;
}

/** As Node looks for it. @param {string} place @param {string} name @returns {string | undefined} */
function installedFrom(place, name) {
  for (let folder = place; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (folder === dirname(folder)) return undefined;
  }
}

/** Its own files: what is installed in it or linked from it is counted elsewhere. @param {string} folder @returns {number} */
function bytesIn(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name !== 'node_modules') bytes += bytesIn(join(folder, entry.name));
    if (entry.isFile()) bytes += statSync(join(folder, entry.name)).size;
  }
  return bytes;
}

/** @param {readonly string[]} places @returns {string[]} */
function scriptFaults(places) {
  return places.flatMap((place) => {
    const { name, scripts = {} } = manifestOf(place);
    const found = INSTALL_SCRIPTS.filter((script) => script in scripts);
    if (existsSync(join(place, 'binding.gyp'))) found.push('binding.gyp');
    return found.map((script) => `${name} runs "${script}" when it is installed`);
  });
}

/** @param {string} place @param {Record<string, any>} manifest @returns {string[]} */
function engineFaults(place, { dependencies = {}, peerDependencies = {}, optionalDependencies = {} }) {
  const declared = ENGINE in { ...dependencies, ...peerDependencies, ...optionalDependencies };
  const dist = join(place, 'dist');
  const importing = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .filter((file) => importsOf(readFileSync(join(dist, file), 'utf8')).some(isOfEngine));
  return [
    ...(declared ? [`its package.json names ${ENGINE}: a plugin knows core alone`] : []),
    ...importing.map((file) => `dist/${file} imports ${ENGINE}: a plugin knows core alone`),
  ];
}

/** @param {string} text @returns {string[]} */
const importsOf = (text) => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

/** @param {string} specifier */
const isOfEngine = (specifier) => specifier === ENGINE || specifier.startsWith(`${ENGINE}/`);

/**
 * @param {string} root
 * @param {number} times
 * @throws when a plugin cannot be imported
 * @returns {Promise<Map<string, number>>} by package name: processor time of a Node that imports it, in that of one that does nothing
 */
export async function importRatios(root, times) {
  const plugins = readPackages(root).filter(({ folder }) => folder.startsWith('plugins/'));
  /** @type {Map<string, number[]>} */
  const samples = new Map([['', []], ...plugins.map(({ name }) => /** @type {[string, number[]]} */ ([name, []]))]);
  const entries = new Map(plugins.map(({ name, folder }) => [name, join(root, folder, 'dist/index.js')]));
  // In turn, so that a machine that becomes slower is slower for all of them.
  for (let round = 0; round < times; round++) {
    for (const [name, taken] of samples) taken.push(await processorTime(root, entries.get(name)));
  }
  const nothing = median(samples.get('') ?? []);
  return new Map(plugins.map(({ name }) => [name, median(samples.get(name) ?? []) / nothing]));
}

/** @param {string} root @param {string | undefined} file @returns {Promise<number>} microseconds */
async function processorTime(root, file) {
  const load = file === undefined ? '' : `await import(${JSON.stringify(pathToFileURL(file).href)});`;
  const code = `${load} const { user, system } = process.cpuUsage(); console.log(user + system);`;
  const ran = await runProgram(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
  if (ran.code !== 0) throw new Error(`importing ${file} failed:\n${ran.output}`);
  return Number(ran.stdout);
}

/** @param {readonly number[]} samples an odd number of them */
const median = (samples) => [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
