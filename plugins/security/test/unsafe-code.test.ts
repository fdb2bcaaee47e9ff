import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeRules } from '../src/code/rules/all-rules.ts';
import { security } from '../src/index.ts';
import { javascriptExamples } from './javascript-examples.ts';
import { pythonExamples } from './python-examples.ts';

const {
  audit_code_security: auditCode,
  analyze_file_security: analyzeFile,
  analyze_directory_security: analyzeDirectory,
} = security.actions;

async function auditOf(files: Readonly<Record<string, string | Uint8Array>>, input: object = {}) {
  return (await runAction(auditCode, input, { workspace: await projectFolder(files) })).output;
}

/** One file each, so that nothing of one example tells anything about another. */
function numbered(codes: readonly string[], file: string): Record<string, string> {
  return Object.fromEntries(codes.map((code, at) => [`${at}${file}`, code]));
}

const examples = [...javascriptExamples, ...pythonExamples];
const unsafeEvaluation = 'def evaluate(expression):\n    return eval(expression)\n';

describe('given code of every kind that the rules know', () => {
  test('when the rules are counted, then each language of each has an example', () => {
    const shown = examples.map(({ rule, file }) => `${rule} ${file.endsWith('.py') ? 'python' : 'javascript'}`);
    const all = codeRules.flatMap(({ id, languages }) => languages.map((language) => `${id} ${language}`));
    expect([...new Set(shown)].sort()).toEqual(all.sort());
  });

  test.each(examples)(
    'when $file has $rule, then each of its forms is found once and is grave, and what looks like it is not found',
    async ({ rule, file, unsafe, safe }) => {
      const found = await auditOf(numbered(unsafe, file));
      expect(found.findings.map((finding) => `${finding.file} ${finding.rule}`).sort()).toEqual(
        unsafe.map((_, at) => `${at}${file} ${rule}`),
      );
      expect(found.findings.filter(({ severity }) => severity === 'low')).toEqual([]);
      expect((await auditOf(numbered(safe, file))).findings).toEqual([]);
    },
  );

  test('when what is run is fixed, then it is low', async () => {
    const { findings } = await auditOf({
      'a.py': 'import os\nos.system("clear")\neval("1 + 1")\n',
      'b.js': "import { exec } from 'node:child_process';\nconst c = 'git ' + 'status';\nexec(c);\n",
    });
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`).sort()).toEqual([
      'eval low',
      'os_command low',
      'shell_command low',
    ]);
  });
});

describe('given a project with a deliberately unsafe evaluation', () => {
  test('when its code is audited, then the place, the weakness and what to do are told', async () => {
    const report = await auditOf({ 'src/calculator.py': unsafeEvaluation, 'README.md': 'eval(expression)' });
    expect(report).toMatchObject({
      status: 'checked',
      files_scanned: 1,
      by_language: { python: 1 },
      findings_count: 1,
      summary: '1 unsafe place in 1 file: 1 high',
      findings: [
        { file: 'src/calculator.py', line: 2, column: 12, rule: 'eval', cwe: 'CWE-95', severity: 'high', what: 'eval' },
      ],
    });
    expect(report.findings[0]?.advice).toContain('ast.literal_eval');
  });

  test('when it is a file or a folder that is asked for, then both doors find it', async () => {
    const workspace = await projectFolder({ 'src/a.py': unsafeEvaluation, 'src/deep/b.py': unsafeEvaluation });
    const file = await runAction(analyzeFile, { filepath: 'src/a.py' }, { workspace });
    expect(file.output).toMatchObject({ files_scanned: 1, findings: [{ file: 'a.py', rule: 'eval' }] });
    const folder = await runAction(analyzeDirectory, { directory: 'src', recursive: false }, { workspace });
    expect(folder.output).toMatchObject({ files_scanned: 1, findings: [{ file: 'a.py' }] });
    const all = await runAction(analyzeDirectory, { directory: 'src' }, { workspace });
    expect(all.output.findings.map((finding) => finding.file)).toEqual(['a.py', 'deep/b.py']);
  });

  test('when lines are put before it, then its fingerprint is the same', async () => {
    const fingerprints = async (code: string) =>
      (await auditOf({ 'a.py': code })).findings.map((one) => one.fingerprint);
    const plain = await fingerprints(unsafeEvaluation);
    expect(await fingerprints(`# more\n\n${unsafeEvaluation}`)).toEqual(plain);
    expect(new Set(await fingerprints(unsafeEvaluation + unsafeEvaluation)).size).toBe(2);
  });

  test('when it stands in a test, then it is low; when a comment allows it, then it is counted alone', async () => {
    const inTest = await auditOf({ 'tests/a.py': unsafeEvaluation });
    expect(inTest.findings).toMatchObject([{ severity: 'low', message: expect.stringContaining('in a test') }]);
    const allowed = await auditOf({
      'a.py': 'eval(x)  # codomyrmex:allow-unsafe\n\neval(x)\n# nosec\neval(x)\n\n\neval(x)\n',
    });
    expect(allowed.findings.map(({ line }) => line)).toEqual([3, 8]);
    expect(allowed.allowed).toBe(2);
  });
});

describe('given what a scan of code must not trip over', () => {
  test('when there is nothing to read, then it says so', async () => {
    expect(await auditOf({ 'a.md': 'eval(x)' })).toMatchObject({
      status: 'no code',
      files_scanned: 0,
      summary: 'no JavaScript, TypeScript or Python to look at',
    });
  });

  test('when code is broken, then what can be read of it is', async () => {
    const { findings } = await auditOf({
      'a.py': 'def f(:\n  eval(x)\n)))\nclass\n',
      'b.ts': 'const = {{{ ; eval(x); <<<<<<< HEAD',
      'c.js': `\u0000\ud800 eval(x)`.slice(1),
    });
    expect(findings.map(({ file }) => file)).toEqual(['a.py', 'b.ts', 'c.js']);
  });

  test('when secrets stand beside what is found, then nothing of them is told', async () => {
    const secret = ['hun', 'ter', '2X'].join('');
    const report = await auditOf({
      'a.py': `eval("password = '${secret}'" + x)\nimport hashlib\nhashlib.md5(b"${secret}")\n`,
      'b.ts': `db.query(\`select * from users where password = '${secret}' and id = \${id}\`);`,
    });
    expect(report.findings_count).toBe(3);
    expect(JSON.stringify(report)).not.toContain(secret);
  });

  test('when there is more than is allowed, then the scan ends there and says so', async () => {
    const files = { 'a.py': 'eval(x)\n'.repeat(3), 'b.py': 'eval(x)\n' };
    expect(await auditOf(files, { max_findings: 2 })).toMatchObject({ findings_count: 2, truncated: true });
    expect(await auditOf(files, { max_files: 1 })).toMatchObject({ files_scanned: 1, truncated: true });
    expect(await auditOf(files, { max_file_bytes: 10 })).toMatchObject({ files_scanned: 1, skipped: { too_large: 1 } });
  });

  test('when the language has no rules, or the path is of the wrong kind, then the error says what to give', async () => {
    const workspace = await projectFolder({ 'a.rb': 'eval x' });
    await expect(runAction(analyzeFile, { filepath: 'a.rb' }, { workspace })).rejects.toMatchObject({
      code: 'UNSUPPORTED_LANGUAGE',
    });
    await expect(runAction(analyzeFile, { filepath: '.' }, { workspace })).rejects.toMatchObject({
      code: 'NOT_A_FILE',
    });
    await expect(runAction(analyzeDirectory, { directory: 'a.rb' }, { workspace })).rejects.toMatchObject({
      code: 'NOT_A_FOLDER',
    });
    await expect(runAction(auditCode, { target_path: 'missing' }, { workspace })).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
    });
  });

  test('when a text is made to exhaust stack, memory or patience, then the others are looked at in time', async () => {
    const parts = ['(', '[a,', '`${', '{a:', 'a+', 'f(', "f'{", '<a>', '.a()', 'a?b:', 'x = ', 'lambda: '];
    const files = Object.fromEntries(
      parts.flatMap((part, at) => [
        [`${at}.ts`, part.repeat(400)],
        [`${at}.py`, part.repeat(400)],
      ]),
    );
    const started = performance.now();
    const report = await auditOf({ ...files, 'y.ts': '[a,'.repeat(40_000), 'z.py': unsafeEvaluation });
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(report.findings.map(({ file }) => file)).toContain('z.py');
    expect(report.skipped).toEqual({ parse_limit: 1 });
    expect(report.files_scanned).toBe(parts.length * 2 + 1);
  }, 60_000);

  test('when any text is read, then it never throws, and every finding lies in it', async () => {
    const fragment = fc.constantFrom(
      'eval(',
      ')',
      '"',
      "'",
      '`',
      '${',
      '}',
      '{',
      'import os\n',
      'os.system',
      '#',
      '//',
      '/*',
      '*/',
      '\n',
      '  ',
      'x',
      ' = ',
      'def f(',
      '):\n',
      'f"',
      'class A',
      '=>',
      '...',
      '\\',
      '🐜',
      'from x import (',
      'with open(p) as f:',
      '<a b={',
      '/>',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fragment, { maxLength: 40 }), async (parts) => {
        const text = parts.join('');
        const lines = text.split('\n');
        const { findings } = await auditOf({ 'a.py': text, 'a.tsx': text });
        for (const { line, column } of findings) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
        }
      }),
      { numRuns: 80, seed: 7 },
    );
  });

  test('when the attempt is aborted, then it stops with the reason', async () => {
    const workspace = await projectFolder(
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [join('d', `${n}.py`), 'x\n'])),
    );
    const controller = new AbortController();
    const running = runAction(auditCode, {}, { workspace, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
