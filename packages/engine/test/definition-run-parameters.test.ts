import { type ParameterDefinition, type WorkflowDefinition, workflowDefinitionSchema } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runParameters } from '../src/definition/run-parameters.ts';

const steps = [{ name: 'a', module: 'm', action: 'x' }];
const workflow = (parameters?: Record<string, unknown>): WorkflowDefinition =>
  workflowDefinitionSchema.parse({ name: 'w', steps, ...(parameters && { parameters }) });

function valuesOf(
  parameters: Record<string, unknown> | undefined,
  given: Record<string, unknown>,
  text: readonly string[] = [],
) {
  const result = runParameters(workflow(parameters), given, { text });
  return result.ok ? result.values : result.problems.map(({ code, path, suggestion }) => [code, path, suggestion]);
}

describe('parameters of a run', () => {
  it('given some and defaults for others, then both are there, in declared order', () => {
    const declared = {
      a: { type: 'string', default: 'x' },
      b: { type: 'integer' },
      c: { default: null },
      d: { required: false },
    };
    expect(JSON.stringify(valuesOf(declared, { b: 3 }))).toBe('{"a":"x","b":3,"c":null}');
    expect(valuesOf(declared, { b: 3, a: 'y', d: [1] })).toEqual({ a: 'y', b: 3, c: null, d: [1] });
  });

  it('given no declarations, then whatever is given is taken as it is', () => {
    expect(valuesOf(undefined, { a: '3', b: [1] }, ['a'])).toEqual({ a: '3', b: [1] });
    expect(valuesOf(undefined, { a: undefined })).toEqual({});
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, unknown[]]>([
    [
      'a missing one',
      { a: { type: 'string', description: 'where' } },
      {},
      [['missing_parameter', 'params.a', '--param a=…']],
    ],
    ['a missing one that says so', { a: { required: true } }, {}, [['missing_parameter', 'params.a', '--param a=…']]],
    [
      'one that nobody declared',
      { path: {} },
      { pth: 1, path: 1 },
      [['unknown_parameter', 'params.pth', 'did you mean "path"?']],
    ],
    ['one where none are declared', {}, { a: 1 }, [['unknown_parameter', 'params.a', 'it has none']]],
    ['a wrong type', { a: { type: 'string' } }, { a: 3 }, [['wrong_type', 'params.a', undefined]]],
    ['a fraction for a whole number', { a: { type: 'integer' } }, { a: 1.5 }, [['wrong_type', 'params.a', undefined]]],
    [
      'one that is not listed',
      { a: { enum: ['fast', 'slow', 3] } },
      { a: 'fsat' },
      [['invalid_value', 'params.a', 'did you mean "fast"?']],
    ],
    ['one that is too small', { a: { minimum: 2 } }, { a: 1 }, [['invalid_value', 'params.a', undefined]]],
    [
      'one that is too large',
      { a: { type: 'number', maximum: 2 } },
      { a: 3 },
      [['invalid_value', 'params.a', undefined]],
    ],
    ['one that is too short', { a: { minLength: 2 } }, { a: 'x' }, [['invalid_value', 'params.a', undefined]]],
    [
      'one that is too long',
      { a: { type: 'string', maxLength: 2 } },
      { a: 'xxx' },
      [['invalid_value', 'params.a', undefined]],
    ],
    ['a wrong item', { a: { items: { type: 'string' } } }, { a: ['x', 1] }, [['wrong_type', 'params.a[1]', undefined]]],
    [
      'a wrong member',
      { a: { properties: { b: { type: 'boolean' } } } },
      { a: { b: 'yes' } },
      [['wrong_type', 'params.a.b', undefined]],
    ],
    [
      'an unknown member',
      {
        a: {
          type: 'object',
          properties: { b: { type: 'object', properties: { long: {} }, additionalProperties: false } },
        },
      },
      { a: { b: { lng: 1 } } },
      [['unknown_key', 'params.a.b.lng', 'did you mean "long"?']],
    ],
    [
      'several faults',
      { a: { type: 'string' }, b: { type: 'string' } },
      { a: 1, c: 1 },
      [
        ['unknown_parameter', 'params.c', expect.any(String)],
        ['wrong_type', 'params.a', undefined],
        ['missing_parameter', 'params.b', expect.any(String)],
      ],
    ],
    ['a function', { a: {} }, { a: () => 1 }, [['not_json', 'params', undefined]]],
    [
      'a pattern in its declaration',
      { a: { items: { pattern: '^(a+)+$' } } },
      { a: ['x'] },
      [['invalid_parameter_schema', 'params.a.items.pattern', expect.any(String)]],
    ],
    [
      'a reference in its declaration',
      { a: { properties: { b: { $ref: '#' } } } },
      { a: {} },
      [['invalid_parameter_schema', 'params.a.properties.b.$ref', expect.any(String)]],
    ],
  ])('given %s, then it is a problem', (_what, declared, given, problems) => {
    expect(valuesOf(declared, given)).toEqual(problems);
  });

  it.each<[Partial<ParameterDefinition>, string, unknown]>([
    [{ type: 'number' }, '3', 3],
    [{ type: 'number' }, '-2.5e3', -2500],
    [{ type: 'integer' }, '3', 3],
    [{ type: 'boolean' }, 'true', true],
    [{ type: 'boolean' }, 'false', false],
    [{ type: 'array' }, '["x", 1]', ['x', 1]],
    [{ type: 'object' }, '{"a": {"b": 1}}', { a: { b: 1 } }],
    [{ type: 'string' }, '3', '3'],
    [{ type: 'string' }, 'true', 'true'],
    [{}, '3', '3'],
    [{ enum: [1, 2] }, '2', 2],
    [{ enum: ['1', '2'] }, '2', '2'],
    [{ minimum: 1 }, '3', 3],
  ])('given the declaration %j and the text %j, then the value is %j', (declaration, text, value) => {
    expect(valuesOf({ a: declaration }, { a: text }, ['a'])).toEqual({ a: value });
  });

  it.each<[Partial<ParameterDefinition>, string]>([
    [{ type: 'number' }, '0x10'],
    [{ type: 'number' }, ''],
    [{ type: 'number' }, 'Infinity'],
    [{ type: 'integer' }, '1.5'],
    [{ type: 'boolean' }, 'yes'],
    [{ type: 'array' }, 'a,b'],
    [{ type: 'array' }, '{}'],
    [{ type: 'object' }, '{a: 1}'],
    [{ enum: [1, 2] }, '3'],
  ])('given the declaration %j and the text %j, then it is a problem', (declaration, text) => {
    expect(valuesOf({ a: declaration }, { a: text }, ['a'])).toEqual([
      [expect.stringMatching(/wrong_type|invalid_value/), 'params.a', undefined],
    ]);
  });

  it('given text for a parameter that was not given as text, then it stays text', () => {
    expect(valuesOf({ a: { type: 'number' } }, { a: '3' })).toEqual([['wrong_type', 'params.a', undefined]]);
  });

  it('given any JSON as a value, then the values are plain JSON or there are problems', () => {
    const declared = {
      a: { type: 'object', properties: { b: { type: 'array', items: { type: 'number' } } }, required: false },
      b: { required: false },
      c: { enum: [{ x: 1 }, [1], null], required: false },
    };
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), fc.jsonValue()),
        fc.subarray(['a', 'b', 'c']),
        (given, text) => {
          const result = runParameters(workflow(declared), given, { text });
          if (result.ok) expect(JSON.parse(JSON.stringify(result.values))).toEqual(result.values);
          else expect(result.problems.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('given every JSON value for a parameter of its own type, then it arrives unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const type = value === null ? undefined : Array.isArray(value) ? 'array' : typeof value;
        expect(valuesOf({ a: { ...(type && { type }) } }, { a: value })).toEqual({ a: value });
      }),
    );
  });
});

describe('what a parameter must be', () => {
  it.each([
    { type: 'integer', message: '"a" must be a whole number, not a text' },
    { type: 'number', message: '"a" must be a number, not a text' },
  ] as const)('given text for type $type, then it is said as the type is declared', ({ type, message }) => {
    const result = runParameters({ parameters: { a: { type } } }, { a: 'abc' }, { text: ['a'] });
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'wrong_type', message }] });
  });
});
