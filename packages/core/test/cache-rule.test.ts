import { describe, expect, it } from 'vitest';
import { cacheRuleSchema } from '../src/index.ts';

const problems = (rule: unknown) => cacheRuleSchema.safeParse(rule).error?.issues.map(({ message }) => message) ?? [];

describe('what a step says of its cache', () => {
  it.each(['src/**', '!src/gen/**', './a.ts', 'a..b/c', '...', '{a,b}/*.ts', 'dist', '.env'])(
    'given the pattern %s, then it is taken for inputs and outputs',
    (pattern) => {
      expect(problems({ inputs: [pattern], outputs: [pattern] })).toEqual([]);
    },
  );

  it.each([
    '..',
    '../x',
    'a/../../b',
    'a/..',
    '{a,../b}',
    '!(../x)',
    'a\\..\\b',
    '/etc/passwd',
    '!/etc',
    '\\\\host\\share',
    'C:/x',
    '',
    'a\0b',
  ])('given the pattern %j, then it is refused', (pattern) => {
    expect(problems({ inputs: [pattern] })).toHaveLength(1);
    expect(problems({ outputs: [pattern] })).toHaveLength(1);
  });

  it.each([
    [{ input: ['a'] }],
    [{ inputs: 'src/**' }],
    [{ env: ['NOT A NAME'] }],
    [{ version: 1 }],
    [{ inputs: Array.from({ length: 101 }, () => 'a') }],
  ])('given %j, then it is refused', (rule) => {
    expect(problems(rule)).not.toEqual([]);
  });
});
