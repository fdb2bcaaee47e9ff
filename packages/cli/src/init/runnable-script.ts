/** What a script of a manifest or Makefile may call. */
export interface ScriptPlace {
  isOnPath(program: string): boolean;
  /** Whether a tool of the package is installed: `node_modules/.bin`. */
  isInstalled(tool: string): boolean;
  /** Whether the package has such a file. */
  hasFile(path: string): boolean;
  /** The text of another script of the package. */
  script(name: string): string | undefined;
}

const shellWords = new Set(
  '[ : . alias break case cd command do done echo elif else esac eval exec exit export false fi for function if printf pwd read return set shift source test then time trap true type ulimit umask unset until wait while { }'.split(
    ' ',
  ),
);
const passOn = new Set(['command', 'time', 'exec', 'env', 'cross-env', 'dotenv', 'then', 'do', 'else', 'if', '!']);
const managers = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const MAX_DEPTH = 8;

/**
 * The first program of a script that is not there, or `undefined` where none is known to be missing. A guess that errs on the side
 * of running: what cannot be read is taken to work.
 */
export function missingProgram(script: string, place: ScriptPlace, depth = 0): string | undefined {
  if (depth > MAX_DEPTH || script.length > 10_000) return undefined;
  for (const piece of script.split(/&&|\|\||[;|&\n]/)) {
    const missing = missingIn(piece.trim().split(/\s+/), place, depth);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function missingIn(words: readonly string[], place: ScriptPlace, depth: number): string | undefined {
  const [word = '', ...rest] = words;
  if (word === '' || /["'`$(){}<>*?\\]/.test(word)) return undefined;
  if (/^\w+=/.test(word)) return missingIn(rest, place, depth);
  if (managers.has(word)) return missingOfManager(word, rest, place, depth);
  if (word === 'npx') {
    const tool = rest.find((one) => !one.startsWith('-'));
    return tool === undefined || place.isInstalled(tool) ? undefined : `npx ${tool}`;
  }
  if (word.includes('/')) return word.startsWith('/') || place.hasFile(word.replace(/^\.\//, '')) ? undefined : word;
  const isThere = shellWords.has(word) || place.isInstalled(word) || place.isOnPath(word);
  if (!isThere) return word;
  return passOn.has(word) ? missingIn(rest, place, depth) : undefined;
}

/** `npm run other`, `yarn other`, `npm test`: what the other script calls. */
function missingOfManager(
  manager: string,
  words: readonly string[],
  place: ScriptPlace,
  depth: number,
): string | undefined {
  if (!place.isOnPath(manager)) return manager;
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const name = first === 'run' || first === 'run-script' ? second : first;
  const script = name === undefined ? undefined : place.script(name);
  return script === undefined ? undefined : missingProgram(script, place, depth + 1);
}
