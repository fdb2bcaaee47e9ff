import { describe, expect, it } from 'vitest';
import { compile } from '../src/expression/cel.ts';
import type { Reference } from '../src/expression/reference.ts';

const data: Readonly<Record<string, unknown>> = {
  n: 3,
  half: 2.5,
  xs: [1, 2, 3],
  s: 'abc',
  o: { a: 1, b: 'x', c: null, 'any-key': 2, constructor: 7 },
  nothing: null,
  list: { output: { items: [1, 2] } },
  string: 'a parameter of that name',
  many: Array.from({ length: 3_000 }, (_, index) => index),
  words: 'a-b '.repeat(200_000),
};

function read(reference: Reference): unknown {
  const root = { step: 'step', parameter: 'parameter', name: 'name' } as const;
  const name = reference.kind in root ? Reflect.get(reference, reference.kind) : undefined;
  let value: unknown = name === undefined ? data : data[String(name)];
  for (const segment of reference.path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) throw new Error(`no ${segment}`);
    value = Reflect.get(value, segment);
  }
  if (value === undefined) throw new Error(`no ${JSON.stringify(reference)}`);
  return value;
}

function evaluate(source: string): unknown {
  const compiled = compile(source);
  if (!compiled.ok) throw new Error(`${compiled.fault.code}: ${compiled.fault.message}`);
  return compiled.expression.evaluate(read);
}

function fault(source: string) {
  const compiled = compile(source);
  if (compiled.ok) throw new Error(`${source} compiled`);
  return compiled.fault;
}

describe('expressions', () => {
  it.each([
    ['n', 3],
    ['n + 1', 4],
    ['1 + n', 4],
    ['n % 2', 1],
    ['half % 2.0', 0.5],
    ['n / 2', 1.5],
    ['7 / 2', 3],
    ['n - (1 - 1)', 3],
    ['n - 1 - 1', 1],
    ['2 * (n + 1)', 8],
    ['-n + 2', -1],
    ['n == 3 && half > 2', true],
    ['half * 2.0 == 5 && 5 == half * 2.0', true],
    ['9007199254740993 == 9007199254740992.0', false],
    ['n in [1, 2, 3]', true],
    ['2 in xs', true],
    ['xs[n - 1]', 3],
    ['xs.map(x, x * 2)', [2, 4, 6]],
    ['xs.filter(x, x > 1).size() == 2 ? "many" : "few"', 'many'],
    ['xs.exists(x, x == 2) && xs.all(x, x > 0)', true],
    [
      'xs.map(x, xs.map(y, x * y))',
      [
        [1, 2, 3],
        [2, 4, 6],
        [3, 6, 9],
      ],
    ],
    ['xs.map(x, x > 1, x + n)', [5, 6]],
    ['xs + [4]', [1, 2, 3, 4]],
    ['xs == [1, 2, 3]', true],
    ['s.size()', 3],
    ['s.substring(1) + string(n)', 'bc3'],
    ['"a,b".split(",").join("-")', 'a-b'],
    ['{"a": {"b": n}, "c": [s, 1, null]}', { a: { b: 3 }, c: ['abc', 1, null] }],
    ['true ? 1 : "a"', 1],
    ['nothing == null', true],
    ['nothing', null],
    ['has(o.a) && !has(o.z)', true],
    ['o.?z.orValue(5)', 5],
    ['o.?a.orValue(5)', 1],
    ['o["any-key"]', 2],
    ['o.constructor', 7],
    ['o.z || true', true],
    ['list.output.items', [1, 2]],
    ['list.output.items.map(i, i + n)', [4, 5]],
    ['steps.list.output.items[1]', 2],
    ['steps["list"].output.items.size() + 1', 3],
    ['params.n + params["n"]', 6],
    ['string', 'a parameter of that name'],
    ['string(n) + string', '3a parameter of that name'],
    ['type(n) == double', true],
    ['cel.bind(t, n + 1, t * t)', 16],
    ['optional.none()', null],
    ['re(s, "^a.c?")', true],
    ['re(s, "z")', false],
    ['b"hi"', 'aGk='],
    ['timestamp("2024-01-01T00:00:00Z")', '2024-01-01T00:00:00.000Z'],
    ['1u + 2u', 3],
    ['"é😀" + s', 'é😀abc'],
    ['// a remark\n n', 3],
    ["r'\\d'", '\\d'],
    ['[[1, 2], [3]].map(x, x.map(y, y + x[0]))', [[2, 3], [6]]],
  ])('%s is %j', (source, value) => {
    expect(evaluate(source)).toEqual(value);
  });

  it.each([
    ['n +', 'expression_syntax', 3],
    ['a b', 'expression_syntax', 2],
    ['"abc', 'expression_syntax', 0],
    [' ', 'expression_syntax', 0],
    ['package.x', 'expression_syntax', 0],
    ['s == 1 + "a"', 'expression_type', 5],
    ['xs.map(x, "a".size() + "b")', 'expression_type', 10],
    ['"abc"[0].x', 'expression_type', 0],
    ['n + s.foo()', 'unknown_function', 4],
    ['siz(s)', 'unknown_function', 0],
    ['made(s)', 'unknown_function', 0],
    ['s.matches("a+")', 'refused_function', 1],
    ['duration("1h")', 'refused_function', 0],
    ['re(s, "(")', 'expression_type', 6],
    ['steps', 'dynamic_reference', 0],
    ['n + steps[s].output', 'dynamic_reference', 4],
    ['steps.map(x, x)', 'dynamic_reference', 0],
    ['xs.map(x, xs.map(y, xs.map(z, z)))', 'expression_too_large', 22],
  ])('%j is refused before anything runs: %s at %i', (source, code, offset) => {
    expect(fault(source)).toMatchObject({ code, offset });
  });

  it('given a misspelled function, then the right one is suggested', () => {
    expect(fault('siz(s)').suggestion).toBe('did you mean "size"?');
    expect(fault('s.startWith("a")').suggestion).toBe('did you mean "startsWith"?');
  });

  it.each([
    ['o.z', 'no z'],
    ['s + n', 'these types do not go together'],
    ['xs[7]', 'no 7'],
    ['xs[n + 7]', 'out of bounds'],
    ['1.0 / 0.0', 'not a number that JSON has'],
    ['9007199254740993', 'too large to be exact'],
    ['type(n)', 'a type is not a value'],
    ['{"a": type(n)}', 'a type is not a value'],
    ['double("x")', 'cannot convert'],
    ['re(s, s + "(")', 'missing closing'],
  ])('%s has no value: %s', (source, message) => {
    expect(() => evaluate(source)).toThrow(message);
  });

  it('given a value that is not needed, when an expression is evaluated, then it is not asked for', () => {
    const compiled = compile('has(o.a) ? o.a : never.output.x');
    if (!compiled.ok) throw new Error(compiled.fault.message);
    const asked: string[] = [];
    compiled.expression.evaluate((reference) => {
      asked.push(JSON.stringify(reference.path));
      return read(reference);
    });
    expect(asked).toEqual(['[]', '["a"]']);
  });

  it('given an expression, then what it refers to is known without evaluating it', () => {
    const compiled = compile('xs.map(x, x + a.b["c"][0]) == params.p ? steps["s-1"].output : run.id + params[q].r');
    if (!compiled.ok) throw new Error(compiled.fault.message);
    expect(compiled.expression.references).toMatchObject([
      { kind: 'name', name: 'xs', path: [], offset: 0 },
      { kind: 'name', name: 'a', path: ['b', 'c', 0], offset: 14 },
      { kind: 'parameter', parameter: 'p', path: [], offset: 30 },
      { kind: 'step', step: 's-1', path: ['output'], offset: 41 },
      { kind: 'run', path: ['id'], offset: 63 },
      { kind: 'parameters', path: [], offset: 72 },
      { kind: 'name', name: 'q', path: [], offset: 79 },
    ]);
  });

  it('given a name that a loop gives, then it is no reference inside of the loop only', () => {
    const compiled = compile('x.filter(x, x.ok).map(y, y + x)');
    if (!compiled.ok) throw new Error(compiled.fault.message);
    expect(compiled.expression.references.map(({ offset }) => offset)).toEqual([0, 29]);
  });
});

describe('hostile expressions', () => {
  it.each([
    ["''.constructor.constructor('return process')()"],
    ["[].constructor.constructor('return process')()"],
    ['__proto__'],
    ['a.b.prototype.x()'],
    ['x => x'],
    ['`n`'],
    ['new Date()'],
    ['n; n'],
  ])('%s is refused at load', (source) => {
    expect(fault(source).code).toMatch(/^(expression|unknown_function)/);
  });

  it.each([
    ['s.constructor'],
    ['xs.constructor'],
    ['xs["__proto__"]'],
    ['o["__proto__"]'],
    ['o.toString'],
    ['o.hasOwnProperty'],
    ['[o].map(v, v.toString)'],
    ['[o].map(v, v["__proto__"])'],
    ['xs.map(v, v.constructor)'],
    ['{"a": 1}["constructor"]'],
    ['[s].map(v, v.length)'],
    ['toString'],
    ['constructor'],
  ])('%s finds nothing at run time', (source) => {
    expect(() => evaluate(source)).toThrow(/no such key|no |not/i);
  });

  it.each([
    ['parentheses', '('.repeat(9_999)],
    ['a hundred thousand parentheses', '('.repeat(100_000)],
    ['negations', `${'!'.repeat(9_990)}true`],
    ['minus signs', `${'-'.repeat(9_990)}1`],
    ['members', `a${'.b'.repeat(4_000)}`],
    ['lists', '['.repeat(9_999)],
    ['sums', Array.from({ length: 2_000 }, () => 'n').join('+')],
    ['a megabyte', `"${'a'.repeat(1_000_000)}"`],
  ])('%s are refused by a limit in no time', (_name, source) => {
    const started = performance.now();
    expect(fault(source).code).toBe('expression_too_large');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each([
    ['many.map(x, many.map(y, x * y))'],
    ['many.exists(x, many.exists(y, false))'],
    ['many.exists(x, many.exists(y, false)) || true'],
    ['many.map(x, many + many)'],
    ['many.map(x, words.contains("zz"))'],
    ['many.map(x, words + words)'],
    ['many.filter(x, many == many + [x])'],
    [
      'cel.bind(a, many + many + many + many, cel.bind(b, a + a + a + a, cel.bind(c, b + b + b + b, c + c + c + c + c + c + c + c + c + c)))',
    ],
    ['[words].map(a, a + a + a + a)[0].split("")'],
  ])('%s stops when its budget is spent', (source) => {
    expect(() => evaluate(source)).toThrow('it takes more than 2000000 steps');
  });

  it('given a pattern that takes JavaScript for ever, when it is searched, then it takes no time', () => {
    const started = performance.now();
    expect(evaluate(`re("${'a'.repeat(5_000)}!", "^(a+)+$")`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('given a pattern that would be large when compiled, then it is refused', () => {
    expect(fault('re(s, "((a{1000}){1000}){1000}")').code).toBe('expression_type');
    expect(fault(`re(s, "${'a'.repeat(2_000)}")`).code).toBe('expression_type');
  });

  it('given data that is changed after, then the value of an expression is not', () => {
    const items = [1, 2];
    const compiled = compile('a.items');
    if (!compiled.ok) throw new Error(compiled.fault.message);
    const value = compiled.expression.evaluate(() => items);
    items.push(3);
    expect(value).toEqual([1, 2]);
  });

  it('given a member called __proto__ in data, then it is an own member of the value', () => {
    const compiled = compile('a');
    if (!compiled.ok) throw new Error(compiled.fault.message);
    const value = compiled.expression.evaluate(() => JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});
