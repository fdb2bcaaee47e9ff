import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openTemplate, ProjectManager, TemplateScaffolder } from '../src/index.ts';
import { emptyFolder, project, template, texts, write } from './template-folders.ts';

function git(folder: string, ...words: readonly string[]): string {
  const identity = ['-c', 'user.name=x', '-c', 'user.email=x@y', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8' }).trim();
}

function commit(folder: string): string {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'x');
  return git(folder, 'rev-parse', 'HEAD');
}

describe('where templates come from', () => {
  it('given a commit of a repository, then exactly that is used, its hooks and filters do nothing, and an update names another', async () => {
    const repository = template(emptyFolder(), {}, { a: '1\n', '.gitattributes': 'a filter=evil\n' });
    git(repository, 'init', '-q');
    const marker = join(emptyFolder(), 'ran');
    const first = commit(repository);
    write(repository, { 'files/a': '2\n' });
    template(repository, { version: '2.0.0' });
    const second = commit(repository);
    symlinkSync('/etc/passwd', join(repository, 'files/link'));
    const linked = commit(repository);
    git(repository, 'config', 'filter.evil.smudge', `touch ${marker}`);
    git(repository, 'config', 'core.fsmonitor', `touch ${marker}`);
    const url = `git:${pathToFileURL(repository).href}`;
    const scaffolder = new TemplateScaffolder({ allowFileUrls: true });
    const target = join(emptyFolder(), 'p');
    await scaffolder.scaffold({ template: `${url}#${first}`, target, project });
    expect(texts(target).a).toBe('1\n');
    expect((await scaffolder.planUpdate({ project: target })).files.every(({ kind }) => kind === 'unchanged')).toBe(
      true,
    );
    const plan = await scaffolder.planUpdate({ project: target, version: second });
    expect(plan.record).toMatchObject({ commit: second, version: '2.0.0' });
    await scaffolder.applyUpdate(plan, 'refuse');
    expect(texts(target).a).toBe('2\n');
    expect(existsSync(marker)).toBe(false);
    await expect(openTemplate(`${url}#${'0'.repeat(40)}`, { allowFileUrls: true })).rejects.toMatchObject({
      code: 'COMMIT_NOT_FOUND',
    });
    await expect(openTemplate(`${url}#${first}`, {})).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
    await expect(openTemplate(`${url}#${linked}`, { allowFileUrls: true })).rejects.toMatchObject({
      code: 'INVALID_TEMPLATE',
    });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('codomyrmex-template-'))).toEqual([]);
  });

  const commitId = 'a'.repeat(40);
  it.each([
    'git:https://host/x.git',
    'git:https://host/x.git#main',
    `git:ext::sh -c touch%20x#${commitId}`,
    `git:EXT::x#${commitId}`,
    `git:ssh://-oProxyCommand=x/y#${commitId}`,
    `git:ssh://-x@host/y#${commitId}`,
    `git:http://host/x#${commitId}`,
    `git:git@host:x#${commitId}`,
    `git:--upload-pack=x#${commitId}`,
    `git:https://user:secret@host/x#${commitId}`,
    'npm:--registry=x',
    'npm:../x',
    'npm:x@file:../y',
    '-x',
    '',
  ])('given %j as a source, then it is refused and nothing runs', async (source) => {
    await expect(openTemplate(source, { allowFileUrls: true })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  });

  it('given a package, then it is taken from node_modules, else fetched, and what was recorded of it is looked at', async () => {
    const workspace = emptyFolder();
    const installed = template(join(workspace, 'node_modules/shop-template'), {}, { a: '1\n' });
    writeFileSync(join(installed, 'package.json'), '{"name": "shop-template", "version": "1.0.0"}');
    const fetched = template(emptyFolder(), { version: '2.0.0' }, { a: '2\n' });
    writeFileSync(join(fetched, 'package.json'), '{"name": "shop-template", "version": "2.0.0"}');
    const asked: string[] = [];
    let integrity = 'sha512-first';
    const places = {
      workspace,
      fetchPackage: (spec: string) => {
        asked.push(spec);
        return Promise.resolve({ folder: fetched, integrity });
      },
    };
    const scaffolder = new TemplateScaffolder(places);
    const target = join(emptyFolder(), 'p');
    await scaffolder.scaffold({ template: 'npm:shop-template', target, project });
    expect(asked).toEqual([]);
    const plan = await scaffolder.planUpdate({ project: target, version: '2.0.0' });
    expect(plan.record).toMatchObject({ source: 'npm:shop-template@2.0.0', integrity });
    await scaffolder.applyUpdate(plan, 'refuse');
    expect(asked).toEqual(['shop-template@2.0.0']);
    integrity = 'sha512-other';
    await expect(scaffolder.planUpdate({ project: target, version: '2.0.0' })).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
    });
    await expect(openTemplate('npm:other', { workspace })).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' });
  });

  it('given a file in place of a folder, then the folder is asked for', async () => {
    const folder = template(emptyFolder(), {}, { a: '1' });
    await expect(openTemplate(join(folder, 'template.json'), {})).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
      suggestions: [`Name its folder: ${folder}.`],
    });
  });

  it('given templates_dir, then its templates have names, those of the existing system too, and a broken one is named', {
    meta: {
      specification: [
        '1.component.templates',
        '3.ProjectManager.list_templates',
        '4.ProjectManager.feature.creation',
        '5.ProjectTemplate',
      ],
    },
  }, async () => {
    const templatesDir = emptyFolder();
    template(join(templatesDir, 'shop'), { description: 'sells' }, { a: 'x' });
    const legacy = {
      name: 'legacy',
      type: 'ai_analysis',
      description: 'of the existing system',
      version: '1.0',
      directory_structure: ['src/', 'data/', '.codomyrmex/'],
      template_files: { '*.txt': 'src/' },
      workflows: ['ai-analysis'],
      required_modules: ['static_analysis'],
      optional_modules: [],
      default_config: { analysis: { max_file_size: 1_048_576 } },
      documentation_config: {
        nested_docs: ['src/'],
        doc_links: { enabled: false, parent_link: true, child_links: true },
      },
      template_generators: {},
      doc_links: {},
      author: '',
      created_at: '2026-01-01T00:00:00+00:00',
    };
    write(templatesDir, {
      'legacy.json': JSON.stringify(legacy),
      'legacy/hello.txt': 'hello',
      'broken.json': '{"name": "broken", "verson": "1.0"}',
    });
    const scaffolder = new TemplateScaffolder({ templatesDir, shippedFolder: emptyFolder() });
    expect((await scaffolder.catalogue()).map(({ name, template: one }) => [name, one instanceof Error])).toEqual([
      ['broken', true],
      ['legacy', false],
      ['shop', false],
    ]);
    expect(await scaffolder.describe('legacy')).toMatchObject({
      directoryStructure: ['src', 'data', '.codomyrmex'],
      documentation: { nestedDocs: ['src'], linksEnabled: false },
    });
    const manager = new ProjectManager({ projectsDir: emptyFolder(), scaffolder });
    expect(await manager.listTemplates()).toEqual(['legacy', 'shop']);
    const { path: target, template: used, config } = await manager.createProject('p', { template: 'legacy' });
    expect([used, config]).toEqual(['legacy', legacy.default_config]);
    expect(texts(target)).toEqual({ 'src/hello.txt': 'hello' });
    await expect(scaffolder.describe('legcy')).rejects.toMatchObject({
      code: 'TEMPLATE_NOT_FOUND',
      suggestions: ['did you mean "legacy"?', expect.anything()],
    });
    await expect(scaffolder.describe('broken')).rejects.toMatchObject({
      code: 'INVALID_TEMPLATE',
      details: {
        problems: [{ code: 'unknown_key', line: 1, column: expect.any(Number), suggestion: 'did you mean "version"?' }],
      },
    });
  });

  it('given the definition of a template with many faults, then all of them are told with their lines', async () => {
    const folder = write(emptyFolder(), {
      'template.yaml': [
        'schema_version: 1',
        'name: ../x',
        'questions:',
        '  port: { type: number, default: many }',
        '  kind: { type: choice, default: a }',
        '  word: { type: text, default: x, pattern: "(" }',
        'migrations: [{ to: next, rename: { a: ../b } }]',
      ].join('\n'),
    });
    const error = await openTemplate(folder, {}).catch((thrown) => thrown);
    expect(error.problems.map(({ line }: { line: number }) => line).sort()).toEqual([2, 4, 5, 6, 7, 7]);
  });

  it.each(['{'.repeat(5_000), '- '.repeat(5_000), '? '.repeat(5_000), ''])(
    'given a definition that is no good (%#), then the process lives and it is said',
    async (text) => {
      const folder = write(emptyFolder(), { 'template.yaml': text });
      await expect(openTemplate(folder, {})).rejects.toMatchObject({ code: 'INVALID_TEMPLATE' });
      await expect(openTemplate(folder, {})).rejects.toMatchObject({ code: 'INVALID_TEMPLATE' });
    },
  );
});
