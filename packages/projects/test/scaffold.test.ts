import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TemplateScaffolder } from '../src/index.ts';
import { emptyFolder, project, snapshot, template, texts, write } from './template-folders.ts';

describe('a project from a template', () => {
  it('given text, binary, executable and dot files, then each is as it should be', async () => {
    const source = template(
      emptyFolder(),
      {
        directory_structure: ['src/', 'data/raw'],
        questions: { port: { type: 'number', title: 'Port', default: 80 } },
      },
      {
        'package.json.liquid':
          '{"name": {{ project.name | slug | json }}, "description": {{ project.description | json }}}',
        'src/{{ project.name | identifier }}.py.liquid':
          'port = {{ answers.port }} # {{ template.name }}@{{ template.version }}',
        dot_gitignore: 'dist/\n',
        'dot_github/workflows/ci.yml': 'run: ${{ github.sha }}\n',
        'logo.png': Uint8Array.of(0, 255, 10, 13, 0),
        'run.sh': '#!/bin/sh\n',
      },
    );
    chmodSync(join(source, 'files/run.sh'), 0o755);
    const target = join(emptyFolder(), 'new', 'shop');
    const report = await new TemplateScaffolder().scaffold({
      template: source,
      target,
      project,
      answers: { port: '8080' },
    });
    expect(texts(target)).toMatchObject({
      '.gitignore': 'dist/\n',
      '.github/workflows/ci.yml': 'run: ${{ github.sha }}\n',
      'src/my_shop.py': 'port = 8080 # shop@1.0.0',
    });
    expect(JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))).toEqual({
      name: 'my-shop',
      description: 'sells "things"',
    });
    expect([...readFileSync(join(target, 'logo.png'))]).toEqual([0, 255, 10, 13, 0]);
    expect(lstatSync(join(target, 'run.sh')).mode & 0o111).not.toBe(0);
    expect(lstatSync(join(target, 'data/raw')).isDirectory()).toBe(true);
    expect(report.written).toContain('data/raw/');
    expect(JSON.parse(readFileSync(join(target, '.codomyrmex/template.json'), 'utf8'))).toMatchObject({
      schema_version: 1,
      source,
      version: '1.0.0',
      answers: { port: 8080 },
      files: { 'package.json': expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('given files of the caller, then they are written with it, and the template’s own go before them', {
    meta: { specification: ['1.feature.template_scaffolding'] },
  }, async () => {
    const source = template(emptyFolder(), {}, { 'README.md': 'of the template' });
    const target = join(emptyFolder(), 'shop');
    const files = new Map([
      ['README.md', 'generated'],
      ['AGENTS.md', 'generated'],
      ['.codomyrmex/project.json', '{}'],
    ]);
    await new TemplateScaffolder().scaffold({ template: source, target, project, files });
    expect(texts(target)).toEqual({ 'README.md': 'of the template', 'AGENTS.md': 'generated' });
    expect(readFileSync(join(target, '.codomyrmex/project.json'), 'utf8')).toBe('{}');
  });

  it('given no template, then the caller’s files alone are written, also into an empty folder that is there', async () => {
    const target = emptyFolder();
    const report = await new TemplateScaffolder().scaffold({
      template: undefined,
      target,
      project,
      files: new Map([['a/b.txt', 'b']]),
    });
    expect(report.written).toEqual(['a/', 'a/b.txt']);
    expect(Object.keys(snapshot(target))).toEqual(['a/', 'a/b.txt']);
  });

  it('given conditions, then a file is written when all that mean it are true', async () => {
    const source = template(
      emptyFolder(),
      {
        questions: {
          database: { type: 'choice', title: 'Database', default: 'none', choices: ['none', 'sqlite'] },
          docker: { type: 'boolean', title: 'Docker', default: false },
        },
        conditions: {
          'db/**': "answers.database == 'sqlite'",
          'db/Dockerfile': 'answers.docker',
          '*.{yml,yaml}': "answers.docker or project.type == 'custom'",
        },
      },
      { 'db/schema.sql': 'x', 'db/Dockerfile': 'x', 'compose.yml': 'x', 'main.ts': 'x' },
    );
    const files = async (answers: object) => {
      const preview = await new TemplateScaffolder().preview({
        template: source,
        target: '/',
        project,
        answers: { ...answers },
      });
      return preview.files.map(({ path }) => path).filter((path) => !path.startsWith('.codomyrmex'));
    };
    expect(await files({})).toEqual(['main.ts']);
    expect(await files({ database: 'sqlite' })).toEqual(['db/schema.sql', 'main.ts']);
    expect(await files({ docker: true })).toEqual(['compose.yml', 'main.ts']);
    expect(await files({ docker: true, database: 'sqlite' })).toEqual([
      'compose.yml',
      'db/Dockerfile',
      'db/schema.sql',
      'main.ts',
    ]);
  });

  it('given answers that cannot be, then all of them are told, each with what was meant', async () => {
    const source = template(emptyFolder(), {
      questions: {
        database: { type: 'choice', title: 'D', default: 'none', choices: ['none', 'sqlite'] },
        port: { type: 'number', title: 'P', default: 80 },
        docker: { type: 'boolean', title: 'B', default: false },
        owner: { type: 'text', title: 'O', default: 'x', pattern: '[a-z]+' },
      },
    });
    const answers = { databse: 'x', database: 'sqlit', port: 'many', docker: 'perhaps', owner: 'a\nb' };
    const refused = new TemplateScaffolder().preview({ template: source, target: '/', project, answers });
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
      details: {
        problems: [
          { code: 'unknown_answer', path: 'answers.databse', suggestion: 'did you mean "database"?' },
          { code: 'invalid_answer', path: 'answers.database', suggestion: 'did you mean "sqlite"?' },
          { code: 'invalid_answer', path: 'answers.port' },
          { code: 'invalid_answer', path: 'answers.docker' },
          { code: 'invalid_answer', path: 'answers.owner' },
        ],
      },
    });
  });

  it('given faults in the texts of a template, then all of them are told with file, line and column', async () => {
    const source = template(
      emptyFolder(),
      {
        questions: { port: { type: 'number', title: 'P', default: 80 } },
        conditions: { 'a.txt': 'answers.nothing', 'b.txt': 'true' },
      },
      {
        'a.txt.liquid': 'one\n  {{ answers.prot }} {{ project.nam }}',
        'c.txt.liquid': 'x {{ 1 | nofilter }}',
        'd.txt.liquid': '{% include "/etc/passwd" %}',
        'e.txt.liquid': '{% if %',
      },
    );
    const error = await new TemplateScaffolder()
      .preview({ template: source, target: '/', project })
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'INVALID_TEMPLATE', family: 'author' });
    const told = error.problems.map(({ file, line, column, code, suggestion }: Record<string, unknown>) => [
      String(file).slice(source.length + 1),
      line,
      column,
      code,
      suggestion,
    ]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['template.json', undefined, undefined, 'unknown_variable', undefined],
        ['template.json', undefined, undefined, 'unused_condition', undefined],
        ['files/c.txt.liquid', 1, expect.any(Number), 'template_text', undefined],
        ['files/d.txt.liquid', 1, 1, 'template_text', undefined],
        ['files/e.txt.liquid', 1, expect.any(Number), 'template_text', undefined],
      ]),
    );
  });

  it('given a description that is no good for anything, then no text that it stands in is broken or evaluated again', async () => {
    const description =
      '\\d "q" \'s\' {{ project.name }} {% raw %} \n# h\n](javascript:alert(1)) <script> ${x} `c` \u2028';
    const source = template(
      emptyFolder(),
      {},
      {
        'a.json.liquid': '{{ project.description | json }}',
        'a.yaml.liquid': 'a: {{ project.description | yaml }}',
        'a.md.liquid': '[{{ project.description | markdown }}](x)',
        'a.html.liquid': '<p title="{{ project.description | html }}">',
        'flow.yaml.liquid': 'a: {{ project.description | expression_literal | yaml }}',
        'plain.txt.liquid': '{{ project.description }}',
      },
    );
    const target = join(emptyFolder(), 'x');
    await new TemplateScaffolder().scaffold({ template: source, target, project: { ...project, description } });
    const made = texts(target);
    expect(JSON.parse(made['a.json'] ?? '')).toBe(description);
    expect(made['plain.txt']).toBe(description);
    expect(JSON.parse((made['a.yaml'] ?? '').slice(3))).toBe(description);
    expect(made['a.md']).not.toMatch(/[^\\]\]\(javascript|<script|\n/);
    expect(made['a.html']).not.toMatch(/<script|"q"/);
    expect(JSON.parse((made['flow.yaml'] ?? '').slice(3))).toContain('\\{{ project.name }}');
  });
});

describe('nothing but the project is written', () => {
  const names = [
    '..',
    '../../.bashrc',
    '/etc/x',
    'C:\\x',
    'a\\b',
    'a\0b',
    'a.',
    'a ',
    'CON',
    'nul.txt',
    '.git',
    '.',
    '',
    'a\u202eb',
    'x'.repeat(300),
    'a:b',
  ];

  it.each(names)('given the name %j for a file, then it is refused before any write', async (name) => {
    const source = template(
      emptyFolder(),
      { questions: { name: { type: 'text', title: 'N', default: 'x' } } },
      { 'a/{{ answers.name }}': 'x', '{{ answers.name }}/hooks': 'x' },
    );
    const above = emptyFolder();
    const made = new TemplateScaffolder().scaffold({
      template: source,
      target: join(above, 'x'),
      project,
      answers: { name },
    });
    await expect(made).rejects.toMatchObject({
      code: 'INVALID_TEMPLATE',
      details: { problems: [{ code: 'unsafe_path' }, { code: 'unsafe_path' }] },
    });
    expect(snapshot(above)).toEqual({});
  });

  it.each(['../x', '/etc', 'a/../../b', '.git/hooks'])(
    'given the folder %j in a template, then it is refused',
    async (folder) => {
      const source = template(emptyFolder(), { directory_structure: [folder] });
      await expect(new TemplateScaffolder().preview({ template: source, target: '/', project })).rejects.toMatchObject({
        code: 'INVALID_TEMPLATE',
      });
    },
  );

  it.each(['.codomyrmex/project.json', '.codomyrmex/template.json', '.Codomyrmex/Template.json'])(
    'given %s in a template, then it is refused: it is ours',
    async (path) => {
      const source = template(emptyFolder(), {}, { [path]: '{}' });
      await expect(new TemplateScaffolder().preview({ template: source, target: '/', project })).rejects.toMatchObject({
        code: 'INVALID_TEMPLATE',
      });
    },
  );

  it('given links in a template, then they are refused', async () => {
    const source = template(emptyFolder(), {}, { a: 'x' });
    symlinkSync('/etc/passwd', join(source, 'files/passwd'));
    symlinkSync('/etc', join(source, 'files/etc'));
    const refused = new TemplateScaffolder().preview({ template: source, target: '/', project });
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_TEMPLATE',
      details: { problems: [{ code: 'no_file' }, { code: 'no_file' }] },
    });
  });

  it('given two files that differ in capitals alone, or a file and a folder of one name, then they are refused', async () => {
    const source = template(
      emptyFolder(),
      {},
      { 'README.md': 'x', 'readme.md.liquid': 'y', 'a.liquid': 'x', 'A/b': 'x' },
    );
    const refused = new TemplateScaffolder().preview({ template: source, target: '/', project });
    await expect(refused).rejects.toMatchObject({
      details: { problems: [{ code: 'same_path' }, { code: 'same_path' }] },
    });
  });

  it.each([
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..9000) %}{% for j in (1..9000) %}{{ i | append: j }}{% endfor %}{% endfor %}',
    '{{ "x".constructor }}',
    '{{ project.constructor }}',
    '{{ project.__proto__ }}',
  ])('given %s in a template, then it ends with an error', async (text) => {
    const source = template(emptyFolder(), {}, { 'a.liquid': text });
    await expect(new TemplateScaffolder().preview({ template: source, target: '/', project })).rejects.toMatchObject({
      code: 'INVALID_TEMPLATE',
    });
  });

  it('given a target that is a link, a file or not empty, then it is refused and stays as it is', async () => {
    const source = template(emptyFolder(), {}, { a: 'x' });
    const above = write(emptyFolder(), { file: 'x', 'full/x': 'x' });
    mkdirSync(join(above, 'elsewhere'));
    symlinkSync(join(above, 'elsewhere'), join(above, 'link'));
    symlinkSync(join(above, 'nowhere'), join(above, 'dangling'));
    const before = snapshot(above);
    for (const [name, code] of [
      ['file', 'FOLDER_UNUSABLE'],
      ['full', 'FOLDER_NOT_EMPTY'],
      ['link', 'FOLDER_UNUSABLE'],
      ['dangling', 'FOLDER_UNUSABLE'],
      ['file/x', 'SCAFFOLD_FAILED'],
    ] as const) {
      await expect(
        new TemplateScaffolder().scaffold({ template: source, target: join(above, name), project }),
      ).rejects.toMatchObject({ code });
    }
    expect(snapshot(above)).toEqual(before);
  });

  it('given a signal, then nothing is left, and folders above that were made for it are gone', async () => {
    const source = template(emptyFolder(), {}, { a: 'x', b: 'y' });
    const above = emptyFolder();
    const made = new TemplateScaffolder().scaffold({
      template: source,
      target: join(above, 'p', 'q', 'x'),
      project,
      signal: AbortSignal.abort(new Error('enough')),
    });
    await expect(made).rejects.toThrow('enough');
    expect(existsSync(join(above, 'p'))).toBe(false);
  });
});
