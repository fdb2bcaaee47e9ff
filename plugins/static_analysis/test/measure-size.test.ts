import { isNotApplicable } from '@codomyrmex/core';
import { LineIndex } from '@codomyrmex/source-files';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { staticAnalysis } from '../src/index.ts';
import { languageOfName } from '../src/language/language.ts';
import { lex } from '../src/language/lexer.ts';
import { lineCounts } from '../src/size/line-kinds.ts';

const { measure_size } = staticAnalysis.actions;

async function sizes(files: Readonly<Record<string, string>>, input: { readonly max_listed_files?: number } = {}) {
  const { output } = await runAction(measure_size, input, { workspace: await projectFolder(files) });
  return output;
}

function counted(name: string, text: string) {
  const language = languageOfName(name);
  if (language === undefined) throw new Error(`no language for ${name}`);
  const lines = new LineIndex(text);
  return lineCounts({ text, lines, lexed: lex(text, language.lexis, lines) });
}

describe('what a line is', () => {
  const cases: readonly (readonly [file: string, text: string, code: number, comment: number, blank: number])[] = [
    ['a.py', '#!/usr/bin/env python3\n\nx = 1  # both\n"""\n\nstring\n"""\n  # own\n \t\n', 5, 2, 2],
    ['a.go', 'package a // both\n/* one\n\nthree */\nvar s = `a\n\n// no comment`\n', 4, 3, 0],
    ['a.rs', '/* outer /* inner */\nstill */ fn f() {}\n//! doc\n\n', 1, 2, 1],
    ['A.java', '/** doc */\nclass A {\n  String s = "/* none */"; // both\n\n}\n', 3, 1, 1],
    ['a.c', '#include <a.h>\n\\\n\n// long \\\nint x;', 3, 1, 1],
    ['a.js', 'const r = /\\/*/; // both\n`\n// text\n`;\n<!-- no\n', 5, 0, 0],
    ['a.php', '<p>\n\n<?php // one\n# two\necho 1; ?>\n</p>\n', 4, 1, 1],
    ['a.rb', '=begin\nx\n=end\nputs 1 # both\n', 1, 3, 0],
    ['a.sh', 'echo $# # both\n# own\n\ncat <<E\n# text\n\nE\n', 4, 1, 2],
    ['a.lua', '--[[ one\ntwo ]]\nprint(1)\n', 1, 2, 0],
    ['a.py', '', 0, 0, 0],
    ['a.py', 'x', 1, 0, 0],
    ['a.py', '\r\n\r\nx = 1\r\n', 1, 0, 2],
  ];
  test.each(cases)('given %s %j, when it is counted, then %i code, %i comment and %i blank lines', (...given) => {
    const [file, text, code, comment, blank] = given;
    expect(counted(file, text)).toEqual({ lines: code + comment + blank, code, comment, blank });
  });

  const forms = {
    'a.py': { code: ['x = 1', '    f("# none")  # both'], comment: ['# one', '  # "two"'] },
    'a.cpp': { code: ['int x;', '  f("// none"); // both'], comment: ['// one', '  /* two */', '/** three'] },
    'a.rs': { code: ["let c = '\"';", 'fn f() {}'], comment: ['// one', '/* two */'] },
    'a.go': { code: ['x := `// none`'], comment: ['// one'] },
  } as const;
  test('given any lines of known kinds, when they are counted, then each is of its kind', () => {
    const line = fc.record({ kind: fc.constantFrom('code', 'comment', 'blank'), pick: fc.nat() });
    fc.assert(
      fc.property(
        fc.constantFrom('a.py', 'a.cpp', 'a.rs', 'a.go'),
        fc.array(line, { maxLength: 40 }),
        (file, lines) => {
          const blanks = ['', ' ', '\t'];
          const written = lines.map(({ kind, pick }) => {
            const choices: readonly string[] = kind === 'blank' ? blanks : forms[file][kind];
            const text = choices[pick % choices.length] ?? '';
            return text === '/** three' ? `${text}\n*/` : text;
          });
          const commentLines = written.filter((text) => text.endsWith('*/') && text.includes('\n')).length;
          const count = (kind: string) => lines.filter((one) => one.kind === kind).length;
          const { code, comment, blank } = counted(file, written.map((text) => `${text}\n`).join(''));
          expect([code, comment, blank]).toEqual([count('code'), count('comment') + commentLines, count('blank')]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('given any text, when it is counted in any language, then every line is of one kind', () => {
    const pieces = [
      '"',
      "'",
      '`',
      '/*',
      '*/',
      '//',
      '#',
      '\n',
      ' ',
      'x',
      '\\',
      '<<E',
      'E',
      '=begin',
      '--[[',
      ']]',
      '{',
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));
    const files = fc.constantFrom('a.py', 'a.c', 'a.js', 'a.rb', 'a.sh', 'a.lua', 'a.php', 'a.cs', 'a.kt', 'a.rs');
    fc.assert(
      fc.property(files, texts, (file, text) => {
        const { lines, code, comment, blank } = counted(file, text);
        expect(code + comment + blank).toBe(lines);
        expect(Math.min(code, comment, blank)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

test('given a project, when its size is measured, then languages and files add up', async () => {
  const report = await sizes(
    {
      'src/a.go': 'package a\n\n// f does\nfunc f() {\n}\n',
      'src/b.go': 'package a\n',
      'c.kt': '// one\nfun main() {}\n',
      'README.md': '# text\n',
    },
    { max_listed_files: 1 },
  );
  expect(report).toMatchObject({
    files_analyzed: 3,
    totals: { lines: 8, code_lines: 5, comment_lines: 2, blank_lines: 1 },
    comment_percentage: 28.57,
    by_language: [
      { language: 'go', files: 2, lines: 6, code_lines: 4, comment_lines: 1, blank_lines: 1 },
      { language: 'kotlin', files: 1, lines: 2, code_lines: 1, comment_lines: 1, blank_lines: 0 },
    ],
    files: [{ file: 'src/a.go', code_lines: 3 }],
    files_omitted: 2,
  });
});

test('given a folder without source, when its size is measured, then the analysis does not apply', async () => {
  await expect(sizes({ 'a.md': '# a\n' })).rejects.toSatisfy(isNotApplicable);
});
