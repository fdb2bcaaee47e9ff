import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, test } from 'vitest';
import { systemDiscovery } from '../src/index.ts';

const { discover_project: discoverProject } = systemDiscovery.actions;

async function discover(
  workspace: string,
  input: Parameters<typeof runAction<typeof discoverProject.input, never>>[1] = {},
) {
  const { output } = await runAction(discoverProject, input, { workspace });
  return output;
}

describe('given a project of several languages', () => {
  test('when discovered, then files, lines, bytes and shares are those of its text files', async () => {
    const workspace = await projectFolder({
      'src/main.ts': 'a\nb\nc\n',
      'src/deep/er/tool.py': 'x\ny',
      'run-me': '#!/usr/bin/env -S python3 -u\nprint()\n',
      'package-lock.json': '{\n}\n',
      'notes.unknown': 'one\n',
      'empty.ts': '',
    });
    const found = await discover(workspace);
    expect(found).toMatchObject({
      root: workspace,
      files: 6,
      lines: 10,
      has_git: false,
      truncated: false,
      skipped: {},
    });
    expect(found.languages).toEqual([
      { language: 'Python', kind: 'programming', files: 2, lines: 4, bytes: 40, share: 0.5 },
      { language: 'TypeScript', kind: 'programming', files: 2, lines: 3, bytes: 6, share: 0.375 },
      { language: 'Lock file', kind: 'generated', files: 1, lines: 2, bytes: 4, share: 0 },
      { language: 'Other', kind: 'other', files: 1, lines: 1, bytes: 4, share: 0.125 },
    ]);
    expect(found.largest_files[0]).toEqual({ file: 'run-me', bytes: 37, lines: 2 });
    expect(found.directories).toEqual([
      { path: 'src', files: 2, lines: 5 },
      { path: 'src/deep', files: 1, lines: 2 },
    ]);
  });

  test('when it holds a manifest of every readable kind, then each says name, version and how many dependencies', async () => {
    const workspace = await projectFolder({
      'package.json':
        '{"name":"app","version":"1.2.3","license":"MIT","dependencies":{"a":"1","b":"1"},"devDependencies":{"c":"1"},"scripts":{"build":"x","test":"y"}}',
      'py/pyproject.toml':
        '[project]\nname = "tool"\nversion = "0.1"\ndependencies = ["x", "y"]\n[project.scripts]\ntool = "t:m"\n[dependency-groups]\ndev = ["pytest", "ruff"]\n',
      'poetry/pyproject.toml':
        '[tool.poetry]\nname = "poem"\nversion = "2"\n[tool.poetry.dependencies]\npython = "^3"\nrequests = "1"\n[tool.poetry.group.dev.dependencies]\npytest = "1"\n',
      'py/requirements-dev.txt': '# no\n-r base.txt\npytest\n',
      'rs/Cargo.toml':
        '[package]\nname = "crab"\nversion = "0.3.0"\n[dependencies]\nserde = "1"\n[dev-dependencies]\nx = "1"\n',
      'go/go.mod': 'module example.org/thing\n\ngo 1.22\n\nrequire (\n\ta v1\n\tb v1 // indirect\n)\nrequire c v2\n',
      'java/pom.xml':
        '<?xml version="1.0"?><project xmlns="x"><groupId>org.e</groupId><artifactId>j</artifactId><version>9</version><dependencies><dependency><artifactId>a</artifactId></dependency><dependency><artifactId>t</artifactId><scope>test</scope></dependency></dependencies></project>',
      'php/composer.json': '{"name":"v/p","require":{"php":">=8","ext-json":"*","a/b":"1"},"require-dev":{"c/d":"1"}}',
      'ruby/Gemfile': "source 'x'\ngem 'rails'\n  gem \"rake\"\n",
      'net/App.csproj':
        '<Project Sdk="s"><PropertyGroup><AssemblyName>App</AssemblyName><Version>3</Version></PropertyGroup><ItemGroup><PackageReference Include="a"/></ItemGroup></Project>',
      'c/Makefile': 'CC := gcc\nall: main.o\n\tcc\n.PHONY: all\ntest-unit:\n',
      Dockerfile: 'FROM scratch\n',
      'build.gradle.kts': 'plugins {}\n',
    });
    const { manifests, name } = await discover(workspace);
    const facts = new Map(manifests.map(({ file, ...rest }) => [file, rest]));
    expect(name).toBe('app');
    expect(facts.get('package.json')).toEqual({
      kind: 'npm',
      name: 'app',
      version: '1.2.3',
      license: 'MIT',
      dependencies: 2,
      dev_dependencies: 1,
      scripts: ['build', 'test'],
    });
    expect(facts.get('py/pyproject.toml')).toEqual({
      kind: 'python',
      name: 'tool',
      version: '0.1',
      dependencies: 2,
      dev_dependencies: 2,
      scripts: ['tool'],
    });
    expect(facts.get('poetry/pyproject.toml')).toMatchObject({ name: 'poem', dependencies: 1, dev_dependencies: 1 });
    expect(facts.get('py/requirements-dev.txt')).toEqual({ kind: 'python', dev_dependencies: 1 });
    expect(facts.get('rs/Cargo.toml')).toEqual({
      kind: 'cargo',
      name: 'crab',
      version: '0.3.0',
      dependencies: 1,
      dev_dependencies: 1,
    });
    expect(facts.get('go/go.mod')).toEqual({ kind: 'go', name: 'example.org/thing', dependencies: 2 });
    expect(facts.get('java/pom.xml')).toEqual({
      kind: 'maven',
      name: 'org.e:j',
      version: '9',
      dependencies: 1,
      dev_dependencies: 1,
    });
    expect(facts.get('php/composer.json')).toEqual({
      kind: 'composer',
      name: 'v/p',
      dependencies: 1,
      dev_dependencies: 1,
    });
    expect(facts.get('ruby/Gemfile')).toEqual({ kind: 'ruby', dependencies: 2 });
    expect(facts.get('net/App.csproj')).toEqual({ kind: 'dotnet', name: 'App', version: '3', dependencies: 1 });
    expect(facts.get('c/Makefile')).toEqual({ kind: 'make', scripts: ['all', 'test-unit'] });
    expect(facts.get('Dockerfile')).toEqual({ kind: 'docker' });
    expect(facts.get('build.gradle.kts')).toEqual({ kind: 'gradle' });
    expect(manifests.findIndex(({ file }) => file.includes('/'))).toBe(3);
  });

  test('when licences lie beside the code, then they are told apart and code about licences is none', async () => {
    const workspace = await projectFolder({
      LICENSE:
        'MIT License\n\nPermission is hereby granted, free of charge, to any\nperson obtaining a copy of this software',
      'vendor/COPYING': 'GNU GENERAL PUBLIC LICENSE\n   Version 2, June 1991',
      'vendor/LICENSE-APACHE.txt': 'Apache License\n Version 2.0, January 2004',
      'own/LICENCE.md': 'All rights reserved.',
      'src/license-text.ts': 'Apache License\n Version 2.0, January 2004',
    });
    const { licenses } = await discover(workspace);
    expect(licenses).toEqual([
      { file: 'LICENSE', license: 'MIT' },
      { file: 'own/LICENCE.md', license: null },
      { file: 'vendor/COPYING', license: 'GPL-2.0' },
      { file: 'vendor/LICENSE-APACHE.txt', license: 'Apache-2.0' },
    ]);
  });
});

describe('given files that must not be counted', () => {
  test('when .gitignore files name them, then they are skipped as git would, nested rules and exceptions included', async () => {
    const workspace = await projectFolder({
      '.gitignore': 'build/\n*.log\n!keep.log\n/only-top.txt\n',
      'build/out.js': 'x\n',
      'a.log': 'x\n',
      'keep.log': 'x\n',
      'only-top.txt': 'x\n',
      'sub/only-top.txt': 'x\n',
      'sub/.gitignore': '!special.log\nlocal*\n',
      'sub/special.log': 'x\n',
      'sub/local.ts': 'x\n',
    });
    const found = await discover(workspace, { largest_files: 100 });
    expect(found.largest_files.map(({ file }) => file).sort()).toEqual([
      '.gitignore',
      'keep.log',
      'sub/.gitignore',
      'sub/only-top.txt',
      'sub/special.log',
    ]);
    expect(found.skipped).toEqual({ ignored: 4 });
  });

  test('when a folder whose name looks like a pattern has rules of its own, then they hold there and nowhere else', async () => {
    const odd = 'we[i]rd !*#';
    const workspace = await projectFolder({
      [`${odd}/.gitignore`]: '/a.ts\n*.tmp\n',
      [`${odd}/a.ts`]: 'x\n',
      [`${odd}/in/a.ts`]: 'x\n',
      [`${odd}/in/b.tmp`]: 'x\n',
      'weird x/a.ts': 'x\n',
      'c.tmp': 'x\n',
    });
    const found = await discover(workspace);
    expect(found).toMatchObject({ files: 4, skipped: { ignored: 2 } });
  });

  test('when a sub-folder of a work tree is discovered, then the rules above it hold, unless they ignore the folder itself', async () => {
    const workspace = await projectFolder({
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.gitignore': '*.tmp\npackages/core/made.ts\n/out\n',
      'packages/core/a.ts': 'x\n',
      'packages/core/b.tmp': 'x\n',
      'packages/core/made.ts': 'x\n',
      'out/result.tmp': 'x\n',
    });
    const core = await discover(workspace, { path: 'packages/core' });
    expect(core).toMatchObject({ files: 1, has_git: true, skipped: { ignored: 2 } });
    const out = await discover(workspace, { path: 'out' });
    expect(out).toMatchObject({ files: 1, skipped: {} });
  });

  test('when links lead out, in circles or nowhere, then none is followed', async () => {
    const outside = await projectFolder({ 'secret.ts': 'x\n' });
    const workspace = await projectFolder({ 'a.ts': 'x\n', 'dir/b.ts': 'x\n' });
    await symlink(outside, join(workspace, 'outside'));
    await symlink(join(outside, 'secret.ts'), join(workspace, 'secret.ts'));
    await symlink(workspace, join(workspace, 'dir/loop'));
    await symlink('nowhere', join(workspace, 'dangling'));
    await symlink('/etc/passwd', join(workspace, '.gitignore'));
    const found = await discover(workspace);
    expect(found).toMatchObject({ files: 2, lines: 2, skipped: { link: 5 } });
  });

  test('when files are binary, huge or pipes, or folders are tools’ own, then each is skipped with its reason', async () => {
    const workspace = await projectFolder({
      'a.ts': 'x\n',
      'image.png': new Uint8Array([137, 80, 78, 71, 0, 1]),
      'late-nul.txt': `${'x'.repeat(8_000)}\0`,
      'huge.sql': 'x'.repeat(10_001),
      'node_modules/p/index.js': 'x\n',
      '.git/config': 'x\n',
    });
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    const found = await discover(workspace, { max_file_bytes: 10_000 });
    expect(found.skipped).toEqual({ binary: 1, too_large: 1, not_a_file: 1, tool_folder: 2 });
    expect(found.files).toBe(2);
    expect(found.skipped_examples).toContainEqual({ file: 'huge.sql', reason: 'too_large' });
  });

  test('when there are more files than max_files, then the answer says that it is cut', async () => {
    const workspace = await projectFolder({ 'a.ts': 'x\n', 'b.ts': 'x\n', 'c.ts': 'x\n' });
    expect(await discover(workspace, { max_files: 2 })).toMatchObject({ files: 2, truncated: true });
    expect(await discover(workspace, { max_files: 3 })).toMatchObject({ files: 3, truncated: false });
  });

  test('when folders are nested deeper than 100, then the rest is skipped, not followed', async () => {
    const workspace = await projectFolder();
    const deep = join(workspace, ...Array.from({ length: 103 }, () => 'd'));
    await mkdir(deep, { recursive: true });
    expect(await discover(workspace)).toMatchObject({ files: 0, skipped: { too_deep: 1 } });
  });
});

describe('given content that is hostile', () => {
  test('when manifests are not what their names say, then each has a problem and the rest is read', async () => {
    const workspace = await projectFolder({
      'package.json': '{"name": ',
      'a/package.json': '[]',
      'b/package.json': '{"name":{"toString":1},"dependencies":"x","scripts":["y"],"__proto__":{"version":"9"}}',
      'c/pyproject.toml': 'x = [',
      'd/pom.xml': '<!DOCTYPE p [<!ENTITY a "b">]><project><artifactId>&a;</artifactId></project>',
      'e/pom.xml': '<a>'.repeat(5_000),
      'f/pyproject.toml': `a = ${'['.repeat(50_000)}`,
      'g/go.mod': 'go 1.22\n',
      'h/Cargo.toml': '[package]\nname = "fine"\n',
    });
    const { manifests } = await discover(workspace);
    const problems = Object.fromEntries(manifests.map(({ file, problem }) => [file, problem !== undefined]));
    expect(problems).toEqual({
      'package.json': true,
      'a/package.json': true,
      'b/package.json': false,
      'c/pyproject.toml': true,
      'd/pom.xml': true,
      'e/pom.xml': true,
      'f/pyproject.toml': true,
      'g/go.mod': true,
      'h/Cargo.toml': false,
    });
    expect(manifests.find(({ file }) => file === 'b/package.json')).toEqual({ file: 'b/package.json', kind: 'npm' });
  });

  test('when an ignore rule would take exponential time, then it is left out and the walk ends', async () => {
    const workspace = await projectFolder({
      '.gitignore': `${'a*'.repeat(40)}b\n**/${'**/x*/'.repeat(40)}z\n*.tmp\n`,
      [`${'a'.repeat(250)}`]: 'x\n',
      'b.tmp': 'x\n',
    });
    const started = performance.now();
    expect(await discover(workspace)).toMatchObject({ files: 2, skipped: { ignored: 1 } });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('when file names are odd, then they are given as they are', async () => {
    const names = ['__proto__.ts', 'a b.ts', 'a\nb.ts', 'ünï.ts', '{{ x }}.ts', '-rf.ts', 'constructor'];
    const workspace = await projectFolder(Object.fromEntries(names.map((name) => [name, 'x\n'])));
    const { largest_files } = await discover(workspace);
    expect(largest_files.map(({ file }) => file).sort()).toEqual([...names].sort());
  });
});

describe('given a path that cannot be discovered', () => {
  test('when there is nothing, then the error names it', async () => {
    const workspace = await projectFolder();
    await expect(discover(workspace, { path: 'missing' })).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      retryable: false,
      message: expect.stringContaining('missing'),
    });
  });

  test('when it is a file, then the error says so', async () => {
    const workspace = await projectFolder({ 'a.ts': '' });
    await expect(discover(workspace, { path: 'a.ts' })).rejects.toMatchObject({ code: 'NOT_A_FOLDER' });
  });

  test('when it is a link to a folder, then the folder is discovered', async () => {
    const folder = await projectFolder({ 'a.ts': 'x\n' });
    const workspace = await projectFolder();
    await symlink(folder, join(workspace, 'link'));
    expect(await discover(workspace, { path: 'link' })).toMatchObject({ root: folder, files: 1 });
  });

  test('when the attempt is aborted, then it stops with the reason', async () => {
    const workspace = await projectFolder(
      Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}.ts`, 'x\n'])),
    );
    const controller = new AbortController();
    const running = runAction(discoverProject, {}, { workspace, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
