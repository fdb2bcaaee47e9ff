import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { expect, test } from 'vitest';
import { staticAnalysis } from '../src/index.ts';

const { scan_imports } = staticAnalysis.actions;
type Input = Parameters<typeof scan_imports.run>[1];

async function scanned(files: Readonly<Record<string, string>>, input: Partial<Input> = {}) {
  const { output } = await runAction(scan_imports, input, { workspace: await projectFolder(files) });
  return output;
}

/** `file:line specifier target files` of everything listed. */
async function importsOf(files: Readonly<Record<string, string>>, input: Partial<Input> = {}) {
  const { imports } = await scanned(files, input);
  return imports.map(({ file, line, specifier, target, time, files: to }) =>
    [`${file}:${line}`, specifier, time === 'load' ? target : `${target} (${time})`, ...to].join(' '),
  );
}

test('given imports of languages that are looked up, when they are scanned, then each says where it leads', async () => {
  expect(
    await importsOf({
      'pkg/__init__.py': '',
      'pkg/a.py': 'import os\nfrom . import b\nfrom .gone import c\ndef f():\n    import pkg.b\n',
      'pkg/b.py': '',
      'web/a.ts': "import type { B } from './b';\nimport react from 'react';\nconst later = () => import('./b.js');\n",
      'web/b.ts': '// import "./a"\n',
    }),
  ).toEqual([
    'pkg/a.py:1 os external',
    'pkg/a.py:2 . project pkg/b.py',
    'pkg/a.py:3 .gone unresolved',
    'pkg/a.py:5 pkg.b project (deferred) pkg/b.py',
    'web/a.ts:1 ./b project (type_only) web/b.ts',
    'web/a.ts:2 react external',
    'web/a.ts:3 ./b.js project (deferred) web/b.ts',
  ]);
});

test('given imports of other languages, when they are scanned, then they are listed as they are written', async () => {
  const found = await importsOf({
    'A.java': 'package a;\nimport static b.C.*;\nimport d.E;\n',
    'a.c': '#include "lib/part.h"\n#include <stdio.h>\n#include NAMED\n// #include "no.h"\n#include "gone.h"\n',
    'a.go': 'package a\nimport (\n\t"fmt"\n\tx "example.org/y"\n)\n',
    'a.php': '<?php\nuse A\\B as C;\nuse function D\\e;\n',
    'a.rs': 'use std::{fs, io::*};\nextern crate core;\n',
    'lib/part.h': '#include "../a.c"\n#include "../../etc/passwd"\n',
    'x.cs': 'using System;\nusing static A.B;\nusing X = C.D;\n',
  });
  expect(found).toEqual([
    'A.java:2 b.C.* not_looked_up',
    'A.java:3 d.E not_looked_up',
    'a.c:1 "lib/part.h" project lib/part.h',
    'a.c:2 <stdio.h> not_looked_up',
    'a.c:5 "gone.h" not_looked_up',
    'a.go:3 fmt not_looked_up',
    'a.go:4 example.org/y not_looked_up',
    'a.php:2 A\\B as C not_looked_up',
    'a.php:3 D\\e not_looked_up',
    'a.rs:1 std::{fs, io::*} not_looked_up',
    'a.rs:2 core not_looked_up',
    'lib/part.h:1 "../a.c" project a.c',
    'lib/part.h:2 "../../etc/passwd" not_looked_up',
    'x.cs:1 System not_looked_up',
    'x.cs:2 A.B not_looked_up',
    'x.cs:3 C.D not_looked_up',
  ]);
});

test('given one file under the name that the Python system has for it, when it is scanned, then it is that file', async () => {
  const files = { 'src/a.py': 'import os\n', 'src/b.py': 'import sys\n' };
  expect(await importsOf(files, { filepath: 'src/b.py' })).toEqual(['b.py:1 sys external']);
  expect(await importsOf(files, { src_dir: 'src' })).toHaveLength(2);
  await expect(scanned(files, { src_dir: 'src', path: 'x' })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  expect(staticAnalysis.aliases).toMatchObject({ extract_imports_ast: 'scan_imports' });
});

test('given more imports than may be listed, when they are scanned, then all are counted', async () => {
  const report = await scanned({ 'a.py': 'import os\n'.repeat(20) }, { limit: 3 });
  expect(report).toMatchObject({ imports_count: 20, imports_omitted: 17, by_target: { external: 20, project: 0 } });
});

test('given a project without imports that are understood, when it is scanned, then the analysis does not apply', async () => {
  await expect(scanned({ 'a.css': 'a {}\n' })).rejects.toSatisfy(isNotApplicable);
});
