import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinations } from '../src/definition/matrix.ts';
import { checked, dependenciesOf, problemsOf } from './definition-checked.ts';

const analyze = 'module: static_analysis, action: analyze_code_quality';
const wf = (...steps: string[]): string => `name: w\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
const codesOf = (text: string, given?: readonly string[]): unknown[] =>
  problemsOf(text, given).map(([place, code, path]) => `${place} ${code} ${path}`);

describe('checking steps that are more than one action', () => {
  it('given items out of another step, then it is a dependency, and the item is known inside alone', () => {
    const workflow = checked(
      wf(
        `{ name: a, ${analyze}, parameters: { path: . } }`,
        `{ name: b, ${analyze}, foreach: "{{ a.output.findings }}", parameters: { path: "{{ item.message + string(index) }}" } }`,
        `{ name: c, ${analyze}, parameters: { path: "{{ b.output[0].findings[0].message }}" } }`,
      ),
    );
    expect([1, 2].map((task) => dependenciesOf(workflow, task))).toEqual([['a'], ['b']]);
    expect(
      codesOf(
        wf(
          `{ name: a, ${analyze}, foreach: "{{ item }}", when: "{{ index > 1 }}", parameters: { path: "{{ matrix.x }}" } }`,
          `{ name: b, ${analyze}, parameters: { path: "{{ item }}" } }`,
          `{ name: c, ${analyze}, parameters: { path: "{{ a.output.score }}" } }`,
        ),
      ),
    ).toEqual([
      expect.stringContaining('unknown_reference steps[0].parameters.path'),
      expect.stringContaining('unknown_reference steps[0].when'),
      expect.stringContaining('unknown_reference steps[0].foreach'),
      expect.stringContaining('unknown_reference steps[1].parameters.path'),
      expect.stringContaining('unknown_output steps[2].parameters.path'),
    ]);
  });

  it('given a matrix, then its names are known, those of included combinations too, and no others', () => {
    const text = (path: string): string =>
      wf(
        `{ name: a, ${analyze}, matrix: { os: [x], include: [{ os: x, extra: 1 }] }, parameters: { path: "${path}" } }`,
      );
    expect(codesOf(text('{{ matrix.os + string(matrix.extra) }}'))).toEqual([]);
    expect(codesOf(text('{{ matrix.oss }}'))).toEqual(['3:148 unknown_output steps[0].parameters.path']);
  });

  it('given rounds, then "until" sees what the work gives, by its schema', () => {
    const text = (until: string): string =>
      wf(`{ name: a, ${analyze}, parameters: { path: . }, repeat: { until: "${until}", max: 3 } }`);
    expect(codesOf(text('{{ output.score > 3 && index < 2 }}'))).toEqual([]);
    expect(codesOf(text('{{ output.scor > 3 }}'))).toEqual(['3:117 unknown_output steps[0].repeat.until']);
  });

  it.each([
    [
      'two works',
      `{ name: a, ${analyze}, wait_for: { seconds: 1 }, parameters: { path: . } }`,
      ['several_works', 'misplaced_key'],
    ],
    ['a wait for nothing', '{ name: a, wait_for: { deadline: 1 } }', ['not_one_wait']],
    ['a wait for two things', '{ name: a, wait_for: { seconds: 1, signal: go } }', ['not_one_wait']],
    ['a time that is none', '{ name: a, wait_for: { until: tomorrow } }', ['invalid_value']],
    [
      'a wait with a retry and resources',
      '{ name: a, wait_for: { seconds: 1 }, retry: { max: 1 }, resources: [{ type: cpu }] }',
      ['misplaced_key', 'misplaced_key'],
    ],
    ['a workspace of an action', `{ name: a, ${analyze}, parameters: { path: . }, workspace: lib }`, ['misplaced_key']],
    ['a workspace of a wait', '{ name: a, wait_for: { seconds: 1 }, workspace: lib }', ['misplaced_key']],
    ['a deadline of an action', `{ name: a, ${analyze}, parameters: { path: . }, deadline: 5 }`, ['misplaced_key']],
    ['items without a list', `{ name: a, ${analyze}, parameters: { path: . }, foreach: all }`, ['not_a_list']],
    [
      'a list and a matrix',
      `{ name: a, ${analyze}, parameters: { path: . }, foreach: [1], matrix: { a: [1] } }`,
      ['several_lists'],
    ],
    [
      'an empty matrix',
      `{ name: a, ${analyze}, parameters: { path: . }, matrix: { exclude: [{ a: 1 }] } }`,
      ['empty_matrix'],
    ],
    [
      'an exclusion that fits nothing',
      `{ name: a, ${analyze}, parameters: { path: . }, matrix: { os: [x, y], exclude: [{ os: x }, { oss: y }] } }`,
      ['unknown_reference'],
    ],
    [
      'two success rules',
      `{ name: a, ${analyze}, parameters: { path: . }, foreach: [1], success: { min: 1, tolerance: 0.1 } }`,
      ['not_one_rule'],
    ],
    [
      'a success rule without items',
      `{ name: a, ${analyze}, parameters: { path: . }, success: { min: 1 } }`,
      ['misplaced_key'],
    ],
    [
      'rounds of cached work',
      `{ name: a, ${analyze}, parameters: { path: . }, cache: true, repeat: { until: "{{ true }}" } }`,
      ['misplaced_key'],
    ],
  ])('given %s, then it is a problem', (_what, step, codes) => {
    expect(problemsOf(wf(step)).map(([, code]) => code)).toEqual(codes);
  });

  it('given a wait, then what it leaves is known', () => {
    const ship = '{ name: ship, wait_for: { approval: { prompt: "ok?", form: { why: { type: string } } } } }';
    const read = (member: string): string =>
      wf(ship, `{ name: a, ${analyze}, parameters: { path: "{{ ship.output.${member} }}" } }`);
    expect(codesOf(read('data.why'))).toEqual([]);
    expect(codesOf(read('data.wy'))).toEqual([expect.stringContaining('unknown_output steps[1].parameters.path')]);
  });

  it('given outputs, then what they refer to is checked like everything else', () => {
    const text = (value: string): string =>
      `${wf(`{ name: a, ${analyze}, parameters: { path: . } }`)}outputs: { x: "${value}" }\n`;
    expect(codesOf(text('{{ a.output.score }}'))).toEqual([]);
    expect(codesOf(text('{{ a.output.scor }}'))).toEqual(['4:19 unknown_output outputs.x']);
    expect(codesOf(text('{{ b.output }}'))).toEqual(['4:19 unknown_reference outputs.x']);
  });
});

describe('the combinations of a matrix', () => {
  const axes = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
    { minKeys: 1 },
  );

  it('given any values, then every combination is there once, and exclusion takes out just those that fit', () => {
    fc.assert(
      fc.property(
        axes,
        fc.dictionary(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 3 }), { minKeys: 1 }),
        (values, out) => {
          const all = combinations(values);
          expect(all).toHaveLength(Object.values(values).reduce((count, list) => count * list.length, 1));
          expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
          for (const one of all) for (const [name, value] of Object.entries(one)) expect(values[name]).toContain(value);
          const fits = (one: object): boolean =>
            Object.entries(out).every(([name, value]) => Reflect.get(one, name) === value);
          expect(combinations({ ...values, exclude: [out] })).toEqual(all.filter((one) => !fits(one)));
        },
      ),
    );
  });

  it('given an addition, then it goes to what it fits, and stands alone where it fits nothing', () => {
    expect(combinations({ a: [1, 2], include: [{ b: 3 }, { a: 2, c: 4 }, { a: 9 }] })).toEqual([
      { a: 1, b: 3 },
      { a: 2, b: 3, c: 4 },
      { a: 9 },
    ]);
  });

  it('given more than a step can have, or a name without a list, then it is refused', () => {
    const many = Array.from({ length: 400 }, (_, index) => index);
    expect(() => combinations({ a: many, b: many })).toThrow('160000 combinations');
    expect(() => combinations({ a: 'x' })).toThrow('"a" of the matrix is no list');
  });
});
