import { readFileSync } from 'node:fs';

/** Modules of Node that its own start has not loaded and that cost more than a look-up: 20 ms together at the start of a command. */
const late = [
  'child_process',
  'crypto',
  'dns',
  'fs/promises',
  'module',
  'net',
  'os',
  'readline',
  'worker_threads',
  'zlib',
];

/**
 * The same bundle, in which those modules, and the parts that are named, are loaded when something of them is asked for first. The
 * bundler gives each import a name of its own, which stands only where a member of it is taken.
 * @param {string} code
 * @param {readonly string[]} parts
 */
export function withLateRequires(code, parts) {
  const modules = [...late.map((name) => `node:${name}`), ...parts.map((name) => name.replaceAll('.', '\\.'))];
  const loading = new RegExp(`\\b(import_\\w+) = require\\("(${modules.join('|')})"\\);`, 'g');
  const names = [...code.matchAll(loading)].map(([, name]) => name);
  if (names.length === 0) return code;
  const made = new RegExp(`\\bnew (${names.join('|')})\\.([\\w$]+)`, 'g');
  const used = new RegExp(`\\b(${names.join('|')})\\.`, 'g');
  const called = code.replace(made, 'new ($1().$2)').replace(used, '$1().');
  return called.replace(loading, '$1 = codomyrmexHost.late("$2");');
}

const commander = /[\\/]commander[\\/]lib[\\/]command\.js$/;
const children = "const childProcess = require('node:child_process');";

/**
 * commander asks for `child_process` to start commands that are programs of their own, which ours are not.
 * @returns {NonNullable<import('tsup').Options['esbuildPlugins']>[number]}
 */
export function withoutChildren() {
  return {
    name: 'without-children',
    setup(build) {
      build.onLoad({ filter: commander }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes(children)) return { errors: [{ text: `${path} asks for child processes in another way` }] };
        return { contents: text.replace(children, 'const childProcess = {};'), loader: 'js' };
      });
    },
  };
}
