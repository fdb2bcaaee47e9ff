import { text } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateLiteral, tokenise } from '../src/expression/template.ts';

const expression = (source: string, offset: number) => ({ kind: 'expression', source, offset });
const literal = (value: string) => ({ kind: 'text', text: value });

function partsOf(template: string) {
  const result = tokenise(template);
  if (!result.ok) throw new Error(result.message);
  return result.parts;
}

describe('text with expressions', () => {
  it.each([
    ['', []],
    ['plain } text }} { here', [literal('plain } text }} { here')]],
    ['{{ a }}', [expression(' a ', 2)]],
    ['{{a}}{{b}}', [expression('a', 2), expression('b', 7)]],
    ['x {{ a }} y', [literal('x '), expression(' a ', 4), literal(' y')]],
    ['{{ {"a": {"b": 1}} }}', [expression(' {"a": {"b": 1}} ', 2)]],
    ['{{ {"a": 1}}}', [expression(' {"a": 1}', 2)]],
    ['{{ "}}" }}', [expression(' "}}" ', 2)]],
    ["{{ '}}' + '\\'}}' }}", [expression(" '}}' + '\\'}}' ", 2)]],
    ['{{ """ } " }} \n """ }}!', [expression(' """ } " }} \n """ ', 2), literal('!')]],
    ["{{ a // don't }}", [expression(" a // don't ", 2)]],
    ['{{ a // {\n }}', [expression(' a // {\n ', 2)]],
    ['\\{{ a }}', [literal('{{ a }}')]],
    ['\\{{\\{{', [literal('{{{{')]],
    ['\\\\{{', [literal('\\{{')]],
    ['{{ a }}\\{{ b }} {{ c }}', [expression(' a ', 2), literal('{{ b }} '), expression(' c ', 18)]],
    ['{{}}', [expression('', 2)]],
  ])('%j is divided where CEL says', (template, parts) => {
    expect(partsOf(template)).toEqual(parts);
  });

  it.each([
    ['{{ a', 0],
    ['ok {{ a }', 3],
    ['{{ {"a": 1 }}', 0],
    ['{{ "a }}', 3],
    ["x {{ a + 'b\n' }}", 9],
  ])('%j is refused at its fault', (template, offset) => {
    expect(tokenise(template)).toMatchObject({ ok: false, offset });
  });

  it('given any text, when it is written as a literal, then the template is that text', () => {
    const braces = fc.string({ unit: fc.constantFrom('{', '}', '\\', 'a', '"', ' '), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), braces), (value) => {
        expect(partsOf(templateLiteral(value))).toEqual(value === '' ? [] : [literal(value)]);
      }),
    );
  });

  it('given any texts and expressions in turn, when they are joined, then they come apart again', () => {
    // A text cannot end in a backslash or brace in front of an expression: what it means would change.
    const words = fc.string({
      unit: fc.constantFrom('a', ' ', '}', "'", '"', '/', '{ ', '\\{{ '),
      minLength: 1,
      maxLength: 8,
    });
    const source = fc.constantFrom('a', ' a.b ', '{"x": {}}["x"]', '"}}"', "'{'", '[{}]', '"\\"}}"', 'r"\\d"');
    fc.assert(
      fc.property(fc.array(fc.tuple(words, source), { maxLength: 6 }), (pieces) => {
        const template = pieces.map(([word, inner]) => `${word}{{${inner}}}`).join('');
        const parts = partsOf(template);
        expect(parts.flatMap((part) => (part.kind === 'expression' ? [part.source] : []))).toEqual(
          pieces.map(([, inner]) => inner),
        );
        for (const part of parts) {
          if (part.kind === 'expression') expect(template.startsWith(part.source, part.offset)).toBe(true);
        }
      }),
    );
  });

  it('given any string at all, when it is divided, then it ends in parts or a fault inside of it', () => {
    const units = fc.constantFrom('{{', '}}', '{', '}', '"', "'", '"""', '\\', '//', '\n', 'a');
    fc.assert(
      fc.property(fc.string({ unit: units, maxLength: 40 }), (template) => {
        const result = tokenise(template);
        expect(result.ok || result.offset < template.length).toBe(true);
      }),
    );
  });

  it('given a text that was written in TypeScript, when it is divided, then literal braces stay text', () => {
    expect(partsOf(text`a ${1} {{ b }} c`)).toEqual([literal('a 1 {{ b }} c')]);
  });
});
