const expressionOf = Symbol.for('codomyrmex.reference');
declare const valueType: unique symbol;

/** Members of a referred value that can be referred to in turn. */
type Members<Value> = Value extends readonly (infer Item)[]
  ? { readonly [index: number]: Reference<Item> }
  : Value extends object
    ? { readonly [Key in keyof Value]-?: Reference<Value[Key]> }
    : unknown;

/**
 * Stands in a definition for a value that a run will have: a parameter, or a step's output or a part of it.
 * `Value` is what the run puts in its place.
 */
export type Reference<Value> = { readonly [valueType]: Value } & Members<NonNullable<Value>>;

/** A value, or a reference to one, at every depth. */
export type Referable<Value> =
  | Reference<Value>
  | (Value extends readonly (infer Item)[]
      ? readonly Referable<Item>[]
      : Value extends object
        ? { readonly [Key in keyof Value]: Referable<Value[Key]> }
        : Value);

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Extends a path by a member: `.name`, or `["any name"]`, or `[0]`. */
export function member(expression: string, key: string): string {
  if (/^\d+$/.test(key)) return `${expression}[${key}]`;
  return identifier.test(key) ? `${expression}.${key}` : `${expression}[${JSON.stringify(key)}]`;
}

/** A reference that writes itself as `expression`; its members are references to members. */
export function reference<Value>(expression: string): Reference<Value> {
  return new Proxy(Object.freeze({}), {
    get: (_target, key) => {
      if (key === expressionOf) return expression;
      if (typeof key === 'symbol') return undefined;
      return reference(member(expression, key));
    },
    // The proxy has no members of its own: the type is what says which may be asked for.
  }) as Reference<Value>;
}

/** The expression inside a reference, or `undefined` for any other value. */
function referredExpression(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const expression: unknown = Reflect.get(value, expressionOf);
  return typeof expression === 'string' ? expression : undefined;
}

/** Text with references inside: ``text`Findings in ${parameters.path}` ``. */
export function text(
  parts: TemplateStringsArray,
  ...values: readonly (Reference<unknown> | string | number)[]
): string {
  return parts.map((part, index) => `${literal(part)}${index < values.length ? inText(values[index]) : ''}`).join('');
}

/**
 * A condition on references, in the expression language: ``condition`${analyze.output.score} < 8 && ${env} == ${'ci'}` ``.
 * Values beside references are written as literals.
 */
export function condition(
  parts: TemplateStringsArray,
  ...values: readonly (Reference<unknown> | string | number | boolean)[]
): string {
  const source = parts
    .map((part, index) => `${part}${index < values.length ? inExpression(values[index]) : ''}`)
    .join('');
  return `{{ ${source.trim()} }}`;
}

function inExpression(value: Reference<unknown> | string | number | boolean | undefined): string {
  return referredExpression(value) ?? JSON.stringify(value);
}

function inText(value: Reference<unknown> | string | number | undefined): string {
  const expression = referredExpression(value);
  return expression === undefined ? literal(String(value)) : `{{ ${expression} }}`;
}

/** Every reference inside `value` in its written form `{{ … }}`; other text is kept literal. */
export function written(value: unknown): unknown {
  const expression = referredExpression(value);
  if (expression !== undefined) return `{{ ${expression} }}`;
  if (Array.isArray(value)) return value.map(written);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, written(item)]));
  }
  return value;
}

const literal = (part: string): string => part.replaceAll('{{', '\\{{');
