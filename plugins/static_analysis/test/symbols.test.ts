import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { staticAnalysis } from '../src/index.ts';

const { list_symbols } = staticAnalysis.actions;
type Input = Parameters<typeof list_symbols.run>[1];

async function listed(files: Readonly<Record<string, string>>, input: Partial<Input> = {}) {
  const { output } = await runAction(list_symbols, input, { workspace: await projectFolder(files) });
  return output;
}

/** `kind container.name first-last` of everything listed. */
async function symbolsOf(files: Readonly<Record<string, string>>, input: Partial<Input> = {}) {
  const { symbols } = await listed(files, input);
  return symbols.map(
    ({ kind, container, name, line, end_line }) =>
      `${kind} ${container === undefined ? '' : `${container}.`}${name} ${line}-${end_line}`,
  );
}

describe('what each language declares', () => {
  const cases: readonly (readonly [file: string, lines: readonly string[], expected: readonly string[]])[] = [
    [
      'a.ts',
      [
        'export namespace N {',
        '  export abstract class A<T> {',
        '    private f = () => 1;',
        '    plain = 1;',
        '    constructor() {}',
        '    abstract n(): void;',
        '  }',
        '}',
        'interface I { a(): void }',
        'type T = string;',
        'enum E { a }',
        'const g = async () => 1, none = 3;',
        'exports.h = function () {};',
        'items.map(() => 1);',
      ],
      [
        'module N 1-8',
        'class N.A 2-7',
        'method N.A.f 3-3',
        'method N.A.constructor 5-5',
        'method N.A.n 6-6',
        'interface I 9-9',
        'method I.a 9-9',
        'type T 10-10',
        'enum E 11-11',
        'function g 12-12',
        'function exports.h 13-13',
      ],
    ],
    [
      'a.jsx',
      ['class A { #f = () => 1; static async *m() {} }', 'const C = class {};', 'function App() { return <p />; }'],
      ['class A 1-1', 'method A.#f 1-1', 'method A.m 1-1', 'class C 2-2', 'function App 3-3'],
    ],
    [
      'a.py',
      [
        '@decorated',
        'def f():',
        '    class A(B):',
        '        async def m(self):',
        '            def inner(): pass',
        'type X = int',
      ],
      ['function f 2-5', 'class f.A 3-5', 'method f.A.m 4-5', 'function f.A.m.inner 5-5', 'type X 6-6'],
    ],
    [
      'a.go',
      [
        'package a',
        'type (',
        '\tS[K any] struct { a int }',
        '\tI interface { M(x int) error }',
        '\tT = int',
        ')',
        'func (s *S[K]) M() {}',
        'func f() {',
        '}',
      ],
      ['struct S 3-3', 'interface I 4-4', 'method I.M 4-4', 'type T 5-5', 'method S.M 7-7', 'function f 8-9'],
    ],
    [
      'a.rs',
      [
        'mod m { pub struct S; enum E {} union U { a: i32 } }',
        'mod elsewhere;',
        'trait T { fn f(&self); }',
        'impl<A> T for Vec<A> {',
        '    fn g() {}',
        '}',
        'type N = i32;',
        'macro_rules! mm { () => {} }',
        'pub const fn k() {}',
      ],
      [
        'module m 1-1',
        'struct m.S 1-1',
        'enum m.E 1-1',
        'union m.U 1-1',
        'trait T 3-3',
        'method T.f 3-3',
        'method Vec.g 5-5',
        'type N 7-7',
        'macro mm 8-8',
        'function k 9-9',
      ],
    ],
    [
      'A.java',
      [
        'class A<T> {',
        '  A() {}',
        '  void m() { Runnable r = () -> {}; }',
        '  class B {}',
        '}',
        'interface I { void x(); }',
        'enum E { X; void z() {} }',
        'record R(int a) { R { } }',
        '@interface N { }',
      ],
      [
        'class A 1-5',
        'method A.A 2-2',
        'method A.m 3-3',
        'class A.B 4-4',
        'interface I 6-6',
        'method I.x 6-6',
        'enum E 7-7',
        'method E.z 7-7',
        'class R 8-8',
        'method R.R 8-8',
        'interface N 9-9',
      ],
    ],
    [
      'a.c',
      [
        '#define TWICE(x) \\',
        '  ((x) * 2)',
        'struct forward;',
        'typedef struct P { int a; } P_t, *pp;',
        'typedef int (*callback)(int);',
        'enum { ANONYMOUS };',
        'int declared(int);',
        'static int *g(void)',
        '{',
        '  return 0;',
        '}',
      ],
      ['macro TWICE 1-2', 'type P_t 4-4', 'struct P 4-4', 'type callback 5-5', 'function g 8-11'],
    ],
    [
      'a.cpp',
      [
        'namespace a::b {',
        'template <class T> class A {',
        '  ~A() {}',
        '  T operator+(T b) { return b; }',
        '  enum class E { x };',
        '};',
        '}',
        'void a::b::S::m() {}',
        'using X = int;',
        'extern "C" { int g() { return 0; } }',
      ],
      [
        'module a::b 1-7',
        'class a.b.A 2-6',
        'method a.b.A.~A 3-3',
        'method a.b.A.operator+ 4-4',
        'enum a.b.A.E 5-5',
        'function a.b.S.m 8-8',
        'type X 9-9',
        'function g 10-10',
      ],
    ],
    [
      'A.cs',
      ['namespace N.M { class A { A() {} ~A() {} public void m() { void local() {} } } }', 'delegate void D();'],
      [
        'module N.M 1-1',
        'class N.M.A 1-1',
        'method N.M.A.A 1-1',
        'method N.M.A.~A 1-1',
        'method N.M.A.m 1-1',
        'function N.M.A.m.local 1-1',
        'type D 2-2',
      ],
    ],
    [
      'a.php',
      ['<?php', 'function f() {}', 'trait T { function m() {} }', 'enum E { case A; }'],
      ['function f 2-2', 'trait T 3-3', 'method T.m 3-3', 'enum E 4-4'],
    ],
    [
      'a.rb',
      ['module M', '  class A < B', '    def m; end', '    def self.n; end', '  end', 'end'],
      ['module M 1-6', 'class M.A 2-5', 'method M.A.m 3-3', 'method M.A.self.n 4-4'],
    ],
    ['a.sh', ['f() { :; }', 'function g { :; }'], ['function f 1-1', 'function g 2-2']],
  ];
  test.each(cases)(
    'given %s, when its symbols are listed, then each has its kind, place and lines',
    async (file, lines, expected) => {
      expect(await symbolsOf({ [file]: `${lines.join('\n')}\n` })).toEqual(expected);
    },
  );
});

const some = {
  'src/a.py': 'class Cart:\n    def add(self): pass\ndef add(): pass\n',
  'src/b.go': 'package b\nfunc AddAll() {}\ntype Cart struct{}\n',
  'c.kt': 'fun main() {}\n',
};

test('given kinds and a part of a name, when symbols are listed, then only those are listed and counted', async () => {
  expect(await symbolsOf(some, { name: 'ADD' })).toEqual([
    'method Cart.add 2-2',
    'function add 3-3',
    'function AddAll 2-2',
  ]);
  const report = await listed(some, { kinds: ['class', 'struct'], name: 'cart' });
  expect(report).toMatchObject({ symbols_count: 2, by_kind: { class: 1, struct: 1 }, symbols_omitted: 0 });
  expect(report.skipped).toEqual([{ file: 'c.kt', reason: 'no_grammar' }]);
});

test('given more symbols than may be listed, when they are listed, then all are counted', async () => {
  const report = await listed({ 'a.py': 'def f(): pass\n'.repeat(30) }, { limit: 7 });
  expect(report).toMatchObject({ symbols_count: 30, symbols_omitted: 23, by_kind: { function: 30 } });
  expect(report.symbols).toHaveLength(7);
});

test('given names that a terminal would obey, when symbols are listed, then no name holds it', async () => {
  const report = await listed({ 'a.js': 'const o = { "\u001b[31mred\u202e": () => 1 };\n' });
  expect(report.symbols.map(({ name }) => name)).toEqual(['" [31mred "']);
});

test('given a method with overloads, when its symbols are listed, then it is one, and so is one that is only declared', async () => {
  const code = [
    'class A {',
    '  f(a: string): void;',
    '  f(a: number): void;',
    '  f(a: unknown): void {}',
    '  g(): void {}',
    '}',
    'interface I {',
    '  h(): void;',
    '  h(a: string): void;',
    '  f(): void;',
    '}',
    'declare class D {',
    '  f(): void;',
    '}',
  ].join('\n');
  expect(await symbolsOf({ 'a.ts': code })).toEqual([
    'class A 1-6',
    'method A.f 4-4',
    'method A.g 5-5',
    'interface I 7-11',
    'method I.h 9-9',
    'method I.f 10-10',
    'class D 12-14',
    'method D.f 13-13',
  ]);
});

test('given symbols without a character between them, when they are listed, then none stands in the other', async () => {
  expect(await symbolsOf({ 'a.js': 'class A { f() {}g() {} }class B {}function c() {}' })).toEqual([
    'class A 1-1',
    'method A.f 1-1',
    'method A.g 1-1',
    'class B 1-1',
    'function c 1-1',
  ]);
});

test('given a broken file, when its symbols are listed, then what can be read is', async () => {
  expect(await symbolsOf({ 'a.go': 'package a\nfunc f() {}\nfunc () m() {}\nfunc g( {\nfunc h() {}\n' })).toEqual(
    expect.arrayContaining(['function f 2-2', 'method m 3-3']),
  );
});

test('given a folder without a grammar, when symbols are listed, then the analysis does not apply', async () => {
  await expect(listed({ 'a.kt': 'fun main() {}\n' })).rejects.toSatisfy(isNotApplicable);
});
