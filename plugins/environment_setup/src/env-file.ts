import { textOf } from '@codomyrmex/source-files';

const MAX_NAMES = 1_000;

/** The names in a file of `NAME=value` lines, and whether each has a value; the values stay here. */
export type EnvNames = ReadonlyMap<string, 'set' | 'empty'>;

/** `undefined` when there is no such file, or it is no readable file of at most 1 MiB. */
export async function readEnvNames(path: string): Promise<EnvNames | undefined> {
  const text = textOf(path);
  return text === undefined ? undefined : envNames(text);
}

export function envNames(text: string): EnvNames {
  const names = new Map<string, 'set' | 'empty'>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w{0,127})\s*=(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (names.size >= MAX_NAMES && !names.has(name)) break;
    // `""`, `''` and a comment are no value.
    names.set(name, /^\s*(?:""|'')?\s*(?:#.*)?$/.test(value) ? 'empty' : 'set');
  }
  return names;
}
