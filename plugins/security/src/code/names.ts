import { unknown, type Value } from './value.ts';

interface Scope {
  readonly names: Map<string, Value>;
  readonly isClass: boolean;
}

const MAX_PATH = 200;

/** Begins the path of what the file itself defines, so that its own `eval` is not taken for the language's. */
const OWN = './';

/**
 * What names mean at a place of a file, as far as reading it from top to bottom tells: imports, functions, parameters and
 * variables. A variable that is given a string and later one that is built stays built.
 */
export class Names {
  readonly #scopes: Scope[] = [{ names: new Map(), isClass: false }];

  enter(isClass = false): void {
    this.#scopes.push({ names: new Map(), isClass });
  }

  leave(): void {
    if (this.#scopes.length > 1) this.#scopes.pop();
  }

  /** A name that stands for something of elsewhere: `import os.path as p`. */
  alias(name: string, path: string): void {
    this.#scopes.at(-1)?.names.set(name, { kind: 'name', path: bounded(path) });
  }

  /** A function, class or parameter of the file. */
  own(name: string): void {
    this.alias(name, `${OWN}${name}`);
  }

  assign(name: string, value: Value): void {
    const scope = this.#scopes.at(-1);
    const earlier = scope?.names.get(name);
    // `eval = eval`, and a name that stands for itself, tell nothing new.
    if (value.kind === 'name' && value.path === name) return;
    scope?.names.set(name, earlier === undefined ? value : worse(earlier, value));
  }

  /** What a name stands for. */
  value(name: string): Value {
    return this.#found(name) ?? { kind: 'name', path: name };
  }

  /** A name as a path: where it leads, what made it (`sqlite3.connect()`), or its own. */
  path(name: string): string {
    const found = this.#found(name);
    if (found === undefined) return name;
    if (found.kind === 'name') return found.path;
    return found.kind === 'call' ? bounded(`${found.callee}()`) : `${OWN}${name}`;
  }

  #found(name: string): Value | undefined {
    const innermost = this.#scopes.length - 1;
    for (let at = innermost; at >= 0; at--) {
      const scope = this.#scopes[at];
      // The functions of a class do not see its names.
      if (scope === undefined || (scope.isClass && at !== innermost)) continue;
      const found = scope.names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const bounded = (path: string): string => (path.length > MAX_PATH ? '?' : path);

/** Of two values that a variable may have, the one that is more to be feared. */
function worse(earlier: Value, later: Value): Value {
  if (later.kind === 'built' || earlier.kind === 'built') return later.kind === 'built' ? later : earlier;
  if (earlier.kind === 'text' || earlier.kind === 'constant') return later;
  return later.kind === 'text' || later.kind === 'constant' ? unknown : later;
}
