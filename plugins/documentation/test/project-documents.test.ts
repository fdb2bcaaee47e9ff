import { chmod, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { documentation } from '../src/index.ts';

const { actions } = documentation;

describe('generate_quality_report', () => {
  const good = {
    'README.md': `# Tool\n\n${'word '.repeat(120)}\n\n## Install\n\n\`\`\`sh\nnpm install tool\n\`\`\`\n\n[docs](docs/a.md)\n`,
    'docs/a.md': '# A\n',
    LICENSE: 'MIT',
    'CONTRIBUTING.md': '# How\n',
    'CHANGELOG.md': '# Changes\n',
  };

  test('given a project that has everything, when reported, then every check passes', async () => {
    const workspace = await projectFolder(good);
    let written = '';
    const { output } = await runAction(
      actions.generate_quality_report,
      { output_path: 'quality.md' },
      {
        workspace,
        inspect: async ({ artifacts }) => {
          written = await readFile(join(artifacts, 'quality.md'), 'utf8');
        },
      },
    );
    expect(output.checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(output).toMatchObject({ score: 100, files_count: 4, findings_count: 0 });
    expect(written).toBe(output.report);
    expect(written).toContain('100 of 100: 12 of 12 checks passed.');
  });

  test.each([
    ['no README', { 'README.md': undefined }, 'has a README'],
    ['no licence', { LICENSE: undefined }, 'says under which licence it is used'],
    ['no guide', { 'CONTRIBUTING.md': undefined }, 'says how to take part'],
    ['no changelog', { 'CHANGELOG.md': undefined }, 'says what changed'],
    ['a short README', { 'README.md': '# Tool\n\n## Install\n\n```\nx\n```\n' }, 'README has 100 words'],
    ['a broken link', { 'docs/a.md': '# A\n\n[x](gone.md)\n' }, 'links lead somewhere'],
    ['a stale path', { 'docs/a.md': '# A\n\n`docs/gone.md`\n' }, 'paths and scripts it names are there'],
    ['headings out of order', { 'docs/a.md': '# A\n\n### B\n' }, 'headings are in order'],
    ['an image alone', { 'docs/a.md': '# A\n\n![](https://a.example/x.png)\n' }, 'images have descriptions'],
  ])('given %s, when reported, then that check fails and the score is less', async (_, change, check) => {
    const files = Object.entries({ ...good, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const workspace = await projectFolder(Object.fromEntries(files));
    const { output } = await runAction(actions.generate_quality_report, {}, { workspace });
    expect(output.checks.find(({ name }) => name === check)).toMatchObject({ passed: false });
    expect(output.score).toBeLessThan(100);
  });

  test('given names that are Markdown, when reported, then they are shown as text', async () => {
    const workspace = await projectFolder({ 'a|b<img>.md': '# [x](y)\n\n[gone](`|`.md)\n' });
    const { output } = await runAction(actions.generate_quality_report, {}, { workspace });
    expect(output.report).toContain('| a\\|b\\<img\\>.md |');
  });
});

describe('audit_documentation', () => {
  test('given modules, when audited, then missing files and stubs are told, hidden folders are none', async () => {
    const workspace = await projectFolder({
      'src/a/README.md': `# A\n\n${'word '.repeat(30)}`,
      'src/a/LICENSE': 'x',
      'src/b/README.md': '# B\n',
      'src/c/c.ts': '',
      'src/.hidden/x': '',
      'src/node_modules/x/y': '',
    });
    let written = '';
    const { output } = await runAction(
      actions.audit_documentation,
      { src_dir: 'src', required: ['README.md', 'LICENSE'], report_file: 'audit.md' },
      {
        workspace,
        inspect: async ({ artifacts }) => {
          written = await readFile(join(artifacts, 'audit.md'), 'utf8');
        },
      },
    );
    expect(output.modules).toEqual([
      {
        module: 'a',
        documents: [
          { file: 'README.md', title: 'A', words: 31 },
          { file: 'LICENSE', title: null, words: 1 },
        ],
        missing: [],
        stubs: [],
      },
      {
        module: 'b',
        documents: [{ file: 'README.md', title: 'B', words: 1 }],
        missing: ['LICENSE'],
        stubs: ['README.md'],
      },
      { module: 'c', documents: [], missing: ['README.md', 'LICENSE'], stubs: [] },
    ]);
    expect(output).toMatchObject({ complete: false, counts: { modules: 3, complete: 1, missing: 3, stubs: 1 } });
    expect(written).toContain('| b | stub | missing |');
  });

  test('given names of files that lead elsewhere, or no modules, when audited, then it is refused or does not apply', async () => {
    for (const name of ['../x.md', 'a/b', '..', '']) {
      await expect(runAction(actions.audit_documentation, { required: [name] })).rejects.toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
    const thrown = await runAction(actions.audit_documentation, {}).catch((error: unknown) => error);
    expect(isNotApplicable(thrown)).toBe(true);
  });
});

describe('aggregate_docs', () => {
  const files = {
    'README.md': '# Top\n\n[a](pkg/a/README.md) [code](pkg/a/main.ts#L3) [out](https://x.example)\n',
    'pkg/a/README.md':
      '# A [x]\n\n[up](../../README.md) ![p](img/p%20q.png "[img](x)") [gone](gone.ts)\n\n    [code](main.ts)\n',
    'pkg/a/main.ts': '',
    'pkg/a/img/p q.png': '',
    'node_modules/x/README.md': '# no\n',
  };

  test('given documents of several folders, when aggregated, then links among them stay and others lead to what stayed behind', async () => {
    const workspace = await projectFolder(files);
    const first = await runAction(actions.aggregate_docs, { dest_root: 'out/docs' }, { workspace });
    const text = (path: string) => readFile(join(workspace, 'out/docs', path), 'utf8');
    expect(first.output).toMatchObject({
      dest: join(workspace, 'out/docs'),
      files: ['README.md', 'pkg/a/README.md'],
      written: 3,
      unchanged: 0,
      links_moved: 2,
      links_left: [],
    });
    expect(await text('README.md')).toBe(
      '# Top\n\n[a](pkg/a/README.md) [code](../../pkg/a/main.ts#L3) [out](https://x.example)\n',
    );
    expect(await text('pkg/a/README.md')).toBe(
      files['pkg/a/README.md'].replace('img/p%20q.png', '../../../../pkg/a/img/p%20q.png'),
    );
    expect(await text('index.md')).toBe('# Documents\n\n- [Top](README.md)\n- [A \\[x\\]](pkg/a/README.md)\n');
    const consistent = await runAction(
      actions.check_documentation_consistency,
      { path: 'out/docs' },
      {
        workspace: await gitAround(workspace),
      },
    );
    expect(consistent.output.findings.map(({ message }) => message)).toEqual(['"gone.ts" leads nowhere']);
    const again = await runAction(actions.aggregate_docs, { dest_root: 'out/docs' }, { workspace });
    expect(again.output).toMatchObject({ files: first.output.files, written: 0, unchanged: 3 });
  });

  test('given a file there that differs, when aggregated, then nothing is written unless that is asked for', async () => {
    const workspace = await projectFolder({ ...files, 'out/pkg/a/README.md': '# Mine\n', 'out/own.md': '# Own\n' });
    await expect(runAction(actions.aggregate_docs, { dest_root: 'out' }, { workspace })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      details: { files: ['pkg/a/README.md'] },
    });
    expect(await readFile(join(workspace, 'out/pkg/a/README.md'), 'utf8')).toBe('# Mine\n');
    await expect(readFile(join(workspace, 'out/README.md'))).rejects.toMatchObject({ code: 'ENOENT' });
    await runAction(actions.aggregate_docs, { dest_root: 'out', overwrite: true }, { workspace });
    expect(await readFile(join(workspace, 'out/pkg/a/README.md'), 'utf8')).toContain('# A [x]');
    expect(await readFile(join(workspace, 'out/own.md'), 'utf8')).toBe('# Own\n');
  });

  test('given a destination outside of the workspace, also through a link, when aggregated, then it is refused', async () => {
    const workspace = await projectFolder(files);
    const outside = await projectFolder();
    await symlink(outside, join(workspace, 'way-out'));
    for (const dest_root of ['../out', outside, 'way-out', 'way-out/docs']) {
      await expect(runAction(actions.aggregate_docs, { dest_root }, { workspace })).rejects.toMatchObject({
        code: 'PATH_REFUSED',
      });
    }
  });
});

async function gitAround(folder: string): Promise<string> {
  await writeFile(join(folder, '.git'), 'gitdir: elsewhere\n');
  return folder;
}

describe('validate_doc_versions', () => {
  const files = {
    'package.json': '{"name":"@x/tool","version":"1.4.0"}',
    'README.md':
      '# T\n\n**Version**: v1.4.0 | **Status**: Active\n\n```sh\nnpm i @x/tool@1.3.9\nnpm i other@9.9.9\n```\n',
    'CHANGELOG.md': '# C\n\n## Unreleased\n\n## [1.4.0] - 2026-01-01\n\n## 1.3.0\n',
    'docs/a.md': 'Version: 1.4\n',
    'pkg/CHANGELOG.md': '## 0.1.0\n',
  };

  test('given documents, when validated, then statements, pins and the newest change are compared with the manifest', async () => {
    const { output } = await runAction(actions.validate_doc_versions, {}, { workspace: await projectFolder(files) });
    expect(output.mentions).toEqual([
      { file: 'CHANGELOG.md', line: 5, version: '1.4.0', kind: 'changelog', matches: true },
      { file: 'README.md', line: 3, version: '1.4.0', kind: 'stated', matches: true },
      { file: 'README.md', line: 6, version: '1.3.9', kind: 'pinned', matches: false },
      { file: 'docs/a.md', line: 1, version: '1.4', kind: 'stated', matches: true },
    ]);
    expect(output).toMatchObject({ valid: false, expected: '1.4.0', problems: ['README.md:6 says 1.3.9, not 1.4.0'] });
  });

  test('given manifests that disagree, when validated, then that is a problem; without any, it does not apply', async () => {
    const workspace = await projectFolder({
      'pyproject.toml': '[tool.x]\nversion = "9.9"\n[project]\nname = "t"\nversion = "2.0.0"\n',
      'Cargo.toml': "[package]\nversion = '2.0.1'\n",
      'a.md': 'pip install t==2.0.0\n',
    });
    const { output } = await runAction(actions.validate_doc_versions, {}, { workspace });
    expect(output).toMatchObject({ valid: false, problems: ['Cargo.toml says 2.0.1, not 2.0.0'] });
    expect(output.mentions).toMatchObject([{ kind: 'pinned', matches: true }]);
    const thrown = await runAction(actions.validate_doc_versions, {}).catch((error: unknown) => error);
    expect(isNotApplicable(thrown)).toBe(true);
  });
});

describe('check_doc_environment', () => {
  test('given generators, when checked, then each is told with its program and whether that is there', async () => {
    const bin = await projectFolder({ mkdocs: '#!/bin/sh\necho "mkdocs, version 1.6.1"\n' });
    await chmod(join(bin, 'mkdocs'), 0o755);
    vi.stubEnv('PATH', bin);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const workspace = await projectFolder({ 'mkdocs.yml': 'site_name: x\n', 'docs/conf.py': 'raise SystemExit(1)\n' });
    const { output } = await runAction(actions.check_doc_environment, {}, { workspace });
    expect(output).toEqual({
      ready: false,
      generators: [
        { name: 'mkdocs', configuration: 'mkdocs.yml', program: 'mkdocs', found: true, version: '1.6.1' },
        { name: 'sphinx', configuration: 'docs/conf.py', program: 'sphinx-build', found: false, version: null },
      ],
      problems: ['sphinx needs sphinx-build, which is not installed, or not on PATH'],
    });
    const none = await runAction(actions.check_doc_environment, {});
    expect(none.output).toMatchObject({ ready: false, problems: ['no generator of documentation is configured'] });
  });
});
