import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LAYERS = 5;
const WIDTH = 10;
const SOURCES = 10;

/** @typedef {{ readonly name: string, readonly dependencies: readonly string[] }} Package */

/** @param {number} layer @param {number} place */
const nameOf = (layer, place) => `p${String(layer * WIDTH + (place % WIDTH)).padStart(2, '0')}`;

/** Fifty, in five layers; each needs three of the layer below. @type {readonly Package[]} */
export const packages = Array.from({ length: LAYERS * WIDTH }, (_, index) => {
  const layer = Math.floor(index / WIDTH);
  const below = layer === 0 ? [] : [0, 1, 4].map((step) => nameOf(layer - 1, index + step));
  return { name: nameOf(layer, index), dependencies: below };
});

/** A package, and all that need it, however far. @param {string} changed */
export function affectedBy(changed) {
  const affected = new Set([changed]);
  for (const { name, dependencies } of packages) {
    if (dependencies.some((dependency) => affected.has(dependency))) affected.add(name);
  }
  return [...affected].sort();
}

/** Reads the package that it runs in, and what its dependencies built; tells outside of the repository that it ran. */
const build = `import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const { name, dependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
const needed = Object.keys(dependencies).map((one) => '../' + one.split('/')[1] + '/dist/index.js');
const sources = readdirSync('src').sort().map((one) => 'src/' + one);
const digest = createHash('sha256');
for (const file of [...needed, ...sources]) digest.update(readFileSync(file));
mkdirSync('dist', { recursive: true });
const text = sources.map((file) => readFileSync(file, 'utf8')).join('');
writeFileSync('dist/index.js', text + 'export const digest = "' + digest.digest('hex') + '";\\n');
writeFileSync('dist/needed.json', JSON.stringify(needed));
appendFileSync(new URL('../built.log', import.meta.url), name.split('/')[1] + '\\n');
`;

const ignored = ['node_modules', 'dist', '.turbo', '.nx', '.wireit', '.codomyrmex'];

/**
 * Writes the sources of the monorepo to a folder and commits them.
 * @param {string} folder
 * @param {{ readonly files: Readonly<Record<string, unknown>>, readonly root?: object, readonly manifest?: (one: Package) => object }} own what one builder asks for beside them
 */
export function writeMonorepo(folder, { files, root: rootOwn = {}, manifest = () => ({}) }) {
  const root = { name: 'bench', private: true, packageManager: 'npm@10.8.2', workspaces: ['packages/*'] };
  write(join(folder, 'package.json'), { ...root, ...rootOwn });
  write(join(folder, 'package-lock.json'), lock(root));
  write(join(folder, '.gitignore'), ignored.map((name) => `${name}\n`).join(''));
  write(join(folder, 'build.mjs'), build);
  for (const one of packages) {
    const at = join(folder, 'packages', one.name);
    write(join(at, 'package.json'), {
      ...manifestOf(one),
      scripts: { build: 'node ../../build.mjs' },
      ...manifest(one),
    });
    for (let source = 0; source < SOURCES; source++) {
      const line = `export const value${source} = '${one.name} ${source}';\n`;
      write(join(at, 'src', `part${source}.js`), line.repeat(20));
    }
  }
  for (const [path, content] of Object.entries(files)) write(join(folder, path), content);
  git(folder, 'init', '--quiet');
  git(folder, 'add', '.');
  git(folder, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '-m', 'all');
}

/** @param {Package} one */
function manifestOf({ name, dependencies }) {
  const needed = Object.fromEntries(dependencies.map((dependency) => [`@bench/${dependency}`, '1.0.0']));
  return { name: `@bench/${name}`, version: '1.0.0', type: 'module', dependencies: needed };
}

/** Some builders warn without one. @param {object} root */
function lock({ name, workspaces }) {
  const entries = packages.flatMap((one) => {
    const path = `packages/${one.name}`;
    return [
      [`node_modules/@bench/${one.name}`, { resolved: path, link: true }],
      [path, manifestOf(one)],
    ];
  });
  const all = { '': { name, workspaces }, ...Object.fromEntries(entries) };
  return { name, lockfileVersion: 3, requires: true, packages: all };
}

/** @param {string} path @param {unknown} content a text, or what is written as JSON */
function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
}

/** @param {string} folder @param {...string} words */
function git(folder, ...words) {
  const { status, stderr } = spawnSync('git', words, { cwd: folder });
  if (status !== 0) throw new Error(`git ${words[0]} exits with ${status}: ${String(stderr)}`);
}
