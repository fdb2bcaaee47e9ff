import { LineIndex } from '@codomyrmex/source-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languageOfName, languages } from '../src/language/language.ts';
import { lex } from '../src/language/lexer.ts';

function lexed(name: string, text: string) {
  const language = languageOfName(name);
  if (language === undefined) throw new Error(`no language for ${name}`);
  const result = lex(text, language.lexis, new LineIndex(text));
  const comments: string[] = [];
  for (let at = 0; at < result.comments.length; at += 2) {
    comments.push(text.slice(result.comments[at], result.comments[at + 1]));
  }
  return { ...result, comments };
}

describe('comments', () => {
  const cases: readonly (readonly [file: string, text: string, comments: readonly string[]])[] = [
    ['a.ts', 'const a = "// no"; // yes\n/* and\nthis */ b()', ['// yes', '/* and\nthis */']],
    ['a.js', 'x = a / b; // one\ny = /[/]"\\/\\/"/g; // two', ['// one', '// two']],
    ['a.js', 'x = `// no ${f(`// no ${1}`)} // no`; // yes', ['// yes']],
    ['a.py', 's = """\n# no\n"""  # yes\nt = \'# no\'', ['# yes']],
    ['a.rs', "fn a<'x>(s: &'x str) { r#\"// no \"# ; '\"'; } // yes /* no */", ['// yes /* no */']],
    ['a.rs', '/* outer /* inner */ still */ x', ['/* outer /* inner */ still */']],
    ['a.cpp', 'auto s = R"x(// no )" // no)x"; // yes', ['// yes']],
    ['a.cs', 'var s = @"c:\\"; // yes\nvar t = """\n// no\n""";', ['// yes']],
    ['a.go', "s := `// no`; c := '\"' // yes", ['// yes']],
    ['a.sh', 'echo ${x#y} $# "# no" # yes\ncat <<EOF\n# no\nEOF\nx=$((1 << n)) # yes too', ['# yes', '# yes too']],
    ['a.rb', '=begin\nall of it\n=end\nputs <<~TEXT # yes\n  # no\nTEXT\n', ['=begin\nall of it\n=end', '# yes']],
    ['a.php', 'text // no <?php $a = "// no"; // yes\n?> # no <?= 1 # yes too', ['// yes', '# yes too']],
    ['a.lua', 'x = [[ -- no ]] -- yes\n--[[ all\nof it ]] y = 1', ['-- yes', '--[[ all\nof it ]]']],
    ['a.css', 'a { content: "/* no */" } /* yes */', ['/* yes */']],
  ];
  test.each(cases)('given %s with %j, when it is split, then its comments are found', (file, text, comments) => {
    expect(lexed(file, text).comments).toEqual(comments);
  });
});

test('given a quote that is never closed, when the text is split, then it spoils its line only', () => {
  const { comments } = lexed('a.ts', "<p>Don't</p>\nf(); // seen");
  expect(comments).toEqual(['// seen']);
});

test('given text and code of the same words, when both are split, then white space and comments make no difference', () => {
  const plain = lexed('a.c', 'int f(int a){return a+1;}');
  const spaced = lexed('a.c', 'int f( int a ) /* b */\n{\n  return a + 1; // c\n}');
  expect([...plain.tokens]).toEqual([...spaced.tokens]);
  expect(spaced.codeLines).toBe(4);
});

test('given brackets within brackets, when the text is split, then the deepest place counts', () => {
  expect(lexed('a.js', 'f([{ a: (1) }]); ")))"; (((').depth).toBe(4);
});

test('given any text in any language, when it is split, then tokens and comments are in order and within it', () => {
  const alphabet = fc.constantFrom(
    ...'ab1 \n\t\'"`/*#<>{}()[]\\$@-=?!~;rR'.split(''),
    '<<A\n',
    '"""',
    '/*',
    '*/',
    '${',
    '<?',
    '?>',
  );
  const text = fc.array(alphabet, { maxLength: 120 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom(...languages), (written, language) => {
      const lines = new LineIndex(written);
      const { tokens, startLines, endLines, comments, codeLines } = lex(written, language.lexis, lines);
      expect(startLines.length).toBe(tokens.length);
      expect(endLines.length).toBe(tokens.length);
      for (let at = 0; at < tokens.length; at++) {
        expect(startLines[at]).toBeLessThanOrEqual(endLines[at] ?? 0);
        expect(startLines[at]).toBeGreaterThanOrEqual(endLines[at - 1] ?? 1);
      }
      for (let at = 0; at < comments.length; at++) expect(comments[at]).toBeGreaterThanOrEqual(comments[at - 1] ?? 0);
      expect(comments.at(-1) ?? 0).toBeLessThanOrEqual(written.length);
      expect(codeLines).toBeLessThanOrEqual(Math.max(lines.count, 1));
    }),
    { numRuns: 500 },
  );
});
