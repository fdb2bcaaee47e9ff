import { type Language, languageTable } from './language-table.ts';

const byName = new Map(languageTable.flatMap((entry) => (entry.names ?? []).map((name) => [name, entry] as const)));
const byExtension = new Map(
  languageTable.flatMap((entry) => (entry.extensions ?? []).map((extension) => [extension, entry] as const)),
);
const byInterpreter = new Map(
  languageTable.flatMap((entry) => (entry.interpreters ?? []).map((program) => [program, entry] as const)),
);

/**
 * The language of a text file: by its whole name, else by its ending, else by the program of its `#!` line.
 * Nothing of the content but the first line is looked at, so `.h` is always C and `.m` always MATLAB.
 */
export function languageOf(name: string, firstLine: string): Language | undefined {
  return byName.get(name) ?? languageOfExtension(name) ?? languageOfShebang(firstLine);
}

function languageOfExtension(name: string): Language | undefined {
  const lower = name.toLowerCase();
  // From the second character: the dot of `.md` as a whole name begins a hidden file, not an ending.
  for (let dot = lower.indexOf('.', 1); dot !== -1; dot = lower.indexOf('.', dot + 1)) {
    const found = byExtension.get(lower.slice(dot));
    if (found !== undefined) return found;
  }
  return /^(?:Dockerfile|Containerfile|Makefile|Jenkinsfile)\./.test(name)
    ? byName.get(name.slice(0, name.indexOf('.')))
    : undefined;
}

function languageOfShebang(firstLine: string): Language | undefined {
  if (!firstLine.startsWith('#!')) return undefined;
  const words = firstLine.slice(2).trim().split(/\s+/);
  const first = words[0]?.split('/').at(-1);
  // `#!/usr/bin/env -S NAME=value program`: the program is the first word that is neither an option nor a setting.
  const program = first === 'env' ? words.slice(1).find((word) => !word.startsWith('-') && !word.includes('=')) : first;
  return byInterpreter.get((program?.split('/').at(-1) ?? '').replace(/[\d.]+$/, ''));
}
