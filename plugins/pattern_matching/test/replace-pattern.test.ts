import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patternMatching } from '../src/index.ts';

const { replace_pattern: replacePattern } = patternMatching.actions;
type Input = Parameters<typeof runAction<(typeof replacePattern)['input'], (typeof replacePattern)['output']>>[1];

async function replace(workspace: string, input: Input) {
  return (await runAction(replacePattern, input, { workspace })).output;
}

const contentOf = (workspace: string, path: string): string => readFileSync(join(workspace, path), 'utf8');

/** What git makes of the files by a diff. */
function patched(workspace: string, diff: string): void {
  execFileSync('git', ['apply', '--unsafe-paths', '--whitespace=nowarn', '-'], { cwd: workspace, input: diff });
}

describe('given files with what is to be replaced', () => {
  test('when it is tried first, then the diff is shown and nothing is written', async () => {
    const workspace = await projectFolder({ 'a.ts': 'const oldName = 1;\nuse(oldName, oldNames);\n' });
    const report = await replace(workspace, { pattern: 'oldName', replacement: 'newName', whole_word: true });
    expect(report).toMatchObject({ applied: false, files_changed: 1, replacements: 2, diffs_omitted: 0 });
    expect(report.summary).toBe('2 replacements in 1 of 1 files, not written');
    expect(report.files[0]?.diff).toBe(
      '--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@\n-const oldName = 1;\n-use(oldName, oldNames);\n+const newName = 1;\n+use(newName, oldNames);\n',
    );
    expect(contentOf(workspace, 'a.ts')).toContain('oldName =');
  });

  test('when it is applied, then files are changed, their ends of line and rights kept, and the rest left alone', async () => {
    const workspace = await projectFolder({ 'a.sh': '\ufeffx=1\r\ny=2\r\n', 'b.txt': 'none', 'c/d.txt': 'x=3' });
    chmodSync(join(workspace, 'a.sh'), 0o755);
    const before = statSync(join(workspace, 'b.txt')).mtimeMs;
    const report = await replace(workspace, {
      pattern: String.raw`(?P<key>[xy])=(\d)`,
      replacement: '$2=${key}$$',
      dry_run: false,
    });
    expect(report).toMatchObject({ applied: true, files_changed: 2, replacements: 3 });
    expect(contentOf(workspace, 'a.sh')).toBe('\ufeff1=x$\r\n2=y$\r\n');
    expect(contentOf(workspace, 'c/d.txt')).toBe('3=x$');
    expect(statSync(join(workspace, 'a.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(workspace, 'b.txt')).mtimeMs).toBe(before);
  });

  test('when it is literal, then a dollar is a dollar; when a group took no part, then it is nothing', async () => {
    const workspace = await projectFolder({ a: 'a.b', b: 'xy x' });
    await replace(workspace, { path: 'a', pattern: '.', replacement: '$1', literal: true, dry_run: false });
    expect(contentOf(workspace, 'a')).toBe('a$1b');
    await replace(workspace, { path: 'b', pattern: 'x(y)?', replacement: '[$1]', dry_run: false });
    expect(contentOf(workspace, 'b')).toBe('[y] []');
  });

  test('when any text is edited, then git makes the same of it by the diff', async () => {
    const line = fc.constantFrom('a', 'ab', 'b', '', 'ba a', 'x', 'c\r');
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.constantFrom(
          ['a', 'z'],
          ['a', ''],
          ['b', 'b\nb'],
          [String.raw`\n`, ''],
          [String.raw`a\n+`, 'q'],
          ['x', '\nx\n'],
          ['[^]+', ''],
        ),
        async (lines, endsWithLine, [pattern, replacement]) => {
          const text = `${lines.join('\n')}${endsWithLine ? '\n' : ''}`;
          const workspace = await projectFolder({ 'a file.txt': text });
          const input = {
            pattern: pattern === '[^]+' ? '(?s).+' : (pattern ?? ''),
            replacement: replacement ?? '',
          };
          const { files } = await replace(workspace, input);
          const diff = files[0]?.diff;
          await replace(workspace, { ...input, dry_run: false });
          const wanted = contentOf(workspace, 'a file.txt');
          if (diff === undefined || diff === null) return;
          writeFileSync(join(workspace, 'a file.txt'), text);
          patched(workspace, diff);
          expect(contentOf(workspace, 'a file.txt')).toBe(wanted);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  }, 30_000);
});

describe('given what a replacement must not do', () => {
  test('when a limit is reached, then nothing is written', async () => {
    const files = { 'a.txt': 'x x', 'b.txt': 'x x' };
    const workspace = await projectFolder(files);
    for (const limit of [{ max_replacements: 3 }, { max_files: 1 }, { max_total_bytes: 2 }]) {
      await expect(
        replace(workspace, { pattern: 'x', replacement: 'y', dry_run: false, ...limit }),
      ).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    }
    expect(contentOf(workspace, 'a.txt')).toBe('x x');
    const short = await replace(workspace, { pattern: 'x', replacement: 'y', max_diff_bytes: 150 });
    expect(short).toMatchObject({ diffs_omitted: 1, files: [{ diff: expect.stringContaining('@@') }, { diff: null }] });
  });

  test('when the files lie outside of the workspace, then none is written', async () => {
    const outside = await projectFolder({ 'a.txt': 'x' });
    const workspace = await projectFolder({ 'a.txt': 'x' });
    symlinkSync(outside, join(workspace, 'link'));
    for (const path of [outside, 'link', join(outside, 'a.txt')]) {
      await expect(replace(workspace, { path, pattern: 'x', replacement: 'y', dry_run: false })).rejects.toMatchObject({
        code: 'PATH_REFUSED',
      });
    }
    expect(contentOf(outside, 'a.txt')).toBe('x');
  });

  test.each(['$2', '${name}', '$', '${1', 'a$ b'])(
    'when the replacement is %s, then it is refused before anything is read',
    async (replacement) => {
      const workspace = await projectFolder({ a: 'x' });
      await expect(replace(workspace, { pattern: '(x)', replacement, dry_run: false })).rejects.toMatchObject({
        code: 'INVALID_REPLACEMENT',
      });
      expect(contentOf(workspace, 'a')).toBe('x');
    },
  );

  test('when nothing would change, then nothing is written', async () => {
    const workspace = await projectFolder({ a: 'x' });
    expect(await replace(workspace, { pattern: 'x', replacement: 'x', dry_run: false })).toMatchObject({
      applied: false,
      files: [],
      replacements: 0,
    });
  });
});
