import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { systemDiscovery } from '../src/index.ts';

const { analyze_capabilities: analyze } = systemDiscovery.actions;

async function analyzed(files: Readonly<Record<string, string>>, input: object = {}) {
  const workspace = await projectFolder(files);
  return (await runAction(analyze, input, { workspace })).output;
}

/** What a file declares as `kind container.name`, with a minus before what others cannot use. */
async function declared(file: string, text: string): Promise<string[]> {
  const { capabilities } = await analyzed({ [file]: text }, { include_private: true });
  return capabilities.map(
    ({ kind, container, name, exported }) =>
      `${exported ? '' : '-'}${kind} ${container === null ? '' : `${container}.`}${name}`,
  );
}

describe('given code of a language', () => {
  test.each([
    [
      'TypeScript',
      'a.ts',
      'export function f() {}\nexport default class A { static m() {} private q() {} #z() {} }\nexport const g = async () => 1, K = 1;\nconst hidden = 1;\nexport interface I {}\ntype T = 1;\nfunction e() { function inner() {} }\nexport { e as h };\nexport namespace N { export function q() {} }\nexport const { x } = y;\n',
      [
        'function f',
        'class A',
        'method A.m',
        '-method A.q',
        '-method A.#z',
        'function g',
        'constant K',
        'interface I',
        '-type T',
        'function e',
        'function N.q',
      ],
    ],
    ['TSX', 'a.tsx', 'export const A = () => <b>x</b>;\n', ['function A']],
    [
      'JavaScript',
      'a.mjs',
      'class B { m() {} }\nexport { c } from "./c.mjs";\nexport default B;\n',
      ['class B', 'method B.m'],
    ],
    [
      'Python',
      'a.py',
      '@dec\ndef f(): pass\ndef _g(): pass\nclass A:\n    def __init__(self): pass\n    async def m(self): pass\n    def _p(self): pass\n',
      ['function f', '-function _g', 'class A', 'method A.__init__', 'method A.m', '-method A._p'],
    ],
    [
      'Python with __all__',
      'a.py',
      '__all__ = ["_f"]\ndef _f(): pass\ndef g(): pass\n',
      ['function _f', '-function g'],
    ],
    [
      'Go',
      'a.go',
      'package a\nfunc F() {}\nfunc g() {}\nfunc (t *T[int]) M() {}\ntype T struct{}\n',
      ['function F', '-function g', 'method T.M', 'type T'],
    ],
    [
      'Rust',
      'a.rs',
      'pub fn f() {}\nstruct S;\nimpl S { pub fn m(&self) {} fn p(&self) {} }\npub trait T { fn t(&self) {} }\n',
      ['function f', '-class S', 'method S.m', '-method S.p', 'interface T', '-method T.t'],
    ],
    [
      'Java',
      'A.java',
      'public class A { public int m() { return 1; } void p() {} public interface I { void i(); } }\nclass B { public void m() {} }\n',
      ['class A', 'method A.m', '-method A.p', 'interface A.I', 'method I.i', '-class B', '-method B.m'],
    ],
    [
      'C#',
      'A.cs',
      'namespace N { public class A { public int M() => 1; int P() => 1; } }\n',
      ['class N.A', 'method A.M', '-method A.P'],
    ],
    [
      'PHP',
      'a.php',
      '<?php\nfunction f() {}\nclass A { function m() {} private function p() {} }\n',
      ['function f', 'class A', 'method A.m', '-method A.p'],
    ],
    [
      'Ruby',
      'a.rb',
      'module M\n  class A\n    def m; end\n    def self.s; end\n  end\nend\ndef f; end\n',
      ['class M.A', 'method A.m', 'method A.s', 'function f'],
    ],
    ['Shell', 'a.sh', 'f() { :; }\n', ['function f']],
  ])(
    'when %s is read, then it is told what it declares and what of it others can use',
    async (_, file, text, expected) => {
      expect(await declared(file, text)).toEqual(expected);
    },
  );

  test.each([
    [
      'a.ts',
      '/**\n * Adds two.\n * Twice.\n *\n * More.\n * @param a x\n */\nexport function add(\n  a: number,\n  b = 2,\n): number {\n  return 1;\n}\n',
      'function add( a: number, b = 2, ): number',
      'Adds two. Twice.',
    ],
    [
      'a.py',
      'def f(a: int, *b) -> str:\n    """Says it.\n\n    More.\n    """\n',
      'def f(a: int, *b) -> str',
      'Says it.',
    ],
    ['a.py', 'def f():\n    """Unsaid."""\n    return "x"\n', 'def f()', 'Unsaid.'],
    [
      'a.go',
      'package a\n\n// other\n\n// F does\n// this.\nfunc F(a int) error { return nil }\n',
      'func F(a int) error',
      'F does this.',
    ],
    ['a.rs', '/// Says.\npub fn f(a: u8) -> u8 { 1 }\n', 'pub fn f(a: u8) -> u8', 'Says.'],
    ['a.rb', '# Says.\ndef f(a)\nend\n', 'def f(a)', 'Says.'],
    ['A.java', '/** Says. */\npublic class A {}\n', 'public class A', 'Says.'],
    ['a.ts', '// far away\n\nexport const f = (a: number) => a;\n', 'f = (a: number)', null],
    [
      'a.ts',
      `export function f(${'a: string, '.repeat(100)}) {}\n`,
      expect.stringMatching(/^function f\(a: string, .{277}…$/),
      null,
    ],
  ])(
    'when %s is read, then signature and first words of the comment are those of the text',
    async (file, text, signature, doc) => {
      const { capabilities } = await analyzed({ [file]: text });
      expect(capabilities).toMatchObject([{ signature, doc, exported: true }]);
    },
  );
});

describe('given a project', () => {
  test('when analyzed, then counts, folders and places are those of its files, and what is ignored is not read', async () => {
    const output = await analyzed({
      'src/a.ts': '/** D */\nexport function a() {}\nfunction b() {}\n',
      'src/b.ts': 'export class C { m() {} }\n',
      'tool.py': 'def t(): pass\n',
      'types.d.ts': 'export function a(): void;\n',
      '.gitignore': 'out/\n',
      'out/x.ts': 'export function x() {}\n',
      'node_modules/y/y.js': 'export function y() {}\n',
      'README.md': '# x\n',
    });
    expect(output.totals).toEqual({ files: 3, functions: 3, methods: 1, classes: 1, exported: 4, documented: 1 });
    expect(output.languages.map(({ language, files, exported }) => [language, files, exported])).toEqual([
      ['TypeScript', 2, 3],
      ['Python', 1, 1],
    ]);
    expect(output.folders.map(({ folder, exported }) => [folder, exported])).toEqual([
      ['src', 3],
      ['.', 1],
    ]);
    expect(output.capabilities.map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual([
      'tool.py:1 t',
      'src/a.ts:2 a',
      'src/b.ts:1 C',
      'src/b.ts:1 m',
    ]);
    expect(output.skipped).toEqual({ ignored: 1, tool_folder: 1 });
  });

  test('when lists are cut, then everything is counted all the same', async () => {
    const files = { 'a.ts': 'export const a = 1;\nexport const b = 2;\n', 'b.ts': 'export const c = 3;\n' };
    expect(await analyzed(files, { max_capabilities: 1 })).toMatchObject({
      capabilities: [{ name: 'a' }],
      capabilities_left_out: 2,
      totals: { exported: 3 },
      truncated: false,
    });
    expect(await analyzed(files, { max_files: 1 })).toMatchObject({ totals: { files: 1 }, truncated: true });
  });

  test('when a file is made to break the parser or leads elsewhere, then it is skipped and the others are read', async () => {
    const workspace = await projectFolder({
      'a.py': 'def before(): pass\n',
      'deep.php': `<?php ${'['.repeat(100_000)}`,
      'deep.ts': `x = ${'('.repeat(200_000)}`,
      'binary.ts': 'a\0b',
      'z.py': 'def after(): pass\n',
    });
    await symlink('/etc/passwd', join(workspace, 'link.py'));
    const { output } = await runAction(analyze, {}, { workspace });
    expect(output.capabilities.map(({ name }) => name)).toEqual(['before', 'after']);
    expect(output.skipped).toMatchObject({ binary: 1, link: 1 });
  }, 30_000);

  test('when it has no code, or is no folder, then it does not apply or is refused', async () => {
    expect(isNotApplicable(await analyzed({ 'a.md': '' }).catch((error: unknown) => error))).toBe(true);
    await expect(analyzed({}, { path: 'gone' })).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
  });

  test('when it is stopped, then it ends with the reason', async () => {
    const reason = new Error('enough');
    const workspace = await projectFolder({ 'a.py': 'def f(): pass\n' });
    await expect(runAction(analyze, {}, { workspace, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
