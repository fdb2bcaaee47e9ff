import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walkFiles } from '../src/walk.ts';
import { projectFolder } from './project-folder.ts';

const part = fc.constantFrom('a', 'b', 'ab', 'a.b', 'c');
const path = fc.array(part, { minLength: 1, maxLength: 3 }).map(
  (parts) =>
    `${parts
      .slice(0, -1)
      .map((p) => `${p}d`)
      .join('/')}${parts.length > 1 ? '/' : ''}${parts.at(-1)}`,
);
const rule = fc
  .tuple(
    fc.constantFrom('', '!', '/'),
    fc.array(fc.constantFrom('a', 'b', '*', 'ad', 'bd', '**/', '?', '/', 'a.b'), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '/'),
  )
  .map(([before, parts, after]) => `${before}${parts.join('')}${after}`)
  // `**` beside other characters has no documented meaning; git's own differs between versions.
  .filter((written) => !/[^/!]\*\*|\*\*\*|\/\//.test(written));

test('given any files and rules, when walked, then the files are those that git would list as untracked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(path, { minLength: 1, maxLength: 8 }),
      fc.array(rule, { maxLength: 4 }),
      fc.array(rule, { maxLength: 2 }),
      async (paths, rules, inner) => {
        const root = await projectFolder();
        execFileSync('git', ['init', '-q', root]);
        for (const file of paths) {
          mkdirSync(join(root, dirname(file)), { recursive: true });
          writeFileSync(join(root, file), '');
        }
        writeFileSync(join(root, '.gitignore'), rules.join('\n'));
        mkdirSync(join(root, 'ad'), { recursive: true });
        writeFileSync(join(root, 'ad/.gitignore'), inner.join('\n'));
        const listed = execFileSync(
          'git',
          ['-C', root, 'ls-files', '-z', '--others', '--exclude-per-directory=.gitignore'],
          { encoding: 'utf8' },
        );
        const walked = [];
        for await (const file of walkFiles(root, { signal: new AbortController().signal, skip: () => undefined }))
          walked.push(file);
        expect(walked.sort()).toEqual(listed.split('\0').filter(Boolean).sort());
      },
    ),
    { numRuns: 60 },
  );
});
