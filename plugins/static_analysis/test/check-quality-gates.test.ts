import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { staticAnalysis } from '../src/index.ts';

const { check_quality_gates, analyze_project } = staticAnalysis.actions;
type Input = Parameters<typeof check_quality_gates.run>[1];

async function checked(files: Readonly<Record<string, string>>, input: Partial<Input> = {}) {
  const { output } = await runAction(check_quality_gates, input, { workspace: await projectFolder(files) });
  return output;
}

const copied = Array.from({ length: 12 }, (_, index) => `    value${index} = load(source, ${index}) + offset`).join(
  '\n',
);
const files = {
  'pkg/__init__.py': '',
  'pkg/a.py': `from . import b\n\ndef copy(source, offset):\n${copied}\n    return value1 if offset else value2\n`,
  'pkg/b.py': `from . import a\n\ndef other(source, offset):\n    # the same again\n${copied}\n    return eval(source)\n`,
  'app.go':
    'package a\n\nfunc f(a, b, c bool) bool {\n\tif a {\n\t\tif b {\n\t\t\treturn c\n\t\t}\n\t}\n\treturn false\n}\n',
};

test('given a project, when it is held to every gate, then each gate measures what the analyses say', async () => {
  const workspace = await projectFolder(files);
  const thresholds = {
    min_score: 10,
    max_errors: 0,
    max_warnings: 0,
    max_cyclomatic: 2,
    max_cognitive: 100,
    max_nesting: 1,
    max_parameters: 2,
    max_function_lines: 14,
    max_file_lines: 10,
    max_average_cyclomatic: 1.5,
    max_duplicated_percentage: 10,
    max_import_cycles: 0,
    min_comment_percentage: 50,
    max_unread_files: 0,
  };
  const { output } = await runAction(check_quality_gates, { thresholds }, { workspace });
  const { output: whole } = await runAction(analyze_project, {}, { workspace });
  const actual = Object.fromEntries(output.gates.map((one) => [one.gate, one.actual]));
  expect(actual).toEqual({
    min_score: whole.quality?.score,
    max_errors: 1,
    max_warnings: 0,
    max_cyclomatic: whole.complexity?.max,
    max_cognitive: 3,
    max_nesting: 2,
    max_parameters: 3,
    max_function_lines: 15,
    max_file_lines: 15,
    max_average_cyclomatic: whole.complexity?.average,
    max_duplicated_percentage: whole.duplicates?.percentage,
    max_import_cycles: whole.cycles?.cycles_count,
    min_comment_percentage: whole.size?.comment_percentage,
    max_unread_files: 0,
  });
  expect(output.passed).toBe(false);
  expect(output.gates.filter(({ status }) => status === 'passed').map(({ gate }) => gate)).toEqual([
    'max_warnings',
    'max_cognitive',
    'max_unread_files',
  ]);
  expect(output.gates.find(({ gate }) => gate === 'max_nesting')).toEqual({
    gate: 'max_nesting',
    status: 'failed',
    threshold: 1,
    actual: 2,
    violations: 1,
    worst: [{ file: 'app.go', line: 3, name: 'f', value: 2 }],
  });
  expect(output.gates.find(({ gate }) => gate === 'max_file_lines')?.worst).toEqual([
    { file: 'pkg/a.py', value: 15 },
    { file: 'pkg/b.py', value: 15 },
  ]);
});

test('given thresholds that are just kept, when they are checked, then all pass, and one less fails', async () => {
  const kept = { max_errors: 1, max_cyclomatic: 3, max_import_cycles: 1, max_file_lines: 15 };
  expect(await checked(files, { thresholds: kept })).toMatchObject({
    passed: true,
    failed: [],
    summary: 'no gate of 4 failed',
  });
  for (const [gate, threshold] of Object.entries(kept)) {
    const report = await checked(files, { thresholds: { ...kept, [gate]: threshold - 1 } });
    expect(report).toMatchObject({ passed: false, failed: [gate] });
  }
});

test('given no thresholds, when the gates are checked, then errors, complexity, duplicates and cycles are held to ours', async () => {
  const report = await checked(files);
  expect(report.gates.map(({ gate, threshold, status }) => `${gate} ${threshold} ${status}`)).toEqual([
    'max_errors 0 failed',
    'max_cyclomatic 20 passed',
    'max_duplicated_percentage 5 failed',
    'max_import_cycles 0 failed',
  ]);
});

test('given a step that is to fail with its gates, when one fails, then its failure tells which and where', async () => {
  const thresholds = { max_nesting: 1, max_errors: 5 };
  const run = checked(files, { thresholds, on_violation: 'fail' });
  await expect(run).rejects.toMatchObject({
    code: 'QUALITY_GATE_FAILED',
    retryable: false,
    message: '.: 1 of 2 gates failed: max_nesting',
    details: { gates: [{ gate: 'max_nesting', worst: [{ file: 'app.go', line: 3 }] }] },
  });
  await expect(checked(files, { thresholds: { max_nesting: 2 }, on_violation: 'fail' })).resolves.toMatchObject({
    passed: true,
  });
});

test('given a gate that counts over the whole project, when it fails its step, then the advice names what lists the places', async () => {
  const thresholds = { max_import_cycles: 0, max_nesting: 1 };
  await expect(checked(files, { thresholds, on_violation: 'fail' })).rejects.toMatchObject({
    suggestions: [
      expect.stringContaining('`details`'),
      'static_analysis.find_import_cycles lists the places of max_import_cycles',
    ],
  });
});

test('given gates on what a project does not have, when they are checked, then they neither pass nor fail', async () => {
  const thresholds = { max_import_cycles: 0, max_cyclomatic: 1, max_average_cyclomatic: 1, max_errors: 0 };
  const report = await checked({ 'a.css': 'a { color: red; }\n' }, { thresholds });
  expect(report).toMatchObject({
    passed: true,
    not_applicable: ['max_cyclomatic', 'max_average_cyclomatic', 'max_import_cycles'],
  });
  await expect(checked({ 'a.md': '# a\n' })).rejects.toSatisfy(isNotApplicable);
});

test('given a file that hides from the gates behind its size or nesting, when unread files are a gate, then it fails', async () => {
  const hidden = { 'a.py': 'x = 1\n', 'b.go': `${'(\n'.repeat(2_000)}`, 'c.js': '// large\n'.repeat(2_000) };
  const report = await checked(hidden, {
    thresholds: { max_cyclomatic: 10, max_unread_files: 1 },
    max_file_bytes: 10_000,
  });
  expect(report.failed).toEqual(['max_unread_files']);
  expect(report.gates.at(-1)).toMatchObject({ actual: 2, violations: 1 });
});

test('given thresholds that are none, when they are checked, then the parameters are at fault', async () => {
  const refused = [{}, { max_erors: 1 }, { max_errors: -1 }, { min_score: 11 }, { max_errors: Number.NaN }];
  for (const thresholds of refused) {
    await expect(checked(files, { thresholds })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  }
});

test('given any functions, when they are held to a number of paths, then exactly those beyond it are violations', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 25 }),
      fc.nat(12),
      async (paths, most) => {
        const code = paths.map((count) => `def f(a):\n    return ${Array(count).fill('a').join(' and ')}\n`).join('\n');
        const report = await checked({ 'a.py': code }, { thresholds: { max_cyclomatic: most } });
        const beyond = paths.filter((count) => count > most).sort((a, b) => b - a);
        expect(report.gates[0]).toMatchObject({ actual: Math.max(...paths), violations: beyond.length });
        expect(report.gates[0]?.worst.map(({ value }) => value)).toEqual(beyond.slice(0, 10));
        expect(report.passed).toBe(beyond.length === 0);
      },
    ),
    { numRuns: 25 },
  );
});
