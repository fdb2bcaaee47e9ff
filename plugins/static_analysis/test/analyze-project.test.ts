import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { expect, test } from 'vitest';
import { staticAnalysis } from '../src/index.ts';

const { analyze_project, analyze_file, find_duplicates, analyze_complexity, get_available_tools } =
  staticAnalysis.actions;

const steps = Array.from({ length: 12 }, (_, index) => `    value${index} = load(source, ${index}) + offset`).join(
  '\n',
);
const files = {
  'pkg/__init__.py': '',
  'pkg/a.py': `from . import b\n\ndef copy(source, offset):\n${steps}\n    return value1 if offset else value2\n`,
  'pkg/b.py': `from . import a\n\ndef other(source, offset):\n    # the same again\n${steps}\n    return eval(source)\n`,
  'web/app.ts': 'export const pick = (a: boolean) => (a ? 1 : 2);\n',
  'web/style.css': 'a { color: red; }\n',
};

test('given a project, when all analyses run together, then each says what it says alone', async () => {
  const workspace = await projectFolder(files);
  const { output, progress } = await runAction(analyze_project, {}, { workspace });
  expect(output.quality).toMatchObject({ errors: 1, by_rule: { 'unsafe-eval': 1 }, files_analyzed: 5 });
  expect(output.complexity).toMatchObject({ totals: { functions: 3, cyclomatic: 5 }, files_analyzed: 4 });
  expect(output.cycles?.cycles.map(({ files: way }) => way)).toEqual([['pkg/a.py', 'pkg/b.py']]);
  expect(output.size).toMatchObject({
    files_analyzed: 5,
    totals: { code_lines: 32, comment_lines: 1, blank_lines: 2 },
  });
  expect(output.symbols).toBeUndefined();
  expect(output.not_applicable).toEqual([]);
  const alone = await runAction(find_duplicates, {}, { workspace });
  expect(output.duplicates?.clones).toEqual(alone.output.clones);
  expect(alone.output.clones).toEqual(
    [
      {
        lines: 13,
        tokens: expect.any(Number),
        a: { file: 'pkg/a.py', start: 3, end: 16 },
        b: { file: 'pkg/b.py', start: 3, end: 17 },
      },
    ].map((clone) => ({ ...clone, lines: 15 })),
  );
  expect(progress.length).toBeGreaterThan(0);
});

test('given a project without modules that are known to import, when all analyses run, then only the others report', async () => {
  const workspace = await projectFolder({ 'a.go': 'package a\nfunc f() {}\n' });
  const { output } = await runAction(analyze_project, { analysis_types: ['complexity', 'cycles'] }, { workspace });
  expect(output.not_applicable).toEqual(['cycles']);
  expect(output.complexity?.totals.functions).toBe(1);
  expect(output.quality).toBeUndefined();
});

test('given the parameters of the Python system, when a project is analysed, then they mean what they meant there', async () => {
  const workspace = await projectFolder({ 'app/src/a.py': 'x = 1\n', 'app/test/b.py': 'x = 1\n', 'c.py': 'x = 1\n' });
  const { output } = await runAction(
    analyze_project,
    { project_root: 'app', target_paths: ['src'], analysis_types: ['size', 'symbols'] },
    { workspace },
  );
  expect(output.size?.files.map(({ file }) => file)).toEqual(['src/a.py']);
  const both = runAction(analyze_project, { project_root: 'app', path: 'c.py' }, { workspace });
  await expect(both).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
});

test('given a project of texts, when all analyses run, then the analysis does not apply', async () => {
  const workspace = await projectFolder({ 'a.md': '# a\n' });
  await expect(runAction(analyze_project, {}, { workspace })).rejects.toSatisfy(isNotApplicable);
});

test('given one file, generated though it is, when it is analysed, then it is read', async () => {
  const workspace = await projectFolder({
    'out.min.js': '// @generated\nfunction f(a) { return a ? 1 : 2; }\nf();\n',
    'b.py': 'x',
  });
  const { output } = await runAction(analyze_file, { file_path: 'out.min.js' }, { workspace });
  expect(output.complexity?.functions).toMatchObject([{ file: 'out.min.js', name: 'f', cyclomatic: 2, line: 2 }]);
  expect(output.quality?.files_analyzed).toBe(1);
  expect(output.size?.totals).toEqual({ lines: 3, code_lines: 2, comment_lines: 1, blank_lines: 0 });
  expect(output.symbols?.symbols).toMatchObject([{ name: 'f', kind: 'function', line: 2, end_line: 2 }]);
});

test('given a folder for a file, when it is analysed, then the parameters are at fault', async () => {
  const workspace = await projectFolder(files);
  const run = runAction(analyze_file, { file_path: 'pkg' }, { workspace });
  await expect(run).rejects.toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
});

test('given functions of known complexity, when they are measured, then the histogram and the lists add up', async () => {
  const chain = (forks: number) =>
    `def f${forks}(a):\n    return ${Array.from({ length: forks }, () => 'a').join(' and ')}\n`;
  const workspace = await projectFolder({
    'a.py': [1, 2, 5, 6, 10, 20, 60].map(chain).join('\n'),
    'b.py': 'if a: b()\n',
  });
  const { output } = await runAction(analyze_complexity, { limit: 2 }, { workspace });
  expect(output.histogram).toEqual({
    labels: ['1', '2-5', '6-10', '11-15', '16-20', '21-30', '31-50', '51+'],
    counts: [1, 2, 2, 0, 1, 0, 0, 1],
  });
  expect(output.functions.map(({ name }) => name)).toEqual(['f60', 'f20']);
  expect(output).toMatchObject({ functions_omitted: 5, max: 60, totals: { cyclomatic: 104, top_level: 1 } });
  expect(output.files).toEqual([
    { file: 'a.py', language: 'python', functions: 7, total: 104, max: 60, lines: 20 },
    { file: 'b.py', language: 'python', functions: 0, total: 1, max: 0, lines: 1 },
  ]);
});

test('when the tools are asked for, then every language says what can be done with it', async () => {
  const { output } = await runAction(get_available_tools, {});
  expect(output.tools.map(({ name, version }) => `${name} ${version}`)).toEqual([
    'oxlint 1.94.0',
    'tree-sitter 0.27.1',
    'codomyrmex-rules 0.1.0',
  ]);
  expect(output.languages.find(({ language }) => language === 'python')).toEqual({
    language: 'python',
    extensions: ['py', 'pyi', 'pyw'],
    findings: 'syntax',
    unsafe_calls: true,
    complexity: true,
    duplicates: true,
    import_cycles: true,
    imports: 'looked up',
    symbols: true,
    size: true,
  });
  // What the module promises for every language that a project is likely to be in.
  for (const name of ['javascript', 'typescript', 'tsx', 'python', 'go', 'rust', 'java', 'c', 'cpp']) {
    const language = output.languages.find((one) => one.language === name);
    expect(language).toMatchObject({ complexity: true, duplicates: true, symbols: true, size: true });
    expect(language?.imports).not.toBe('no');
  }
  expect(output.languages.find(({ language }) => language === 'kotlin')).toMatchObject({
    findings: 'text',
    complexity: false,
  });
});
