import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';

type Program = typeof import('./program.ts');

/** A module of CommonJS, with an `import()`, which a script of kept code has none of, and with its own URL. */
type Run = (
  module: { exports: object },
  require: NodeJS.Require,
  hostImport: (specifier: string) => Promise<unknown>,
  codomyrmexProgram: string,
) => void;

const file = fileURLToPath(new URL('./program.cjs', import.meta.url));

/**
 * The bundled program, compiled from what an earlier start has kept. Node 20 keeps no compiled code between starts, and
 * compiling was the largest part of what a short command took (docs/decisions/0015-one-bundle.md).
 *
 * What is kept lies beside the program, so that only who can change the program can change it, and is named after its
 * contents and the version of Node: V8 itself compares no more than the length of the text. It ends with the place of
 * the program, which stacks name as it was when the code was compiled: kept code of an installation that was moved or
 * copied is not used. Where nothing can be written, nothing is kept.
 */
export function loadProgram(): Program {
  // The bundler writes ASCII alone.
  const text = readFileSync(file, 'latin1');
  const kept = keptFor(text);
  const codomyrmexProgram = pathToFileURL(file).href;
  const place = Buffer.from(`\n${codomyrmexProgram}`);
  const cachedData = codeOf(kept, place);
  const script = new vm.Script(text, {
    filename: codomyrmexProgram, // which stacks of other modules name files by as well
    ...(cachedData !== undefined && { cachedData }),
  });
  if (cachedData === undefined) process.once('exit', () => keep(kept, script, place));
  const module = { exports: {} };
  const run = script.runInThisContext() as Run; // as scripts/bundle/tsup.config.mjs begins it
  run(module, createRequire(file), (specifier) => import(specifier), codomyrmexProgram);
  return module.exports as Program; // what the bundle is made of
}

/** The first line of the text is a comment with the digest of the rest. */
function keptFor(text: string): string {
  const digest = /^\/\* (\w+) \*\//.exec(text)?.[1] ?? 'unknown';
  return join(dirname(file), 'compiled', `${digest}-${process.version}-${process.arch}.bin`);
}

function codeOf(path: string, place: Buffer): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    const end = bytes.length - place.length;
    return bytes.subarray(Math.max(0, end)).equals(place) ? bytes.subarray(0, end) : undefined;
  } catch {
    return undefined;
  }
}

/** At the end, when what the command needed has been compiled. Never told: the next start is slower, that is all. */
function keep(path: string, script: vm.Script, place: Buffer): void {
  const unfinished = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, Buffer.concat([script.createCachedData(), place]));
  } catch {
    return;
  }
  try {
    renameSync(unfinished, path);
  } catch {
    rmSync(unfinished, { force: true });
  }
}
