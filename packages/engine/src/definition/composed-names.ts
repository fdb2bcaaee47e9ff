import type { Draft } from './draft.ts';

/** Names of steps that CEL does not read as one name, such as `any-name`, by what it reads first. */
export type ComposedNames = ReadonlyMap<string, readonly string[]>;

export function composedNames({ stepIndices }: Pick<Draft, 'stepIndices'>): ComposedNames {
  const names = new Map<string, string[]>();
  for (const name of stepIndices.keys()) {
    const first = /^[A-Za-z0-9_]+/.exec(name)?.[0] ?? '';
    if (first === name && !/^\d/.test(name)) continue;
    const others = names.get(first);
    if (others === undefined) names.set(first, [name]);
    else others.push(name);
  }
  return names;
}

/** The longest such name that stands at `offset` in a text. */
export function composedNameAt(text: string, offset: number, names: ComposedNames): string | undefined {
  const first = /^[A-Za-z0-9_]+/.exec(text.slice(offset, offset + 64))?.[0] ?? '';
  const fitting = names.get(first)?.filter((name) => text.startsWith(name, offset)) ?? [];
  return fitting.toSorted((a, b) => b.length - a.length)[0];
}
