import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDERS_PER_PACKAGE = 20;
const FILES_PER_FOLDER = 3;

const packageName = (/** @type {number} */ index) => `part-${String(index).padStart(2, '0')}`;

/** @param {number} index @param {string} description */
const manifest = (index, description) => ({
  name: `@bench/${packageName(index)}`,
  version: '1.0.0',
  description,
  license: 'MIT',
  type: 'module',
  exports: './src/index.ts',
  scripts: { build: 'tsc', test: 'node --test' },
  dependencies: index === 0 ? {} : { [`@bench/${packageName(Math.floor(index / 2))}`]: '1.0.0' },
});

/** What a source tells: functions and an interface with comments. @param {string} name */
const source = (name) => `/** What ${name} is given. */
export interface ${name}Options {
  readonly name: string;
}

/** Says what ${name} says. */
export function say${name}({ name }: ${name}Options): string {
  return \`${name} \${name}\`;
}
`;

/**
 * Packages of twenty folders each, every one of the folders to be documented.
 * @param {string} folder
 * @param {number} packages
 */
export function writeTree(folder, packages) {
  const root = {
    name: 'bench',
    private: true,
    workspaces: ['packages/*'],
    scripts: { build: 'tsc', test: 'node --test' },
  };
  write(join(folder, 'package.json'), JSON.stringify(root, null, 2));
  write(join(folder, '.codomyrmex', 'docs.yaml'), 'folders: { include: ["**"] }\n');
  for (let index = 0; index < packages; index++) {
    const own = join(folder, 'packages', packageName(index));
    describe(folder, index, `Part ${index} of the whole.`);
    write(join(own, 'src', 'index.ts'), `${source('Index')}export { sayIndex0 } from './index0.ts';\n`);
    for (let inner = 0; inner < FOLDERS_PER_PACKAGE - 1; inner++) {
      const at = inner === 0 ? join(own, 'src') : join(own, 'src', `topic-${inner}`);
      for (let file = 0; file < FILES_PER_FOLDER; file++) write(join(at, `index${file}.ts`), source(`Index${file}`));
    }
  }
}

/** Says something else of a package in its manifest. @param {string} folder @param {number} index @param {string} description */
export function describe(folder, index, description) {
  const file = join(folder, 'packages', packageName(index), 'package.json');
  write(file, JSON.stringify(manifest(index, description), null, 2));
}

/** Every file below. @param {string} folder @param {string} [end] of their names */
const filesOf = (folder, end = '') =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile() && item.name.endsWith(end))
    .map((item) => join(item.parentPath, item.name));

/** When every document was written last, in nanoseconds. @param {string} folder */
export const documentsOf = (folder) =>
  new Map(filesOf(folder, '.md').map((file) => [file, statSync(file, { bigint: true }).mtimeNs]));

/** @param {string} folder */
export function removeDocuments(folder) {
  for (const file of filesOf(folder, '.md')) rmSync(file);
}

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
