import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentation } from '../src/index.ts';
import { parseMarkdown } from '../src/markdown/markdown-document.ts';

const { check_documentation_consistency: check } = documentation.actions;

async function checked(files: Readonly<Record<string, string>>, input: object = {}) {
  const workspace = await projectFolder(files);
  return (await runAction(check, input, { workspace })).output;
}

/** Findings as `rule file:line`. */
async function found(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { findings } = await checked(files);
  return findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`);
}

describe('given links', () => {
  test('when they lead to files, folders, headings and names that are there, then nothing is found', async () => {
    const output = await checked({
      'README.md':
        '# A\n\n[file](docs/b.md) [folder](docs) [heading](docs/b.md#two-words) [twice](docs/b.md#same-1)\n' +
        '[here](#a) [name](docs/b.md#spot) [escaped](docs/b%20c.md) [query](docs/b.md?plain=1) [top](/docs/b.md)\n\n' +
        '[ref]: docs/b.md\n\n[ref] <a href="docs/b.md">html</a> ![drawing](docs/p.svg) <https://a.example/x> [m](mailto:a@b.c)\n',
      'docs/b.md': '# B\n\n## Two `words`\n\n## Same\n\n## Same\n\n<a id="spot"></a>\n\n[up](../README.md#a)\n',
      'docs/b c.md': '# C\n',
      'docs/p.svg': '<svg/>',
    });
    expect(output).toMatchObject({ consistent: true, findings: [], files: 3, external_links: 2, errors: 0 });
    expect(output.local_links).toBeGreaterThanOrEqual(12);
  });

  test('when they lead nowhere, then each is told with its place', async () => {
    const files = {
      'a.md':
        '# A\n\n[x](missing.md)\n\n[y](b.md#no-such)\n\n![](p.png)\n\n<img src="gone.png">\n\n[z](#nowhere)\n\n`[code](not-a-link.md)`\n',
      'b.md': '# B\n',
      'p.png': '',
    };
    expect(await found(files)).toEqual([
      'broken_link a.md:3',
      'broken_anchor a.md:5',
      'image_without_description a.md:7',
      'broken_link a.md:9',
      'broken_anchor a.md:11',
    ]);
    const output = await checked(files, { ignore_rules: ['broken_link'], max_findings: 1 });
    expect(output).toMatchObject({
      consistent: false,
      errors: 2,
      warnings: 1,
      by_rule: { broken_anchor: 2, image_without_description: 1 },
      findings_left_out: 2,
    });
  });

  test('when they lead out of the project, also by a link of the file system, then that is told and not looked at', async () => {
    const outside = await projectFolder({ 'secret.md': '# Secret\n' });
    const workspace = await projectFolder({ 'a.md': '# A\n\n[up](../../../../../../etc/passwd)\n\n[in](inside.md)\n' });
    await symlink(join(outside, 'secret.md'), join(workspace, 'inside.md'));
    const { output } = await runAction(check, {}, { workspace });
    expect(output.findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
      'link_leaves_project 3',
      'link_leaves_project 5',
    ]);
    expect(output.skipped).toEqual([{ file: 'inside.md', reason: 'link' }]);
  });

  test('when a subfolder is checked, then links to the work tree around it are followed', async () => {
    const workspace = await projectFolder({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'README.md': '# A\n',
      'docs/b.md': '# B\n\n[up](../README.md#a) [gone](../gone.md)\n',
    });
    const { output } = await runAction(check, { path: 'docs' }, { workspace });
    expect(output.findings.map(({ rule }) => rule)).toEqual(['broken_link']);
  });
});

describe('given headings', () => {
  test('when there are several titles or a level is skipped, then that is told; front matter is no heading', async () => {
    expect(
      await found({
        'a.md': '---\ntitle: x\n---\n\n# A\n\n### Deep\n\n# B\n',
        'short.md': '## Only\n',
        'long.md': `## No title\n\n${'word '.repeat(101)}\n`,
      }),
    ).toEqual(['skipped_heading_level a.md:7', 'several_titles a.md:9', 'no_title long.md:1']);
  });
});

describe('given paths and scripts named as code', () => {
  test('when they are not there, then they are told, and what only looks like a path is not', async () => {
    expect(
      await found({
        'package.json': '{"scripts":{"build":"x","check:lint":"y"}}',
        '.gitignore': 'dist/\nsrc/made/\n',
        'src/main.ts': '',
        'docs/a.md':
          'Run `npm run build`, `npm run gone` and `npm run check:…`; see `src/main.ts`, `src/gone.ts`,\n`src/made/later.ts`, `text/html`, `owner/name`, `./b.md` and `dist/index.js`.\n\n```sh\npnpm run check:lint\nyarn run lost\n```\n',
        'docs/b.md': '# B\n',
      }),
    ).toEqual(['missing_script docs/a.md:1', 'stale_path docs/a.md:1', 'missing_script docs/a.md:4']);
  });

  test('when there is no package.json, then nothing is said of scripts', async () => {
    expect(await found({ 'a.md': '`npm run gone`\n' })).toEqual([]);
  });
});

test('given no Markdown or no folder, when checked, then it does not apply or is refused', async () => {
  expect(isNotApplicable(await checked({ 'a.txt': '' }).catch((error: unknown) => error))).toBe(true);
  await expect(checked({}, { path: 'gone' })).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
});

test('given a text that nests deeper than any stack, when parsed, then its words are counted', () => {
  expect(parseMarkdown(`${'>'.repeat(20_000)} a b`).words).toBe(2);
  expect(parseMarkdown(`${'*a '.repeat(3_000)}`).words).toBe(3_000);
});

test('given any pieces of Markdown, when parsed, then links lie where they say and no link is lost in front matter', () => {
  const piece = fc.constantFrom(
    '# H\n\n',
    '[a](b.md)',
    '![c](d.png)',
    '`x`',
    '\n\n',
    '> ',
    '- ',
    '---\n',
    '<a href="e">',
    '\\',
    '](',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const { links } = parseMarkdown(text);
      for (const { url, start, end, kind } of links) {
        expect(start).toBeLessThanOrEqual(end);
        expect(text.slice(start, end)).toContain(kind === 'html' ? 'href' : url);
      }
    }),
  );
});
