import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { withHostedImports } from './hosted-imports.mjs';
import { withLateBuiltins } from './late-builtins.mjs';

/**
 * The parts that the bundler has split the program into, in one script again: each a function that is run when something first
 * needs it. What a command does not need is then neither compiled nor kept for it, and one file is read instead of forty.
 * @param {ReadonlyMap<string, string>} parts the text of each as a CommonJS module, by its name as others require it
 * @param {string} first
 */
function inOneScript(parts, first) {
  const written = [...parts].map(([name, code]) => `${JSON.stringify(name)}(module, exports, require) {${code}\n}`);
  return `const codomyrmexParts = {
${written.join(',\n')}
};
const codomyrmexRun = new Map();
function codomyrmexPart(name) {
  const run = codomyrmexRun.get(name);
  if (run !== undefined) return run.exports;
  const part = { exports: {} };
  codomyrmexRun.set(name, part);
  codomyrmexParts[name](part, part.exports, codomyrmexRequire);
  return part.exports;
}
const codomyrmexRequire = Object.assign((name) => (name in codomyrmexParts ? codomyrmexPart(name) : require(name)), require);
const codomyrmexImport = async (name) => codomyrmexPart(name);
module.exports = codomyrmexPart(${JSON.stringify(first)});`;
}

/** @typedef {Parameters<NonNullable<import('tsup').Options['esbuildPlugins']>[number]['setup']>[0]['esbuild']} Esbuild */

/**
 * @typedef {object} PartsOptions
 * @property {string} first the part that is run first
 * @property {string} file what is written
 * @property {(code: string) => string} finished what becomes of the whole
 */

/**
 * Puts the files that were built into one, and takes them away.
 * @param {PartsOptions} options
 * @param {readonly string[]} files
 * @param {Esbuild} esbuild
 */
export async function putTogether({ first, file, finished }, files, esbuild) {
  const names = new Set(files.map((path) => `./${basename(path)}`));
  /** @type {Map<string, string>} */
  const parts = new Map();
  // They come as they were written, which differs from build to build.
  for (const path of [...files].sort()) {
    const hosted = withHostedImports(readFileSync(path, 'utf8'), names);
    const { code } = await esbuild.transform(hosted, { format: 'cjs', platform: 'node', target: 'node20.19' });
    // Names stay, for stacks; what is not read at every start is a third of the text.
    const short = await esbuild.transform(withLateBuiltins(code), { minifyWhitespace: true, lineLimit: 160 });
    parts.set(`./${basename(path)}`, short.code.trim());
  }
  for (const folder of new Set(files.map((path) => dirname(path)))) rmSync(folder, { recursive: true });
  writeFileSync(file, finished(inOneScript(parts, first)), 'latin1');
}
