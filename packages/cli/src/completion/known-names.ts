import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { KnownNames } from './answer.ts';

const NEWEST_RUNS = 30;
const MAX_LOCK_BYTES = 1024 * 1024;
/** What a shell takes as it is: names of files come from whoever wrote the repository. */
const plain = /^[\w.@+-]+$/;

/**
 * Names from the files of a data folder, without opening its store: the engine takes longer to load than people wait for a Tab.
 * Where the folder is follows the same order as everywhere: `--data-dir`, the environment, the nearest `.codomyrmex`.
 */
export function namesInFiles(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  shipped: string,
): KnownNames {
  const data = dataFolder(words, environment);
  return {
    workflows: () =>
      [
        ...new Set(
          [environment.CODOMYRMEX_WORKFLOWS_DIR || join(data, 'workflows'), shipped].flatMap((folder) =>
            entries(folder).flatMap((entry) => /^([^.].*)\.(?:ya?ml|json)$/.exec(entry)?.[1] ?? []),
          ),
        ),
      ].filter(isPlain),
    // Ids begin with the time: the newest come last.
    runs: () => entries(join(data, 'runs')).filter(isPlain).sort().reverse().slice(0, NEWEST_RUNS),
    plugins: () => lockedModules(join(data, 'plugins/plugins.lock.json')).filter(isPlain),
  };
}

const isPlain = (name: string): boolean => plain.test(name);

function dataFolder(words: readonly string[], environment: Readonly<Record<string, string | undefined>>): string {
  const at = words.lastIndexOf('--data-dir');
  const said = at < 0 ? undefined : words[at + 1];
  const named = said || environment.CODOMYRMEX_ORCHESTRATION_DIR;
  if (named) return resolve(named);
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.codomyrmex')) || dirname(folder) === folder) return join(folder, '.codomyrmex');
  }
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder).slice(0, 10_000);
  } catch {
    return []; // it is not there, or not for us: nothing to suggest
  }
}

function lockedModules(file: string): readonly string[] {
  try {
    if (statSync(file).size > MAX_LOCK_BYTES) return [];
    const found = readFileSync(file, 'utf8').matchAll(/"module"\s*:\s*"([\w-]+)"/g);
    return [...found].flatMap(([, module]) => module ?? []);
  } catch {
    return []; // no plugin was added
  }
}
