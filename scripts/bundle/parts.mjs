import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { withHostedImports } from './hosted-imports.mjs';
import { withLateRequires } from './late-requires.mjs';

/** What a part is called with (`packages/cli/src/program-parts.ts`). */
const given = 'module, require, codomyrmexHost';

/**
 * The parts that the bundler has split the program into, in one script again, whose value has each as a method: it is run when
 * something first needs it. What a command does not need is then neither compiled nor kept for it, and one file is read instead of forty.
 * @param {ReadonlyMap<string, string>} parts the text of each as a CommonJS module, by its name as others require it
 */
function inOneScript(parts) {
  const written = [...parts].map(([name, code]) => `${JSON.stringify(name)}(${given}) {${code}\n}`);
  return `({\n${written.join(',\n')}\n})`;
}

const exported =
  /var stdin_exports = \{\};\n(?:__export\(stdin_exports, \{\n([\s\S]*?)\n\}\);\n)?module\.exports = __toCommonJS\(stdin_exports\);\n/;
const named = /var (\w+_exports\d*) = \{\};\n__export\(\1, \{\n([\s\S]*?)\n\}\);\n/g;

/** @param {string} names as esbuild writes them, a line each: `name: () => value,` */
const getters = (names) => names.replace(/^ *(\S+): \(\) => (.*?)(,?)$/gm, 'get $1() { return $2 }$3');

/**
 * The same module, in which what is exported, and what `import *` gives, are the getters of one object. As esbuild writes them they are
 * defined one by one, and for a module of CommonJS once more on a second object: 5 of the 160 ms that a run of one step took.
 * @param {string} code of ECMAScript
 */
const withLiterals = (code) => code.replace(named, (_, name, names) => `var ${name} = {${getters(names)}};\n`);

/** @param {string} code as esbuild makes a module of CommonJS from one of ECMAScript */
function withOneObject(code) {
  if (!exported.test(code)) throw new Error('esbuild has another form for exports than scripts/bundle/parts.mjs knows');
  return code.replace(exported, (_, names = '') => `module.exports = {${getters(names)}};\n`);
}

/** @typedef {Parameters<NonNullable<import('tsup').Options['esbuildPlugins']>[number]['setup']>[0]['esbuild']} Esbuild */

/**
 * @typedef {object} PartsOptions
 * @property {string} file what is written
 * @property {(code: string) => string} finished what becomes of the whole
 */

/** The parts with libraries that are run late (`late-modules.mjs`): a third of the text of a command that needs none of them. */
const holdsLibrary = /^\/\/ .*node_modules\/(?:zod|yaml|@marcbachmann\/cel-js)\//m;

/**
 * Puts the files that were built into one, and takes them away.
 * @param {PartsOptions} options
 * @param {readonly string[]} files
 * @param {Esbuild} esbuild
 */
export async function putTogether({ file, finished }, files, esbuild) {
  const texts = new Map(files.map((path) => [`./${basename(path)}`, readFileSync(path, 'utf8')]));
  const names = new Set(texts.keys());
  const large = [...texts].filter(([, text]) => holdsLibrary.test(text)).map(([name]) => name);
  /** @type {Map<string, string>} */
  const parts = new Map();
  // They come as they were written, which differs from build to build.
  for (const [name, text] of [...texts].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const hosted = withHostedImports(withLiterals(text), names);
    const { code } = await esbuild.transform(hosted, { format: 'cjs', platform: 'node', target: 'node20.19' });
    // Names stay, for stacks; what is not read at every start is a third of the text.
    const short = await esbuild.transform(withLateRequires(withOneObject(code), large), {
      treeShaking: true, // what esbuild has written for the exports
      minifyWhitespace: true,
      lineLimit: 160,
    });
    parts.set(name, short.code.trim());
  }
  for (const folder of new Set(files.map((path) => dirname(path)))) rmSync(folder, { recursive: true });
  writeFileSync(file, finished(inOneScript(parts)), 'latin1');
}
