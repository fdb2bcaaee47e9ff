import { fileURLToPath } from 'node:url';
import { KeptProgram } from './kept-program.ts';
import { ProgramFile } from './program-file.ts';
import { ProgramParts } from './program-parts.ts';

/** Of the script that the bundler makes of this; `node:module`, which would make another, takes 1 ms to load. */
declare const require: NodeJS.Require;

type Program = typeof import('./program.ts');

const url = new URL('./program.cjs', import.meta.url);

/**
 * The bundled program for the words of a command line, compiled from what earlier starts of the same command have kept. Node 20 keeps no
 * compiled code between starts, and compiling was the largest part of what a short command took (docs/decisions/0015-one-bundle.md).
 * Where nothing can be written, nothing is kept.
 */
export function loadProgram(words: readonly string[]): Program {
  const file = new ProgramFile(fileURLToPath(url));
  const kept = KeptProgram.of(fileURLToPath(new URL('compiled/', url)), file.digest, url.href, words);
  const parts = new ProgramParts(file, url.href, require);
  parts.takeFrom(kept);
  process.once('exit', () => keepWorthy(words) && parts.keep());
  return parts.run('./program.js') as Program; // what the bundle is made of
}

/** A mistyped command and the help go a small part of the way: what they compile would make the next start of the command slower. */
const keepWorthy = (words: readonly string[]): boolean =>
  process.exitCode !== 2 && !words.some((word) => word === '--help' || word === '-h');
