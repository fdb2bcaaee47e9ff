import { expect, test } from 'vitest';
import { parseOxlint } from '../src/quality/oxlint-output.ts';

const line = (message: string) =>
  `{"message": "${message}","code": "eslint(no-x)","severity": "warning","filename": "/a.js","labels": [{"span": {"offset": 4,"length": 1,"line": 2,"column": 3}}]}`;
const whole = `{ "diagnostics": [${line('one')},\n${line('two')},\n${line('three')}],\n "number_of_files": 1 }`;

test('given a whole output, when it is read, then every diagnostic is a finding', () => {
  const found = parseOxlint(whole, 'whole');
  expect(found?.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
  expect(found?.[0]).toEqual({
    file: '/a.js',
    line: 2,
    column: 3,
    offset: 4,
    rule: 'eslint/no-x',
    severity: 'warning',
    message: 'one',
  });
});

test('given an output that was cut anywhere, when it is read, then the whole diagnostics before the cut are findings', () => {
  for (let length = whole.indexOf('two'); length < whole.length; length++) {
    const found = parseOxlint(whole.slice(0, length), 'cut');
    expect(found?.length).toBe(length > whole.indexOf('three') - 14 ? 2 : 1);
  }
});

test('given a file that could not be parsed, when it is read, then that is a syntax error', () => {
  const text =
    '{ "diagnostics": [{"message": "Unexpected token","severity": "error","filename": "/a.js","labels": []}] }';
  expect(parseOxlint(text, 'whole')).toMatchObject([{ rule: 'syntax-error', severity: 'error', line: 1, column: 1 }]);
});

test('given something else, when it is read, then it is no output of oxlint', () => {
  for (const text of ['', 'Failed to parse', '{}', '[1]']) {
    expect(parseOxlint(text, 'whole')).toBeUndefined();
    expect(parseOxlint(text, 'cut')).toBeUndefined();
  }
});
