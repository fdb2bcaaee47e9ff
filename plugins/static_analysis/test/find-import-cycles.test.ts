import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { staticAnalysis } from '../src/index.ts';

const { find_import_cycles } = staticAnalysis.actions;

async function cyclesOf(files: Readonly<Record<string, string>>) {
  const { output } = await runAction(find_import_cycles, {}, { workspace: await projectFolder(files) });
  return output;
}

const ways = (report: Awaited<ReturnType<typeof cyclesOf>>): readonly string[] =>
  report.cycles.map(
    ({ files, type_only, deferred }) =>
      `${files.join(' > ')}${type_only ? ' (types)' : ''}${deferred ? ' (deferred)' : ''}`,
  );

describe('JavaScript and TypeScript', () => {
  test('given modules in a circle by every way to write a path, when they are analysed, then the way around is given', async () => {
    const report = await cyclesOf({
      'a.ts': "import { b } from './b.js';\nimport react from 'react';\nimport './style.css';\n",
      'b.tsx': "export * from './lib';\n",
      'lib/index.mts': "import c = require('../c');\n",
      'c.cts': "const d = require('./d.cjs');\nimport('./nowhere');\n",
      'd.cjs': "module.exports = require('./a');\n",
      'e.ts': "import { a } from './a.ts';\n",
    });
    expect(ways(report)).toEqual(['a.ts > b.tsx > lib/index.mts > c.cts > d.cjs']);
    expect(report).toMatchObject({ modules: 6, imports: 6, external_imports: 2, cycles_count: 1, unresolved_count: 1 });
    expect(report.unresolved).toEqual([{ file: 'c.cts', line: 2, specifier: './nowhere' }]);
  });

  test('given circles closed by types or later imports, when they are analysed, then they are told apart', async () => {
    const report = await cyclesOf({
      'a.ts': "import type { B } from './b';\nexport type A = B;\n",
      'b.ts': "import { type A } from './a';\nimport { c } from './c';\n",
      'c.ts': "export const later = () => import('./d');\n",
      'd.ts': "import { later } from './c';\n",
      'e.ts': "import f, { type F } from './f';\n",
      'f.ts': "import './e';\nlet x: import('./a').A;\n",
    });
    expect(ways(report)).toEqual(['e.ts > f.ts', 'c.ts > d.ts (deferred)', 'a.ts > b.ts (types)']);
    expect(report).toMatchObject({ cycles_count: 2, type_only_cycles_count: 1, type_only_imports: 3, imports: 5 });
  });

  test('given packages of one repository, when they import each other by name, then exports, main and built paths are understood', async () => {
    const report = await cyclesOf({
      'packages/a/package.json':
        '{ "name": "@x/a", "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } } }',
      'packages/a/src/index.ts': "import { b } from '@x/b/deep/one';\n",
      'packages/b/package.json':
        '{ "name": "@x/b", "exports": { "./deep/*": "./src/*.ts" }, "imports": { "#own": "./src/own.ts" } }',
      'packages/b/src/one.ts': "import own from '#own';\n",
      'packages/b/src/own.ts': "import { c } from 'c';\n",
      'packages/c/package.json': '{ "name": "c", "main": "lib/main.js" }',
      'packages/c/src/main.ts': "import { a } from '@x/a';\nimport x from '@x/b/private';\n",
    });
    expect(ways(report)).toEqual([
      'packages/a/src/index.ts > packages/b/src/one.ts > packages/b/src/own.ts > packages/c/src/main.ts',
    ]);
    expect(report.unresolved.map(({ specifier }) => specifier)).toEqual(['@x/b/private']);
  });

  test('given aliases in a tsconfig with comments that extends another, when they are used, then they are followed', async () => {
    const report = await cyclesOf({
      'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], }, /* "x": */ } } // end\n',
      'tsconfig.json': '{ "extends": "./tsconfig.base.json" }',
      'src/a.ts': "import b from '@/b';\nimport gone from '@/gone';\n",
      'src/b/index.ts': "import a from '@/a';\n",
    });
    expect(ways(report)).toEqual(['src/a.ts > src/b/index.ts']);
    expect(report.unresolved_count).toBe(1);
  });

  test('given a module that imports itself, when it is analysed, then that is a circle of one', async () => {
    expect(ways(await cyclesOf({ 'a.js': "import * as self from './a.js';\n" }))).toEqual(['a.js']);
  });

  test('given imports in comments and strings, when they are analysed, then they are none', async () => {
    const report = await cyclesOf({
      'a.js': "// import './b.js'\nconst s = \"require('./b.js')\";\n/* import('./b.js') */\n",
      'b.js': "import './a.js';\n",
    });
    expect(report).toMatchObject({ imports: 1, cycles_count: 0 });
  });
});

describe('Python', () => {
  test('given relative and absolute imports in packages, when they close a circle, then it is found', async () => {
    const report = await cyclesOf({
      'src/shop/__init__.py': '',
      'src/shop/cart.py': 'import os\nfrom . import price\nfrom shop.user import (\n    User as U,\n)\n',
      'src/shop/price.py': 'from .sub.tax import rate\n',
      'src/shop/sub/__init__.py': '',
      'src/shop/sub/tax.py': 'import shop.cart\nfrom ..gone import x\n',
      'src/shop/user.py': 'from __future__ import annotations\n',
    });
    expect(ways(report)).toEqual(['src/shop/cart.py > src/shop/price.py > src/shop/sub/tax.py']);
    expect(report).toMatchObject({ modules: 6, imports: 4, external_imports: 1, unresolved_count: 1 });
    expect(report.unresolved).toEqual([{ file: 'src/shop/sub/tax.py', line: 2, specifier: '..gone' }]);
  });

  test('given imports for type checkers, in functions and in the main guard, when they close circles, then they are told apart', async () => {
    const report = await cyclesOf({
      'a.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from b import B\n',
      'b.py': 'import a\n',
      'c.py': 'def f():\n    import d\n',
      'd.py': 'import c\n',
      'e.py': 'import f\n',
      'f.py': 'if __name__ == "__main__":\n    import e\n',
    });
    expect(ways(report)).toEqual(['c.py > d.py (deferred)', 'e.py > f.py (deferred)', 'a.py > b.py (types)']);
  });

  test('given a script beside modules of the same names as libraries, when it is analysed, then neighbours come first and others none', async () => {
    const report = await cyclesOf({
      'tools/run.py': 'import types\nimport helper\n',
      'tools/types.py': 'import helper\n',
      'tools/helper.py': '',
      'app/main.py': 'import types\nimport helper\n',
    });
    expect(report).toMatchObject({ imports: 3, external_imports: 2, unresolved_count: 0 });
  });
});

test('given a chain of 10,000 modules that ends where it begins, when it is analysed, then its whole length is one circle', async () => {
  const count = 10_000;
  const files = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`m${index}.py`, `import m${(index + 1) % count}\n`]),
  );
  const report = await cyclesOf(files);
  expect(report.cycles.map(({ length, group_size }) => [length, group_size])).toEqual([[count, count]]);
}, 60_000);

test('given a project in other languages, when it is analysed, then the analysis does not apply', async () => {
  await expect(cyclesOf({ 'a.go': 'package a\n' })).rejects.toSatisfy(isNotApplicable);
});
