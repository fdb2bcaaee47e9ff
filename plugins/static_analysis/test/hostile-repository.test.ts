import { execFileSync } from 'node:child_process';
import { chmod, mkdir, open, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { staticAnalysis } from '../src/index.ts';

const { analyze_project, analyze_file, check_quality_gates, export_sarif, list_symbols, scan_imports } =
  staticAnalysis.actions;

const SECRET = 'not_for_this_project';
const EVERYTHING = ['quality', 'complexity', 'duplicates', 'cycles', 'size', 'symbols'] as const;

/** Code of every kind that a tool may run when it looks at a project; each leaves a file behind if it does. */
function traps(trap: string): Readonly<Record<string, string>> {
  const js = `require('node:fs').appendFileSync(${JSON.stringify(trap)}, __filename);\n`;
  const esm = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(trap)}, import.meta.url);\n`;
  const sh = `#!/bin/sh\necho ran >> ${trap}\n`;
  return {
    '.oxlintrc.json': '{ "jsPlugins": ["./evil.mjs"], "extends": ["./other.json"], "rules": { "evil/rule": "error" } }',
    'sub/.oxlintrc.json': '{ "jsPlugins": ["../evil.mjs"], "rules": { "evil/rule": "error", "no-debugger": "off" } }',
    'sub/a.js': 'debugger;\n',
    'evil.mjs': `${esm}export default { meta: { name: 'evil' }, rules: { rule: { create: () => ({}) } } };\n`,
    'oxlint.config.ts': `${esm}export default {};\n`,
    'vite.config.ts': `${esm}export default {};\n`,
    'eslint.config.js': `${js}module.exports = [];\n`,
    '.eslintrc.js': `${js}module.exports = {};\n`,
    'prettier.config.cjs': js,
    'tsconfig.json': '{ "extends": "/etc/passwd", "compilerOptions": { "plugins": [{ "name": "./evil.mjs" }] } }',
    'package.json': `{ "name": "x", "main": "../../../etc/passwd", "scripts": { "preinstall": "echo ran >> ${trap}" } }`,
    '.npmrc': 'node-options=--require ./prettier.config.cjs\n',
    '.envrc': sh,
    'conftest.py': `open(${JSON.stringify(trap)}, 'a')\n`,
    'setup.py': `open(${JSON.stringify(trap)}, 'a')\n`,
    'sitecustomize.py': `open(${JSON.stringify(trap)}, 'a')\n`,
    'build.rs': 'fn main() {}\n',
    Makefile: `$(shell echo ran >> ${trap})\n`,
    'node_modules/oxlint/package.json': '{ "name": "oxlint", "version": "0.0.0", "bin": "run.js" }',
    'node_modules/oxlint/run.js': js,
    'git/config': `[core]\n\tfsmonitor = ./fsmonitor.sh\n\tpager = ./fsmonitor.sh\n\thooksPath = .\n[filter "x"]\n\tclean = ./fsmonitor.sh\n`,
    'git/HEAD': 'ref: refs/heads/main\n',
    '.gitattributes': '* filter=x\n',
    'fsmonitor.sh': sh,
    'plain.py': 'def f():\n    return eval(x)\n',
  };
}

async function trappedProject() {
  const outside = await projectFolder({
    'secret.py': `${SECRET} = 1\n`,
    'deep/secret.js': `export const ${SECRET} = 1;\n`,
  });
  const trap = join(outside, 'ran');
  const workspace = await projectFolder(traps(trap));
  // git itself refuses to have this folder in a tree, and so does whoever copies the test.
  await rename(join(workspace, 'git'), join(workspace, '.git'));
  await chmod(join(workspace, 'fsmonitor.sh'), 0o755);
  await symlink(outside, join(workspace, 'away'));
  await symlink(join(outside, 'secret.py'), join(workspace, 'secret.py'));
  await symlink(join(outside, 'deep'), join(workspace, 'sub/packages'));
  await symlink('.', join(workspace, 'sub/loop'));
  await symlink('circle-b', join(workspace, 'circle-a'));
  await symlink('circle-a', join(workspace, 'circle-b'));
  await symlink('/dev/zero', join(workspace, 'endless.js'));
  await symlink(join(outside, 'secret.py'), join(workspace, '.gitignore'));
  execFileSync('mkfifo', [
    join(workspace, 'pipe.py'),
    join(workspace, 'package-lock'),
    join(workspace, 'sub/package.json'),
  ]);
  const sparse = await open(join(workspace, 'sparse.ts'), 'w');
  await sparse.truncate(200 * 1024 * 1024);
  await sparse.close();
  return { workspace, trap };
}

test('given a project that is made to be run, read out of or waited for, when every action looks at it, then none does', async () => {
  const { workspace, trap } = await trappedProject();
  const written: string[] = [];
  const analysis_types = [...EVERYTHING];
  const { output } = await runAction(analyze_project, { analysis_types }, { workspace });
  written.push(JSON.stringify(output));
  expect(output.quality?.by_rule).toMatchObject({ 'eslint/no-debugger': 1, 'unsafe-eval': 1 });
  expect(output.skipped_by_reason).toMatchObject({
    link: 8,
    not_a_file: 3,
    too_large: 1,
    dependencies: 1,
    tool_folder: 1,
  });
  written.push(JSON.stringify((await runAction(list_symbols, {}, { workspace })).output));
  written.push(JSON.stringify((await runAction(scan_imports, {}, { workspace })).output));
  written.push(JSON.stringify((await runAction(check_quality_gates, {}, { workspace })).output));
  await runAction(export_sarif, { output_path: 'q.sarif' }, { workspace });
  written.push(await readFile(join(workspace, 'q.sarif'), 'utf8'));
  for (const text of written) expect(text).not.toContain(SECRET);
  await expect(readFile(trap)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('given a pipe, a device or a circle of links for the path, when it is analysed, then it is refused and not waited for', async () => {
  const { workspace } = await trappedProject();
  for (const file_path of ['pipe.py', 'endless.js', 'circle-a']) {
    const run = runAction(analyze_file, { file_path }, { workspace });
    await expect(run).rejects.toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
  }
});

/** 20 levels a line, so that no rule on long lines takes the file out before. */
function nested(open: string, close: string, { levels = 100_000, around = ['', ''] }: Nesting = {}): string {
  const many = (part: string) => (part === '' ? '' : `${part.repeat(20)}\n`.repeat(levels / 20));
  return `${around[0]}${many(open)}1\n${many(close)}${around[1]}`;
}

interface Nesting {
  readonly levels?: number;
  readonly around?: readonly [before: string, behind: string];
}

const bracketed = Object.fromEntries(
  ['js', 'ts', 'tsx', 'jsx', 'py', 'go', 'rs', 'java', 'c', 'h', 'cpp', 'rb', 'php', 'cs', 'sh', 'kt', 'swift'].flatMap(
    (extension) => {
      const around = [extension === 'php' ? '<?php\n' : '', ''] as const;
      return [
        [`round.${extension}`, nested('(', ')', { around })],
        [`curly.${extension}`, nested('{', '', { around })],
      ];
    },
  ),
);

const levels = 10_000;
/** Nesting that no bracket shows; where the parser gets through, each level costs as much as a function does. */
const unbracketed = {
  'arrows.ts': nested('x=>', '', { levels }),
  'branches.js': nested('if(a)', '', { levels }),
  'conditions.js': nested('a?', ':1', { levels }),
  'elements.tsx': nested('<a>', '</a>', { levels, around: ['x =\n', ''] }),
  'negations.py': nested('not ', '', { around: ['x = (', ')'] }),
  'lambdas.py': nested('lambda:', '', { levels, around: ['x = (', ')'] }),
  'otherwise.go': nested('if a {} else ', '', { levels, around: ['package a\nfunc f() {\n', '{}}'] }),
  'references.rs': nested('&', '', { around: ['fn f() { let x = ', '; }'] }),
  'closures.rs': nested('||', '', { levels, around: ['fn f() { let x = ', '; }'] }),
  'generics.java': nested('A<', '', { around: ['class A { ', ' }'] }),
  'casts.java': nested('-', '', { around: ['class A { int a = ', '; }'] }),
  'pointers.c': nested('*', '', { around: ['int ', 'x;'] }),
  'loops.cpp': nested('for(;;)', '', { levels, around: ['void f() {', ';}'] }),
};

describe('nesting to a depth of 100,000', { timeout: 120_000 }, () => {
  test('given it in every language, when all analyses look, then they end and the files beside are analysed', async () => {
    const workspace = await projectFolder({
      ...bracketed,
      ...unbracketed,
      'z/fine.ts': 'debugger;\nexport function fine(a: boolean): number { return a ? 1 : 2; }\n',
      'z/fine.py': 'def fine(x):\n    return eval(x)\n',
    });
    const before = process.resourceUsage().maxRSS;
    const begin = process.cpuUsage();
    const { output, logs } = await runAction(analyze_project, { analysis_types: [...EVERYTHING] }, { workspace });
    // Of this process, whatever else the machine does: some 10 s on a slow one.
    expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(60);
    // In KiB. The parser's memory ends at 256 MiB; what else is kept goes by the size of the files, here 9 MB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(1024 * 1024);
    expect(logs).toEqual([]);
    expect(output.quality?.by_rule).toMatchObject({ 'eslint/no-debugger': 1, 'unsafe-eval': 1 });
    const { output: named } = await runAction(list_symbols, { name: 'fine' }, { workspace });
    expect(named.symbols.map(({ file }) => file)).toEqual(['z/fine.py', 'z/fine.ts']);
    const deep = output.skipped.filter(({ reason }) => reason === 'nested_too_deeply').map(({ file }) => file);
    const parsed = Object.keys(bracketed).filter((file) => !/\.(?:kt|swift)$/.test(file));
    expect(deep.toSorted()).toEqual(parsed.toSorted());
  });
});

test('given a file that ends the process of oxlint, when others stand beside it, then theirs are the findings of oxlint still', {
  timeout: 120_000,
}, async () => {
  const clean = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`f${index}.js`, 'debugger;\n']));
  const workspace = await projectFolder({
    ...clean,
    'crash.js': nested('if(a)', '', { levels: 20_000 }),
    'f99.ts': nested('x=>', '', { levels: 20_000 }),
  });
  const { output } = await runAction(analyze_project, { analysis_types: ['quality'] }, { workspace });
  expect(output.quality?.by_rule).toMatchObject({ 'eslint/no-debugger': 14, 'not-linted': 2 });
  expect(output.skipped).toEqual([
    { file: 'crash.js', reason: 'linter_failed' },
    { file: 'f99.ts', reason: 'linter_failed' },
  ]);
  expect(output.quality?.tools).toContainEqual({ name: 'oxlint', version: '1.94.0', files: 14 });
});

test('given binary files with the names of source, when they are analysed, then they are left out', async () => {
  const noise = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7_919 + (index >> 3)) % 256);
  const workspace = await projectFolder({
    'a.py': 'x = 1\n',
    'b.py': noise(200_000),
    'c.js': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]),
    // No NUL where binary files are told by: broken UTF-8 is text with replacement characters.
    'd.go': Uint8Array.from({ length: 4_000 }, (_, index) => (index % 40 === 39 ? 10 : 128 + (index % 100))),
  });
  const { output } = await runAction(analyze_project, { analysis_types: [...EVERYTHING] }, { workspace });
  expect(output.skipped_by_reason).toMatchObject({ binary: 2 });
  expect(output.size?.files_analyzed).toBe(2);
});

test('given more files in one folder than may be read, when it is analysed, then so many are and the rest is counted', async () => {
  const workspace = await projectFolder({ 'b/a.py': 'x = 1\n' });
  await mkdir(join(workspace, 'a'));
  const paths = Array.from({ length: 3_000 }, (_, index) => join(workspace, 'a', `f${index}.py`));
  for (const path of paths) await (await open(path, 'w')).close();
  const { output } = await runAction(analyze_project, { analysis_types: ['size'], max_files: 200 }, { workspace });
  expect(output.size?.files_analyzed).toBe(200);
  expect(output.skipped_by_reason).toEqual({ too_many_files: 2_801 });
  expect(output.skipped).toHaveLength(50);
});
