import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { KeptCode } from './kept-code.ts';

type Program = typeof import('./program.ts');

/** A module of CommonJS, with an `import()`, which a script of kept code has none of, and with what is known of itself. */
type Run = (
  module: { exports: object },
  require: NodeJS.Require,
  hostImport: (specifier: string) => Promise<unknown>,
  codomyrmexProgram: { readonly url: string; readonly build: string },
) => void;

const url = new URL('./program.cjs', import.meta.url);

/**
 * The bundled program for the words of a command line, compiled from what an earlier start has kept. Node 20 keeps no compiled
 * code between starts, and compiling was the largest part of what a short command took (docs/decisions/0015-one-bundle.md).
 * Where nothing can be written, nothing is kept.
 */
export function loadProgram(words: readonly string[]): Program {
  const file = fileURLToPath(url);
  // The bundler writes ASCII alone. The first line is a comment with the digest of the rest.
  const text = readFileSync(file, 'latin1');
  const digest = /^\/\* (\w+) \*\//.exec(text)?.[1] ?? 'unknown';
  const kept = new KeptCode(fileURLToPath(new URL('compiled/', url)), digest, url.href, words);
  const cachedData = kept.read();
  const script = new vm.Script(text, {
    filename: url.href, // which stacks of other modules name files by as well
    ...(cachedData !== undefined && { cachedData }),
  });
  if (script.cachedDataRejected === true) kept.forget();
  process.once('exit', () => keepWorthy(words) && kept.keep(script));
  const module = { exports: {} };
  const run = script.runInThisContext() as Run; // as scripts/bundle/tsup.config.mjs begins it
  run(module, createRequire(file), (specifier) => import(specifier), { url: url.href, build: digest });
  return module.exports as Program; // what the bundle is made of
}

/** A mistyped command and the help go a small part of the way: what they compile would make the next start of the command slower. */
const keepWorthy = (words: readonly string[]): boolean =>
  process.exitCode !== 2 && !words.some((word) => word === '--help' || word === '-h');
