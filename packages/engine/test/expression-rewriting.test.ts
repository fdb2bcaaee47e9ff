import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/expression/cel.ts';
import { writtenLanguage } from '../src/expression/cel-environment.ts';
import { plainJson } from '../src/expression/plain-json.ts';
import { rewrite } from '../src/expression/rewriting.ts';

const data: Readonly<Record<string, unknown>> = {
  n: 3,
  half: 0.5,
  s: 'a"b',
  yes: true,
  xs: [1, 2, 3],
  o: { a: 1, b: { c: [4] } },
};

/** Expressions over the data, most of which have a value. */
const { number, any } = fc.letrec<Record<'number' | 'text' | 'truth' | 'list' | 'any', string>>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('n', '1', '2', '0', '10', 'half', '1.5', '0x1F', 'o.a', 'o["b"].c[0]', 'xs[1]'),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%'), tie('number')).map((parts) => parts.join(' ')),
    fc.tuple(tie('number'), fc.constantFrom('-', '/', '%'), tie('number')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    tie('number').map((inner) => `-(${inner})`),
    tie('list').map((inner) => `size(${inner})`),
    tie('text').map((inner) => `(${inner}).size()`),
    fc.tuple(tie('truth'), tie('number'), tie('number')).map(([c, a, b]) => `(${c} ? dyn(${a}) : dyn(${b}))`),
  ),
  text: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('s', '"}}"', "'é'", 'r"\\n"', '"\\u0041\\n"', '""" " """', 'string(n)'),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `${a} + ${b}`),
  ),
  truth: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('yes', 'true', 'false', 'has(o.a)', 'has(o.b.d)', 'o.missing', 'n in xs'),
    fc.tuple(tie('number'), fc.constantFrom('<', '>=', '==', '!='), tie('number')).map((parts) => parts.join(' ')),
    fc.tuple(tie('truth'), fc.constantFrom('&&', '||'), tie('truth')).map((parts) => parts.join(' ')),
    fc.tuple(tie('truth'), fc.constantFrom('&&', '||'), tie('truth')).map(([a, op, b]) => `(${a}) ${op} !(${b})`),
    fc.tuple(tie('list'), tie('truth')).map(([list, test]) => `${list}.exists(x, x == 1 && ${test})`),
  ),
  list: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('xs', '[]', 'o.b.c'),
    fc.array(tie('number'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('list'), tie('number')).map(([list, body]) => `${list}.map(x, x * 2 - ${body})`),
    fc.tuple(tie('list'), tie('truth')).map(([list, test]) => `${list}.filter(xs, xs > 1 || ${test})`),
  ),
  any: fc.oneof(
    tie('number'),
    tie('text'),
    tie('truth'),
    tie('list'),
    fc.tuple(tie('number'), tie('list')).map(([a, b]) => `{"a": ${a}, "b": {"c": ${b}}}`),
  ),
}));

type Outcome = { readonly value: unknown } | 'no value';

function directly(source: string): Outcome {
  try {
    return { value: plainJson(writtenLanguage.parse(source)(new Map(Object.entries(data)))) };
  } catch {
    return 'no value';
  }
}

function rewritten(source: string): Outcome {
  const compiled = compile(source);
  if (!compiled.ok) {
    fc.pre(compiled.fault.code !== 'expression_too_large'); // our limits are lower
    return 'no value';
  }
  try {
    return {
      value: compiled.expression.evaluate((reference) => {
        let value: unknown = reference.kind === 'name' ? data[reference.name] : undefined;
        for (const segment of reference.path) value = Reflect.get(value as object, segment);
        if (value === undefined) throw new Error('missing');
        return value;
      }),
    };
  } catch {
    return 'no value';
  }
}

describe('rewriting', () => {
  it('given any expression, then its value is what the library alone gives', () => {
    let valued = 0;
    fc.assert(
      fc.property(any, (source) => {
        const outcome = rewritten(source);
        if (outcome !== 'no value') valued += 1;
        expect(outcome).toEqual(directly(source));
      }),
      { numRuns: 3_000 },
    );
    expect(valued).toBeGreaterThan(1_000);
  });

  it('given any number, then brackets stay where they change its value', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        for (const source of [`1 - (${a} - ${b})`, `-(${a})`, `8 / (2 * (${b}))`, `(${a}) % (${b})`]) {
          expect(rewritten(source)).toEqual(directly(source));
        }
      }),
    );
  });

  it('given a costly expression, then what it costs is counted where values are made, read, compared and looped over', () => {
    const source = 'xs.map(x, s.size() + x == 2 ? [n] : {"a": -x})';
    const { ast } = writtenLanguage.parse(source);
    expect(rewrite(source, ast, 'counted').source).toBe(
      'looped(value0).map(x, made(((compared(made((made(read(value1).size()) + x))) == compared(2)) ? dyn([value2]) : dyn({"a": (-x)}))))',
    );
    expect(rewrite(source, ast, 'checked').source).toBe(
      'value0.map(x, (((value1.size() + x) == 2) ? dyn([value2]) : dyn({"a": (-x)})))',
    );
  });

  it('given a name of ours in an expression, then another is taken', () => {
    const { ast } = writtenLanguage.parse('value0.map(value1, value1 + n)');
    expect(rewrite('value0.map(value1, value1 + n)', ast, 'checked').source).toBe(
      'value_0.map(value1, (value1 + value_1))',
    );
  });
});
