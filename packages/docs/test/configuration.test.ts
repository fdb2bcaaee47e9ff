import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DocumentationGenerator } from '../src/index.ts';
import { npmProject, Project } from './project.ts';

const withConfiguration = (text: string) => new Project({ ...npmProject, '.codomyrmex/docs.yaml': text });

describe('configuration of documents', () => {
  it('given faults, then all of them are told with their places', async () => {
    const project = withConfiguration(
      'style: loud\nfolder: {}\ncheck:\n  lnks: false\naliases:\n  ../CLAUDE.md: copy\n',
    );
    await expect(project.generate()).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      problems: expect.arrayContaining([
        expect.objectContaining({ path: 'style', line: 1 }),
        expect.objectContaining({ path: 'folder', line: 2, suggestion: 'did you mean "folders"?' }),
        expect.objectContaining({ path: 'check.lnks', line: 4, suggestion: 'did you mean "links"?' }),
        expect.objectContaining({ path: expect.stringContaining('CLAUDE.md'), line: 6 }),
      ]),
    });
    project.write('.codomyrmex/docs.yaml', 'style: [\n');
    await expect(project.found()).rejects.toMatchObject({ problems: [{ code: 'invalid_yaml' }] });
  });

  it('given the style of the existing documents, then AGENTS.md has their headings', async () => {
    const project = withConfiguration('style: codomyrmex\n');
    await project.generate();
    const headings = Array.from(project.read('AGENTS.md').matchAll(/^## (.*)$/gm), ([, title]) => title);
    expect(headings).toEqual(['Purpose', 'Active Components', 'Commands', 'Operating Contracts', 'Navigation Links']);
    expect(project.read('AGENTS.md')).toContain('- `src/` – Source code');
    expect(project.read('src/AGENTS.md')).toContain('- **Parent**: [../AGENTS.md](../AGENTS.md)');
    expect(await project.found()).toEqual([]);
  });

  it('given sections, folders and documents that nobody wants, then they are not made', async () => {
    const project = withConfiguration(
      'sections: { api: false, links: false }\nfolders: { include: ["*"], exclude: [test] }\ndocuments: { agents: false }\n',
    );
    expect(Object.keys(await project.generate())).toEqual(['README.md', 'src/README.md']);
    expect(project.read('README.md')).not.toContain('## Exports');
  });

  it('given every folder, then the deep ones have documents too, and those of tools none', async () => {
    const project = withConfiguration('folders: { include: ["**"] }\n');
    project.write('a/b/c/d.txt', '');
    project.write('node_modules/x/y.txt', '');
    project.write('.gitignore', 'out/\n');
    project.write('out/z.txt', '');
    const done = Object.keys(await project.generate());
    expect(done).toContain('a/b/c/AGENTS.md');
    expect(project.read('a/b/c/README.md')).toContain('(../../../README.md)');
    expect(done.filter((path) => /^(?:out|node_modules|\.)/.test(path))).toEqual([]);
  });

  it.each([
    ['src/**', true, 'src/a/b'],
    ['src/**', false, 'src'],
    ['**/tests', true, 'tests', 'a/b/tests'],
    ['**/tests', false, 'a/tests/b'],
    ['a/**/c', true, 'a/c', 'a/b/b/c'],
    ['a/**/c', false, 'a/b', 'ac'],
    ['*-app', true, 'web-app'],
    ['*-app', false, 'x/web-app', 'web-apps'],
    ['a?c*', true, 'abc', 'abcd'],
    ['a?c*', false, 'ac', 'a/c'],
    ['./lib/', true, 'lib'],
  ])('given the pattern %s, then whether it takes a folder is %s', async (pattern, taken, ...folders) => {
    const project = withConfiguration(`folders: { include: [${JSON.stringify(pattern)}] }\n`);
    for (const folder of folders) project.write(`${folder}/x.txt`, '');
    const done = Object.keys(await project.generate());
    for (const folder of folders) expect([folder, done.includes(`${folder}/AGENTS.md`)]).toEqual([folder, taken]);
  });

  it('given a pattern of many wildcards and a path that nearly fits, then it does not take long', async () => {
    const pattern = `${'**/a*a*/'.repeat(20)}x`;
    const project = withConfiguration(`folders: { include: [${JSON.stringify(pattern)}] }\n`);
    project.write(`${`${'a'.repeat(24)}/`.repeat(40)}y.txt`, '');
    const start = performance.now();
    expect(Object.keys(await project.generate()).filter((path) => path.includes('/'))).toEqual([]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('given lines of the project, then AGENTS.md has them', async () => {
    const project = withConfiguration(
      'agents:\n  rules: ["`make gen` after a change of `a.proto`."]\n  always: [a changeset]\n  ask_first: [a new table]\n  never: [a force-push.]\n',
    );
    await project.generate();
    const agents = project.read('AGENTS.md');
    expect(agents).toContain('- `make gen` after a change of `a.proto`.');
    expect(agents).toMatch(
      /- Always: .*; a changeset\.\n- Ask first: .*; a new table\.\n- Never: .*; a force-push\.\n/,
    );
  });

  it('given aliases, then they lead to AGENTS.md or have its text, and cannot drift from it', async () => {
    const project = withConfiguration(
      'aliases:\n  CLAUDE.md: include\n  GEMINI.md: copy\n  .github/copilot-instructions.md: copy\n  .cursor/rules/all.mdc: include\n',
    );
    await project.generate();
    expect(project.read('CLAUDE.md')).toContain('\n@AGENTS.md\n');
    expect(project.read('.cursor/rules/all.mdc')).toMatch(
      /^---\n[\s\S]*alwaysApply: true\n---\n[\s\S]*\(\.\.\/\.\.\/AGENTS\.md\)/,
    );
    expect(project.read('GEMINI.md')).toContain('npm ci');
    expect(project.read('GEMINI.md').match(/codomyrmex:start/g)).toHaveLength(2); // its own mark, and the sentence about marks
    expect(project.read('.github/copilot-instructions.md')).toContain('[README.md](../README.md)');
    expect(await project.found()).toEqual([]);
    project.write('AGENTS.md', `${project.read('AGENTS.md')}\nMind the [guide](docs/g.md).\n`);
    project.write('docs/g.md', '# G\n');
    expect(await project.found()).toContain('DOC_STALE GEMINI.md:1');
    await project.generate();
    expect(project.read('.github/copilot-instructions.md')).toContain('Mind the [guide](../docs/g.md).');
    expect(await project.found()).toEqual([]);
    expect(new Set(Object.values(await project.generate()))).toEqual(new Set(['unchanged']));
  });

  it('given links whose words or title are those of the destination, then a copy changes the destination alone', async () => {
    const project = withConfiguration('aliases: { .github/copilot-instructions.md: copy }\n');
    await project.generate();
    const links = [
      '[a.md](a.md "a.md") and ![a.md](<a.md> \'a.md\')',
      '[![a.md](a.png)](a.md (a.md))',
      '[a.md]: a.md "a.md"',
    ];
    project.write('AGENTS.md', `${project.read('AGENTS.md')}\n${links.join('\n\n')}\n`);
    await project.generate();
    expect(project.read('.github/copilot-instructions.md')).toContain(
      [
        '[a.md](../a.md "a.md") and ![a.md](<../a.md> \'a.md\')',
        '[![a.md](../a.png)](../a.md (a.md))',
        '[a.md]: ../a.md "a.md"',
      ].join('\n\n'),
    );
  });

  it('given an alias that people wrote, then it stays until somebody asks', async () => {
    const project = withConfiguration('aliases: { CLAUDE.md: include }\n');
    project.write('CLAUDE.md', 'mine\n');
    expect((await project.generate())['CLAUDE.md']).toBe('unmanaged');
    expect((await project.generate({ adopt: true }))['CLAUDE.md']).toBe('adopted');
    expect(project.read('CLAUDE.md')).toMatch(/^mine\n\n<!-- codomyrmex:start alias -->\n\n@AGENTS\.md\n/);
  });
});

describe('templates of documents', () => {
  it('given templates, then that of the project type goes before the general one, and what was written around stays', async () => {
    const project = new Project({
      '.codomyrmex/project.json': {
        name: 'p',
        type: 'ai_analysis',
        description: '',
        version: '2.0.0',
        template: 'ai_analysis',
      },
      'templates/doc_templates/README.template.md': 'general',
      'templates/doc_templates/ai_analysis_README.template.md':
        '# {{project_name}} {{ version }}\n\n{{description}} ({{ project_type }})\n',
      'templates/doc_templates/AGENTS.template.md':
        '# {{project_name}}\n\n{{active_components}}\n\n<!-- codomyrmex:start boundaries -->\n<!-- codomyrmex:end boundaries -->\n',
      'templates/doc_templates/README.nested.template.md':
        '{{ directory_name }}: {{purpose}}, {{purpose_lower}}.{{parent_link}} {{ unknwon }}\n',
      'src/a.py': '',
    });
    const { problems } = await project.generator.generate(project.folder);
    expect(project.read('README.md')).toContain('# p 2.0.0\n\nAi Analysis project (ai\\_analysis)'.replace('\\_', '_'));
    expect(project.read('AGENTS.md')).toContain('- `src/` – Source code');
    expect(project.read('AGENTS.md')).toContain('- Never: secrets');
    expect(project.read('src/README.md')).toContain(
      'src: Source code, source code.\n- **Parent Directory**: [p](../README.md) {{ unknwon }}',
    );
    expect(problems).toMatchObject([
      { code: 'DOC_PLACEHOLDER_UNKNOWN', file: 'templates/doc_templates/README.nested.template.md', line: 1 },
    ]);
    project.write('README.md', `mine\n\n${project.read('README.md')}`);
    project.write('.codomyrmex/project.json', {
      name: 'p',
      type: 'ai_analysis',
      description: 'new',
      version: '2.1.0',
      template: 'ai_analysis',
    });
    expect(await project.found()).toContain('DOC_STALE README.md:3');
    await project.generate();
    expect(project.read('README.md')).toMatch(/^mine\n\n<!-- codomyrmex:start document -->\n\n# p 2\.1\.0\n\nnew/);
  });

  const made = {
    name: 'p`',
    type: 'data_pipeline',
    description: 'a\\1b',
    author: 'me',
    version: '1.0.0',
    created_at: '2026-11-30T00:00:00Z',
  };
  const template = (nestedDocs: readonly string[], linksEnabled = true) => ({
    name: 'data_pipeline',
    documentation: { nestedDocs, linksEnabled },
  });

  it('given a project that is being made, then each folder of the template has exactly two documents', async () => {
    const texts = await new DocumentationGenerator().documentsOf(
      made,
      template(['pipelines/', 'data/raw', '../x', '/etc', 'data/raw']),
    );
    expect([...texts.keys()]).toEqual([
      'README.md',
      'AGENTS.md',
      'pipelines/README.md',
      'pipelines/AGENTS.md',
      'data/raw/README.md',
      'data/raw/AGENTS.md',
      '.codomyrmex/docs.yaml',
    ]);
    expect(parse(texts.get('.codomyrmex/docs.yaml') ?? '')).toEqual({
      folders: { include: ['pipelines', 'data/raw'], packages: false },
    });
    expect(texts.get('README.md')).toContain('# p\\`\n\na\\1b\n');
    expect(texts.get('AGENTS.md')).toContain('- `data/raw/` – ');
    expect(texts.get('data/raw/README.md')).toContain('](../../README.md)');
  });

  it('given its documents in place, then nothing in them is wrong, and the first generation fills their regions', async () => {
    const texts = await new DocumentationGenerator().documentsOf(
      { ...made, name: 'p' },
      template(['pipelines', 'tests']),
    );
    const project = new Project({
      ...Object.fromEntries(texts),
      '.codomyrmex/project.json': { ...made, name: 'p' },
      'other/x.txt': 'x',
      Makefile: 'test:\n\ttrue\n',
    });
    expect(await project.found()).toEqual([]);
    expect((await project.generator.check(project.folder)).empty).toBeGreaterThan(0);
    await project.generate();
    expect(project.read('AGENTS.md')).toContain('make test');
    expect(await project.found()).toEqual([]);
  });

  it('given no links, then folders lead nowhere; given templates of everybody, then they are taken', async () => {
    const texts = await new DocumentationGenerator().documentsOf(made, template(['tests'], false));
    expect(texts.get('tests/README.md')).not.toContain('](');
    const shared = new Project({ 'README.template.md': 'by {{author}} on {{ created_at }}' });
    const generator = new DocumentationGenerator({ templatesDir: join(shared.folder) });
    expect((await generator.documentsOf(made, template([]))).get('README.md')).toBe('by me on 2026-11-30T00:00:00Z');
  });
});
