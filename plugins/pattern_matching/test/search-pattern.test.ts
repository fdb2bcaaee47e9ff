import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patternMatching } from '../src/index.ts';

const { search_pattern: searchPattern } = patternMatching.actions;
type Input = Parameters<typeof runAction<(typeof searchPattern)['input'], (typeof searchPattern)['output']>>[1];

async function search(workspace: string, input: Input) {
  return (await runAction(searchPattern, input, { workspace })).output;
}

async function searchOf(files: Readonly<Record<string, string | Uint8Array>>, input: Input) {
  return search(await projectFolder(files), input);
}

describe('given files to search', () => {
  test('when an expression is searched, then each place is told with its groups and the lines around it', async () => {
    const report = await searchOf(
      { 'src/a.ts': 'one\r\ntwo\r\nconst value = 12;\r\nfour\r\n', 'b.md': 'no' },
      { pattern: String.raw`const (?P<name>\w+)( as)? = (\d+)`, context_lines: 1 },
    );
    expect(report.matches).toEqual([
      {
        file: 'src/a.ts',
        line: 3,
        column: 1,
        end_line: 3,
        end_column: 17,
        match: 'const value = 12',
        text: 'const value = 12;',
        groups: ['value', null, '12'],
        before: ['two'],
        after: ['four'],
      },
    ]);
    expect(report).toMatchObject({
      matches_count: 1,
      files_matched: 1,
      files_searched: 2,
      by_file: { 'src/a.ts': 1 },
      truncated: false,
      summary: '1 matches in 1 of 2 files',
    });
  });

  test('when a text is searched as it is, then its signs mean nothing', async () => {
    const files = { 'a.txt': 'f(x) f.x. F(X) xf(x)' };
    const columns = async (input: Input) => (await searchOf(files, input)).matches.map(({ column }) => column);
    expect(await columns({ pattern: 'f(x)', literal: true })).toEqual([1, 17]);
    expect(await columns({ pattern: 'f(x)', literal: true, ignore_case: true })).toEqual([1, 11, 17]);
    expect(await columns({ pattern: 'f', whole_word: true })).toEqual([1, 6]);
  });

  test('when a match goes over lines, then its end is told, and ^ and $ are ends of lines', async () => {
    const { matches } = await searchOf({ a: 'x\nbegin\n\nend\ny' }, { pattern: String.raw`^begin$\s+^end$` });
    expect(matches).toMatchObject([{ line: 2, column: 1, end_line: 4, end_column: 4, text: 'begin' }]);
  });

  test('when characters stand outside of the basic plane, then columns are still those of the text', async () => {
    const { matches } = await searchOf({ a: '🐜🐜 ant é' }, { pattern: 'ant|é' });
    expect(matches.map(({ column, match }) => [column, match])).toEqual([
      [6, 'ant'],
      [10, 'é'],
    ]);
  });

  test('when globs are given, then only files that fit are searched', async () => {
    const files = Object.fromEntries(
      ['a.ts', 'a.test.ts', 'b.py', 'src/c.ts', 'src/deep/d.tsx', 'lib/e.py', 'x{1}.ts', '[f].ts'].map((path) => [
        path,
        'hit',
      ]),
    );
    const found = async (include: string[], exclude: string[] = []) =>
      (await searchOf(files, { pattern: 'hit', include, exclude })).matches.map(({ file }) => file).sort();
    expect(await found(['*.py'])).toEqual(['b.py', 'lib/e.py']);
    expect(await found(['/*.py'])).toEqual(['b.py']);
    expect(await found(['src'])).toEqual(['src/c.ts', 'src/deep/d.tsx']);
    expect(await found(['src/**/*.ts?'])).toEqual(['src/deep/d.tsx']);
    expect(await found(['{a,src/c}.ts', 'lib/'])).toEqual(['a.ts', 'lib/e.py', 'src/c.ts']);
    expect(await found(['[!a-b]*.ts'], ['src'])).toEqual(['[f].ts', 'x{1}.ts']);
    expect(await found([String.raw`x\{1}.ts`, String.raw`\[f\].ts`])).toEqual(['[f].ts', 'x{1}.ts']);
    expect(await found(['*'], ['*.ts', '*.tsx'])).toEqual(['b.py', 'lib/e.py']);
  });

  test('when files are ignored, binary, large, links or of another encoding, then they are left out and counted', async () => {
    const outside = await projectFolder({ 'secret.txt': 'hit' });
    const workspace = await projectFolder({
      '.gitignore': '*.log\n',
      'a.log': 'hit',
      'node_modules/p/a.js': 'hit',
      '.git/config': 'hit',
      'b.bin': '\0hit',
      'c.txt': Buffer.from([0x68, 0x69, 0x74, 0xe9]),
      'd.txt': `hit${' '.repeat(200)}`,
      'e.txt': 'hit',
    });
    symlinkSync(outside, join(workspace, 'link'));
    const report = await search(workspace, { pattern: 'hit', max_file_bytes: 100 });
    expect(report.matches.map(({ file }) => file)).toEqual(['e.txt']);
    expect(report.skipped).toEqual({ binary: 1, ignored: 1, link: 1, not_utf8: 1, too_large: 1, tool_folder: 2 });
    const all = await search(workspace, { pattern: 'hit', respect_ignore_files: false, max_file_bytes: 100 });
    expect(all.matches.map(({ file }) => file).sort()).toEqual(['a.log', 'e.txt', 'node_modules/p/a.js']);
  });

  test('when a limit is reached, then the search ends there and says which', async () => {
    const files = { 'a.txt': 'x x x', 'b.txt': 'x x' };
    expect(await searchOf(files, { pattern: 'x', max_matches: 4 })).toMatchObject({
      matches_count: 4,
      limits_reached: ['max_matches'],
      summary: '4 or more matches in 2 of 2 files',
    });
    expect(await searchOf(files, { pattern: 'x', max_matches_per_file: 2 })).toMatchObject({
      by_file: { 'a.txt': 2, 'b.txt': 2 },
      limits_reached: ['max_matches_per_file'],
    });
    expect(await searchOf(files, { pattern: 'x', max_files: 1 })).toMatchObject({ limits_reached: ['max_files'] });
    expect(await searchOf(files, { pattern: 'x', max_total_bytes: 3 })).toMatchObject({
      files_searched: 1,
      limits_reached: ['max_total_bytes'],
    });
    expect(await searchOf(files, { pattern: 'x', max_matches: 5 })).toMatchObject({ truncated: false });
  });
});

describe('given what a search must not trip over', () => {
  test.each([
    ['(', 'INVALID_PATTERN'],
    ['x*', 'INVALID_PATTERN'],
    ['(?=x)', 'INVALID_PATTERN'],
    [String.raw`(a)\1`, 'INVALID_PATTERN'],
  ])('when the pattern is %s, then the error says why', async (pattern, code) => {
    await expect(searchOf({ a: 'x' }, { pattern })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(pattern),
    });
  });

  test.each(['{a', '/', './', '{{{{{{a}}}}}}'])('when a glob is %s, then it is refused', async (glob) => {
    await expect(searchOf({ a: 'x' }, { pattern: 'x', include: [glob] })).rejects.toMatchObject({
      code: 'INVALID_GLOB',
    });
  });

  test('when there is nothing at the path, then the error names it', async () => {
    await expect(searchOf({}, { pattern: 'x', path: 'missing' })).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
  });

  test('when pattern and globs are made to be slow, then they are not', async () => {
    const workspace = await projectFolder({ [`${'a'.repeat(200)}.txt`]: `${'a'.repeat(50_000)}!` });
    mkdirSync(join(workspace, 'd'));
    writeFileSync(join(workspace, 'd', 'b.txt'), 'a'.repeat(50_000));
    const started = performance.now();
    await search(workspace, {
      pattern: '(a+)+$|(a|aa)+b',
      include: ['**/*.txt', `${'*a'.repeat(60)}b`, '{a,b}*'.repeat(20)],
    });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('when any text is searched for any part of itself, then each place holds it', async () => {
    const piece = fc.constantFrom('a', 'B', ' ', '\n', '\r\n', '.', '(', '$', '\\', '🐜', 'é', 'E');
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        async (parts, at, length) => {
          const text = parts.join('');
          const looked = parts.slice(at % parts.length, (at % parts.length) + 1 + (length % 3)).join('');
          const { matches } = await searchOf({ 'a.txt': text }, { pattern: looked, literal: true });
          const starts: number[] = [];
          for (let from = text.indexOf(looked); from !== -1; from = text.indexOf(looked, from + looked.length))
            starts.push(from);
          const lines = text.split('\n');
          const offsets = matches.map(
            ({ line, column }) => lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1,
          );
          expect(offsets).toEqual(starts);
        },
      ),
      { numRuns: 100, seed: 5 },
    );
  });

  test('when the attempt is aborted, then it stops with the reason', async () => {
    const workspace = await projectFolder(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}.txt`, 'x'])));
    const controller = new AbortController();
    const running = runAction(searchPattern, { pattern: 'x' }, { workspace, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
