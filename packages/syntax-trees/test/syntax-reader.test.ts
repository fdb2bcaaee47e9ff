import { type GrammarName, grammarNames, SyntaxReader } from '@codomyrmex/syntax-trees';
import { describe, expect, test } from 'vitest';

const plain: Readonly<Record<GrammarName, string>> = {
  bash: 'f() { echo; }',
  'c-sharp': 'class A { void F() {} }',
  cpp: 'int f() { return 1; }',
  go: 'package a\nfunc f() {}',
  java: 'class A { void f() {} }',
  javascript: 'function f() {}',
  php: '<?php function f() {}',
  python: 'def f(): pass',
  ruby: 'def f; end',
  rust: 'fn f() {}',
  tsx: 'const f = () => <a />;',
  typescript: 'function f(): void {}',
};

const hasError = (reader: SyntaxReader, grammar: GrammarName, text: string, depth = 0) =>
  reader.read({ text, grammar, depth }, (root) => root.hasError);

test('given a text in each language, when it is read, then its grammar loads and finds no error', async () => {
  const reader = new SyntaxReader();
  for (const grammar of grammarNames) {
    expect(await hasError(reader, grammar, plain[grammar])).toEqual({ kind: 'read', value: false });
  }
});

describe('text that is made to break a parser', () => {
  const cases: readonly (readonly [what: string, grammar: GrammarName, text: string])[] = [
    ['brackets of three kinds', 'php', `<?php ${'[{('.repeat(20_000)}`],
    [
      'brackets without an order',
      'go',
      Array.from({ length: 20_000 }, (_, at) => '([{<'[(at * at * 7 + at) % 4]).join(''),
    ],
    ['operators before each other', 'go', '!'.repeat(300_000)],
    ['generics that are none', 'java', 'a<'.repeat(100_000)],
    ['arrows behind arrows', 'java', 'x => '.repeat(3_000)],
    ['a chain of conditions', 'javascript', `${'a && '.repeat(50_000)}a`],
  ];
  test.each(cases)(
    'given %s in %s, when it is read, then it ends and the next text is read',
    async (_, grammar, text) => {
      const reader = new SyntaxReader();
      expect(['read', 'unread']).toContain((await hasError(reader, grammar, text)).kind);
      expect(await hasError(reader, grammar, plain[grammar])).toEqual({ kind: 'read', value: false });
    },
  );

  test('given a reader that failed many times, when more is read, then it gives up and a fresh reader does not', async () => {
    const reader = new SyntaxReader();
    const breaking = `<?php ${'[{('.repeat(6_000)}`;
    for (let count = 0; count < 10; count++) {
      expect(await hasError(reader, 'php', breaking)).toEqual({ kind: 'unread', reason: 'parser_failed' });
    }
    expect(await hasError(reader, 'php', plain.php)).toEqual({ kind: 'unread', reason: 'parser_failed' });
    expect(await hasError(new SyntaxReader(), 'php', plain.php)).toEqual({ kind: 'read', value: false });
  }, 90_000);

  test('given texts that take too long, when more time went in vain than may, then no more is parsed and a fresh reader parses', async () => {
    const reader = new SyntaxReader({ file: 20, inVain: 50 });
    const slow = 'def f(a):\n    return [a, a + 1, { a: a }]\n'.repeat(20_000);
    for (let count = 0; count < 4; count++) {
      expect(await hasError(reader, 'python', slow)).toEqual({ kind: 'unread', reason: 'parse_limit' });
    }
    expect(await hasError(reader, 'python', plain.python)).toEqual({ kind: 'unread', reason: 'parse_limit' });
    expect(await hasError(new SyntaxReader(), 'python', plain.python)).toEqual({ kind: 'read', value: false });
  });

  test('given brackets too deep for the parser, when their depth is known, then it is not tried', async () => {
    const reading = await hasError(new SyntaxReader(), 'php', '<?php', 501);
    expect(reading).toEqual({ kind: 'unread', reason: 'nested_too_deeply' });
  });
});

test('given a visit that throws, when a text is read, then its error comes through and the next text is read', async () => {
  const reader = new SyntaxReader();
  const visit = () => {
    throw new Error('of the visit');
  };
  await expect(reader.read({ text: 'x = 1', grammar: 'python', depth: 0 }, visit)).rejects.toThrow('of the visit');
  expect(await hasError(reader, 'python', 'x = 1')).toEqual({ kind: 'read', value: false });
});

test('given readers of one thread of which one breaks the parser, when they read at once, then the others still read', async () => {
  const breaking = `<?php ${'[{('.repeat(6_000)}`;
  const grammars: readonly GrammarName[] = ['rust', 'ruby', 'cpp', 'bash'];
  // The broken one is known before the others have their grammars.
  const broken = hasError(new SyntaxReader(), 'php', breaking);
  const read = grammars.map((grammar) => hasError(new SyntaxReader(), grammar, plain[grammar]));
  expect((await broken).kind).toBe('unread');
  expect(await Promise.all(read)).toEqual(grammars.map(() => ({ kind: 'read', value: false })));
});
