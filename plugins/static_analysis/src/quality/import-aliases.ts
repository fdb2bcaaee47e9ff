/** Modules whose functions the rules on unsafe calls know. */
const modules =
  /^(?:asyncio|builtins|cPickle|cloudpickle|commands|dill|jsonpickle|marshal|os|pickle|_pickle|shelve|subprocess|tempfile|yaml)$/;

/**
 * What names of a Python file stand for: `from os import system as run` makes `run` mean `os.system`. Only the modules
 * that matter here, only imports as statements of their own, without regard to where in the file they stand.
 */
export function pythonAliases(text: string): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const match of text.matchAll(/^[ \t]*import[ \t]+(\w+)[ \t]+as[ \t]+(\w+)/gm)) {
    if (modules.test(match[1] ?? '')) aliases.set(match[2] ?? '', match[1] ?? '');
  }
  for (const match of text.matchAll(
    /^[ \t]*from[ \t]+(\w+)[ \t]+import[ \t]+(?:\(([^)]{0,2000})\)|([^\n#]{0,2000}))/gm,
  )) {
    const module = match[1] ?? '';
    if (!modules.test(module)) continue;
    for (const item of (match[2] ?? match[3] ?? '').split(',')) {
      const [name, local] = item.trim().split(/\s+as\s+/);
      if (name !== undefined && /^\w+$/.test(name)) aliases.set(local ?? name, `${module}.${name}`);
    }
  }
  return aliases;
}

/** A callee with its first name replaced by what it stands for. */
export function unaliased(callee: string, aliases: ReadonlyMap<string, string>): string {
  const dot = callee.indexOf('.');
  const first = dot === -1 ? callee : callee.slice(0, dot);
  const meant = aliases.get(first);
  return meant === undefined ? callee : meant + callee.slice(first.length);
}
