import type { Value } from './value.ts';

/** A call as rules see it. */
export interface Call {
  readonly kind: 'call';
  /** Where the callee leads, imports followed: `child_process.exec`, `./cursor.execute`, `sqlite3.connect().execute`. */
  readonly callee: string;
  readonly isNew: boolean;
  readonly positional: readonly Value[];
  /** Python's `name=value`. */
  readonly named: ReadonlyMap<string, Value>;
  /** Arguments that are spread, so that others may be among them. */
  readonly hasSpread: boolean;
  /** The last part of the name that the statement around it assigns to. */
  readonly assignedTo: string | undefined;
  readonly at: number;
}

/** A value given to a member (`a.b = c`), a property (`{ b: c }`), or an attribute of an element. */
export interface Setting {
  readonly kind: 'setting';
  /** The whole target; of a property its name alone. */
  readonly target: string;
  readonly name: string;
  readonly value: Value;
  readonly at: number;
}

export type Fact = Call | Setting;

/** An option of a call: a named argument, or a property of an object among the arguments. */
export function option(call: Call, name: string): Value | undefined {
  const named = call.named.get(name);
  if (named !== undefined) return named;
  for (const argument of call.positional) {
    if (argument.kind === 'object' && argument.properties.has(name)) return argument.properties.get(name);
  }
  return undefined;
}
