import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { staticAnalysis } from '../src/index.ts';

const { analyze_code_quality } = staticAnalysis.actions;

async function analyzed(files: Readonly<Record<string, string>>, input: { readonly max_findings?: number } = {}) {
  const { output } = await runAction(analyze_code_quality, input, { workspace: await projectFolder(files) });
  return output;
}

/** `file:line rule severity` of everything found. */
async function found(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { findings } = await analyzed(files);
  return findings.map(({ file, line, rule, severity }) => `${file}:${line} ${rule} ${severity}`);
}

test('given a Python function that evaluates its input, when the project is analysed, then it is an error with its place', async () => {
  const report = await analyzed({
    'app/calc.py': 'def total(text):\n    return eval(text)\n',
    'app/ok.py': 'import ast\n\ndef total(text):\n    return ast.literal_eval(text)  # not eval(text)\n',
  });
  expect(report.findings).toEqual([
    {
      file: 'app/calc.py',
      line: 2,
      column: 12,
      rule: 'unsafe-eval',
      severity: 'error',
      message: 'eval runs a text as code; a value that others give must never get here',
    },
  ]);
  expect(report).toMatchObject({
    files_analyzed: 2,
    errors: 1,
    warnings: 0,
    by_rule: { 'unsafe-eval': 1 },
    score: 6.7,
  });
  expect(report.tools.map((tool) => tool.name)).toEqual(['codomyrmex-rules', 'tree-sitter']);
});

describe('unsafe calls', () => {
  const cases: readonly (readonly [file: string, code: string, expected: readonly string[]])[] = [
    [
      'a.py',
      [
        'import pickle, subprocess, os, yaml',
        'from os import system as run',
        'import subprocess as sp',
        'pickle.loads(data)',
        'run(command)',
        'sp.run(command, shell=True)',
        'subprocess.run(["ls"])',
        'yaml.load(text)',
        'yaml.load(text, Loader=yaml.SafeLoader)',
        'model.eval()',
        'exec("a = 1")',
        '"""eval(x)"""',
      ].join('\n'),
      [
        '4 unsafe-deserialization error',
        '5 shell-command error',
        '6 shell-command error',
        '8 unsafe-deserialization error',
        '11 unsafe-eval warning',
      ],
    ],
    [
      'a.js',
      [
        "import { exec, spawn } from 'node:child_process';",
        'eval(input);',
        'new Function("a", body)();',
        'exec(`ls ${folder}`);',
        "exec('ls');",
        'spawn(command, { shell: true });',
        '/a/.exec(text);',
        "setTimeout('go()', 10);",
        'setTimeout(() => eval, 10);',
      ].join('\n'),
      [
        '2 unsafe-eval error',
        '3 unsafe-eval error',
        '4 shell-command error',
        '6 shell-command error',
        '8 unsafe-eval error',
      ],
    ],
    [
      'a.rb',
      'eval code\nobj.instance_eval { x }\nsystem "ls #{x}"\nsystem "ls", x\nMarshal.load(d)',
      ['1 unsafe-eval error', '3 shell-command error', '5 unsafe-deserialization error'],
    ],
    [
      'a.php',
      '<?php eval($x);\nsystem(\'ls\');\nsystem("ls $x");\nunserialize($d);\n$db->exec($q);',
      ['1 unsafe-eval error', '3 shell-command error', '4 unsafe-deserialization error'],
    ],
    [
      'a.go',
      'package a\nfunc f(x string) {\n\texec.Command("sh", "-c", x)\n\texec.Command("sh", "-c", "ls")\n\texec.Command("ls", x)\n}\n',
      ['3 shell-command error'],
    ],
    [
      'A.java',
      'class A { void b(String c) throws Exception {\nRuntime.getRuntime().exec(c);\nnew ObjectInputStream(in).readObject();\n} }',
      ['2 shell-command error', '3 unsafe-deserialization warning'],
    ],
    [
      'a.cs',
      'class A { void B() {\nvar f = new BinaryFormatter();\nCSharpScript.EvaluateAsync(code);\n} }',
      ['2 unsafe-deserialization error', '3 unsafe-eval error'],
    ],
    [
      'a.c',
      'void f(char *b) {\ngets(b);\nstrcpy(b, a);\nsystem(a);\nsystem("ls");\n}',
      ['2 unbounded-copy error', '4 shell-command error', '3 unbounded-copy warning'],
    ],
    ['a.sh', 'eval "$1"\necho eval\n', ['1 unsafe-eval error']],
  ];
  test.each(cases)(
    'given %s, when it is analysed, then exactly the unsafe calls are found',
    async (file, code, expected) => {
      const lines = await found({ [file]: code });
      const unsafe = lines
        .filter((line) => /unsafe|shell|unbounded/.test(line))
        .map((line) => line.replace(/^[^:]+:/, ''));
      expect(unsafe).toEqual(expected);
    },
  );
});

describe('what cannot be read', () => {
  const broken: readonly (readonly [file: string, code: string])[] = [
    ['a.py', 'def f(:\n    return 1\n'],
    ['a.go', 'package a\nfunc f( {\n'],
    ['a.rs', 'fn f( -> {'],
    ['A.java', 'class A { void f( { }'],
    ['a.rb', 'def f(\n  1 +\nend end end'],
    ['a.php', '<?php function f( { '],
    ['a.cs', 'class A { void F( { }'],
    ['a.js', 'const = ;\n'],
    ['a.ts', 'function f(: string {\n'],
    ['a.tsx', 'export const a = <div>;\n'],
  ];
  test.each(broken)('given %s with a syntax error, when it is analysed, then that is a finding', async (file, code) => {
    const report = await analyzed({ [file]: code });
    expect(report.by_rule['syntax-error']).toBeGreaterThan(0);
    expect(report.findings[0]).toMatchObject({ file, rule: 'syntax-error', severity: 'error' });
  });

  test('given a missing bracket, when it is analysed, then the finding stands where it is missed', async () => {
    expect(await found({ 'a.go': 'package a\n\nfunc f() {\n\tg(1\n}\n' })).toEqual(['a.go:4 syntax-error error']);
  });

  test('given C with a macro that no grammar knows, when it is analysed, then it is no error', async () => {
    expect(await found({ 'a.c': 'BEGIN_DECLS(x) {{ int f(void);\n' })).toEqual(['a.c:1 unreadable-code info']);
  });

  test('given brackets that would overflow the parser, when it is analysed, then it is left to the rules on text', async () => {
    const report = await analyzed({ 'a.php': `<?php ${'[{(\n'.repeat(20_000)}`, 'b.py': 'eval(x)\n' });
    expect(report.by_rule).toEqual({ 'not-parsed': 1, 'unsafe-eval': 1 });
    expect(report.skipped).toEqual([{ file: 'a.php', reason: 'nested_too_deeply' }]);
  });
});

describe('rules on functions and text', () => {
  const body = (line: string, count: number) => Array.from({ length: count }, () => line).join('\n');

  test('given long, wide and deep functions, when they are analysed, then each is a warning', async () => {
    const deep = [1, 2, 3, 4, 5, 6].map((depth) => `${'    '.repeat(depth)}if a:`).join('\n');
    const code = [
      `def long():\n${body('    x = 1', 101)}`,
      'def wide(a, b, c, d, e, f, g, h): pass',
      `def deep(a):\n${deep}\n${'    '.repeat(7)}pass`,
      `def many(a):\n    return ${body('a', 21).split('\n').join(' and ')}`,
    ].join('\n');
    const rules = (await found({ 'a.py': code })).map((line) => line.split(' ')[1]);
    expect(rules).toEqual(['long-function', 'too-many-parameters', 'deep-nesting', 'complex-function']);
  });

  test('given empty catches, when they are analysed, then those without a comment are warnings', async () => {
    expect(
      await found({
        'A.java':
          'class A { void f() {\ntry { g(); } catch (E e) {}\ntry { g(); } catch (E e) { /* no matter */ }\n} }',
        'a.py':
          'try:\n    f()\nexcept E:\n    pass\ntry:\n    f()\nexcept E:\n    pass  # no matter\ntry:\n    f()\nexcept E:\n    g()\n',
        'a.js': 'try { f(); } catch {}\n',
      }),
    ).toEqual(['A.java:2 empty-catch warning', 'a.js:1 empty-catch warning', 'a.py:3 empty-catch warning']);
  });

  test('given work announced in comments, when it is analysed, then it is an info, and none in strings', async () => {
    const { findings } = await analyzed({ 'a.go': 'package a\n\n// TODO: finish\nvar s = "TODO"\n' });
    expect(findings).toEqual([
      { file: 'a.go', line: 3, column: 4, rule: 'todo-comment', severity: 'info', message: 'TODO: finish' },
    ]);
  });

  test('given very long lines, when they are analysed, then one info tells the first of them', async () => {
    const code = `a = 1\n${`b = "${'x'.repeat(300)}"\n`.repeat(3)}${'c = 1\n'.repeat(20)}`;
    expect(await found({ 'a.py': code })).toEqual(['a.py:2 long-line info']);
  });

  test('given text that a terminal would obey, when it is analysed, then no message holds it', async () => {
    const { findings } = await analyzed({ 'a.py': '# TODO \u001b[31mred\u0007\u202eabc\n' });
    expect(findings[0]?.message).toBe('TODO [31mred abc');
  });
});

describe('oxlint', () => {
  test('given JavaScript and TypeScript, when they are analysed, then oxlint finds what our rules do not', async () => {
    const report = await analyzed({
      'src/a.ts': 'const s = "é😀"; debugger;\nexport const t = s;\n',
      'src/-b.mjs': 'x = x;\n',
      'src/[c].jsx': 'const a = {b: 1, b: 2};\nexport default a;\n',
      'src/d.py': 'x = 1\n',
    });
    const linted = report.findings.filter(({ severity }) => severity === 'error');
    expect(linted.map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`)).toEqual([
      'src/-b.mjs:1:5 eslint/no-self-assign',
      'src/[c].jsx:1:12 eslint/no-dupe-keys',
      'src/a.ts:1:18 eslint/no-debugger',
    ]);
    expect(report.tools).toContainEqual({ name: 'oxlint', version: '1.94.0', files: 3 });
  });

  test('given a project whose configuration would run its code, when it is analysed, then nothing of it runs', async () => {
    const plant = (name: string) =>
      `import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('${name}', import.meta.url), '');\n`;
    const folder = await projectFolder({
      '.oxlintrc.json': '{ "jsPlugins": ["./evil.mjs"], "rules": { "evil/rule": "error" } }',
      'sub/.oxlintrc.json': '{ "jsPlugins": ["../evil.mjs"], "rules": { "evil/rule": "error", "no-debugger": "off" } }',
      'evil.mjs': `${plant('ran-plugin')}export default { meta: { name: 'evil' }, rules: { rule: { create: () => ({}) } } };\n`,
      'oxlint.config.ts': `${plant('ran-config')}export default {};\n`,
      'vite.config.ts': `${plant('ran-vite')}export default {};\n`,
      'eslint.config.js': `${plant('ran-eslint')}export default [];\n`,
      'setup.py': "open('ran-setup', 'w')\n",
      'sub/a.js': 'debugger;\n',
    });
    const { output } = await runAction(analyze_code_quality, {}, { workspace: folder });
    expect(output.findings.map(({ rule }) => rule)).toContain('eslint/no-debugger');
    for (const name of ['ran-plugin', 'ran-config', 'ran-vite', 'ran-eslint', 'ran-setup']) {
      expect(existsSync(join(folder, name))).toBe(false);
    }
  });
});

describe('bounds', () => {
  test('given more findings than may be listed, when they are analysed, then the gravest are listed and all are counted', async () => {
    const code = `${'# TODO\n'.repeat(30)}${'eval(x)\n'.repeat(7)}`;
    const report = await analyzed({ 'a.py': code }, { max_findings: 5 });
    expect(report.findings.map(({ rule }) => rule)).toEqual(Array.from({ length: 5 }, () => 'unsafe-eval'));
    expect(report).toMatchObject({ issues_count: 37, errors: 7, infos: 30, findings_omitted: 32 });
  });

  test('given a folder without source, when it is analysed, then the analysis does not apply', async () => {
    const run = analyzed({ 'README.md': '# a\n', 'data.json': '{}' });
    await expect(run).rejects.toSatisfy(isNotApplicable);
  });

  test('given a path that leads nowhere, when it is analysed, then the parameters are at fault and a retry is no use', async () => {
    const run = runAction(analyze_code_quality, { path: 'nowhere' });
    await expect(run).rejects.toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
  });

  test('given a cancel, when files are read, then the analysis ends with its reason', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`f${index}.py`, 'def f(a):\n    return a\n'.repeat(200)]),
    );
    const controller = new AbortController();
    const workspace = await projectFolder(files);
    const run = runAction(analyze_code_quality, {}, { workspace, signal: controller.signal });
    setImmediate(() => controller.abort(new Error('stopped by the test')));
    await expect(run).rejects.toThrow('stopped by the test');
  });
});
