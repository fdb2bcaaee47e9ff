import { appendFileSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { npmProject, Project } from './project.ts';

const region = (id: string, content = '') =>
  `<!-- codomyrmex:start ${id} -->\n${content}<!-- codomyrmex:end ${id} -->\n`;

describe('documents of a project', () => {
  it('given a project, then README.md and AGENTS.md tell what it has, and a second run changes nothing', {
    meta: { specification: ['5.DocumentationGenerator', '1.component.documentation_generator'] },
  }, async () => {
    const project = new Project(npmProject);
    expect(await project.generate()).toEqual({
      'AGENTS.md': 'created',
      'README.md': 'created',
      'src/AGENTS.md': 'created',
      'src/README.md': 'created',
      'test/AGENTS.md': 'created',
      'test/README.md': 'created',
    });
    const readme = project.read('README.md');
    expect(readme).toContain('# greeter\n');
    expect(readme).toContain('Greets whoever asks.');
    expect(readme).toContain('Version: 1.2.0 · Needs Node >=20 · Licence: MIT');
    expect(readme).toContain('| `npm test` | runs `vitest run` |');
    expect(readme).toContain('- `src/` – Source code');
    expect(readme).toContain('| [nightly](.codomyrmex/workflows/nightly.yaml) | every night | `path` (`"."`) |');
    expect(readme).toContain('| `greet` | function | Says hello to somebody. |');
    expect(readme).toContain('[AGENTS.md](AGENTS.md)');
    const agents = project.read('AGENTS.md');
    expect(agents).toContain('npm ci');
    expect(agents).toContain('npx vitest run test/greet.test.ts  # one test file');
    expect(agents).toContain('- Always: `npm test`, `npm run lint` before a change is called done.');
    expect(agents).toContain('- `package-lock.json`: by `npm`');
    expect(agents.split('\n').length).toBeLessThanOrEqual(60);
    expect(project.read('src/README.md')).toContain('Part of [greeter](../README.md).');
    const before = project.all();
    expect(new Set(Object.values(await project.generate()))).toEqual(new Set(['unchanged']));
    expect(project.all()).toEqual(before);
    expect(await project.found()).toEqual([]);
  });

  it('given names that say what there is to say, then nothing is said of them a second time', async () => {
    const scripts = { build: 'tsc -b', compile: 'tsc', test: 'vitest run', 'check:all': 'true' };
    const project = new Project({ 'package.json': { name: 'plain', scripts }, 'zebra/a.txt': '', 'src/a.ts': '' });
    await project.generate();
    const [readme, agents] = [project.read('README.md'), project.read('AGENTS.md')];
    expect(readme).toContain('| `npm run build` | runs `tsc -b` |');
    expect(readme).toContain('| `npm run compile` | build: runs `tsc` |');
    expect(readme).toContain('- `zebra/`\n');
    expect(agents).toMatch(/^npm run build$/m);
    expect(agents).toMatch(/^npm run compile +# build$/m);
    expect(project.read('zebra/README.md')).not.toContain('Files and resources');
  });

  it('given a package of a workspace, then its page is called as it is, and it is not installed by itself', async () => {
    const project = new Project({
      'package.json': { name: 'all', workspaces: ['packages/*'], devDependencies: { vitest: '4' } },
      'packages/api/package.json': { name: '@shop/api', dependencies: { zod: '4' }, scripts: { setup: 'node up.mjs' } },
    });
    await project.generate();
    expect(project.read('packages/api/README.md')).toContain('# @shop/api\n');
    expect(project.read('packages/api/README.md')).toContain('| `npm run setup` | runs `node up.mjs` |');
    expect(project.read('packages/api/AGENTS.md')).not.toContain('npm install');
    expect(project.read('README.md')).toContain('npm install');
  });

  it('given many scripts and packages, then AGENTS.md stays within sixty lines', async () => {
    const scripts = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`task${index}`, 'true']));
    const project = new Project({ 'package.json': { name: 'many', scripts, engines: { node: '20' } } });
    for (let index = 0; index < 30; index++) project.write(`folder${index}/a.txt`, '');
    for (const style of ['standard', 'codomyrmex']) {
      project.write('.codomyrmex/docs.yaml', `style: ${style}\nfolders: { include: [] }\n`);
      await project.generate();
      expect(project.read('AGENTS.md').split('\n').length).toBeLessThanOrEqual(60);
    }
  });

  it('given a description with a backslash, where the existing system failed, then it stands there as it was written', async () => {
    const description = String.raw`Reads C:\new\1, \g<0> and \1 of $& $1`;
    const project = new Project({ 'package.json': { name: 'tool', description } });
    project.write('templates/doc_templates/README.template.md', '# {{project_name}}\n\n{{ description }}\n');
    await project.generate();
    expect(project.read('README.md')).toContain(description);
    expect(project.read('AGENTS.md')).toContain(description);
  });

  it('given names and descriptions that are markup, then none of it means anything', async () => {
    const name = '](javascript:alert(1)) `x` | <script>alert(1)</script>';
    const description =
      '<img src=x onerror=alert(1)> [a](javascript:b) <!-- codomyrmex:end readme -->\n\n# x\n```\n| a | b |';
    const project = new Project({
      'package.json': { name, description, scripts: { 'a`|b': 'echo `|` <!-- codomyrmex:end readme -->' } },
      '.codomyrmex/workflows/w.yaml': JSON.stringify({ name: '](x) | `', description, steps: [{}] }),
    });
    await project.generate();
    for (const path of ['README.md', 'AGENTS.md']) {
      const root = fromMarkdown(project.read(path));
      const html: string[] = [];
      const urls: string[] = [];
      const open: (typeof root | (typeof root)['children'][number])[] = [root];
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        if (node.type === 'html') html.push(node.value);
        if (node.type === 'link' || node.type === 'image' || node.type === 'definition') urls.push(node.url);
        if ('children' in node) open.push(...node.children);
      }
      const id = path === 'README.md' ? 'readme' : 'agents';
      expect(html.reverse().sort()).toEqual([`<!-- codomyrmex:end ${id} -->`, `<!-- codomyrmex:start ${id} -->`]);
      expect(urls.filter((url) => !/^[\w.%/-]+\.(?:md|yaml)$/.test(url))).toEqual([]);
    }
    expect(await project.found()).toEqual([]);
    expect(new Set(Object.values(await project.generate()))).toEqual(new Set(['unchanged']));
  });

  it('given hand-written text with CRLF, a byte order mark and no final line end, then only what is between marks changes', async () => {
    const before =
      '\uFEFF# Mine  \r\n\r\n*  text\t\r\n<!-- codomyrmex:start commands -->\r\nold\r\n<!-- codomyrmex:end commands -->\r\n\r\n\ttail';
    const project = new Project({ ...npmProject, 'README.md': before });
    expect((await project.generate())['README.md']).toBe('updated');
    const after = project.read('README.md');
    const [head, tail] = [before.slice(0, before.indexOf('old')), before.slice(before.indexOf('<!-- codomyrmex:end'))];
    expect(after.startsWith(head)).toBe(true);
    expect(after.endsWith(tail)).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(after).toContain('`npm test`');
    expect((await project.generate())['README.md']).toBe('unchanged');
  });

  it('given a region under a heading of its own, then it has no second one', async () => {
    const project = new Project({
      ...npmProject,
      'docs/guide.md': `# Guide\n\n### How\n\n${region('commands')}\n${region('workflows')}`,
    });
    await project.generate();
    expect(project.read('docs/guide.md')).not.toContain('## Commands');
    expect(project.read('docs/guide.md')).toContain('## Workflows');
  });

  it.each([
    ['does not end', `${region('about').split('\n')[0]}\ntext\n`, 'does not end', 1],
    [
      'is nested',
      `<!-- codomyrmex:start about -->\n${region('commands')}<!-- codomyrmex:end about -->\n`,
      'begins inside region "about"',
      2,
    ],
    ['is there twice', `${region('about')}\n${region('about')}`, 'there is a region "about" already', 4],
    ['ends without a beginning', 'a\n\n<!-- codomyrmex:end about -->\n', 'has not begun', 3],
    [
      'ends under another name',
      '<!-- codomyrmex:start about -->\n<!-- codomyrmex:end links -->\n',
      'ends as "links"',
      2,
    ],
    ['has no name', '<!-- codomyrmex:start -->\n', 'needs a name', 1],
    ['is inside HTML', '<div>\n<!-- codomyrmex:start about -->\n</div>\n', 'inside a block of HTML', 2],
  ])('given a region that %s, then nothing is written, and its place is told', async (_, text, message, line) => {
    const project = new Project({ ...npmProject, 'docs/x.md': text });
    const before = project.all();
    await expect(project.generate()).rejects.toMatchObject({
      code: 'INVALID_DOCUMENT',
      family: 'author',
      problems: expect.arrayContaining([
        expect.objectContaining({ code: 'DOC_MARKER_BROKEN', line, message: expect.stringContaining(message) }),
      ]),
    });
    expect(project.all()).toEqual(before);
    expect(await project.found()).toContain(`DOC_MARKER_BROKEN docs/x.md:${line}`);
  });

  it('given marks in prose and in code, then they are no regions', async () => {
    const text = `# A\n\nWrite <!-- codomyrmex:start about --> there.\n\n\`\`\`md\n${region('about')}\`\`\`\n`;
    const project = new Project({ ...npmProject, 'README.md': text });
    expect((await project.generate())['README.md']).toBe('unmanaged');
    expect(project.read('README.md')).toBe(text);
  });

  it('given a document that people wrote, then regions come to its end only when somebody asks', async () => {
    const text = '# Mine\n\nwords';
    const project = new Project({ ...npmProject, 'README.md': text });
    expect((await project.generate())['README.md']).toBe('unmanaged');
    expect(project.read('README.md')).toBe(text);
    expect((await project.generate({ adopt: true }))['README.md']).toBe('adopted');
    expect(project.read('README.md').startsWith(`${text}\n\n<!-- codomyrmex:start commands -->`)).toBe(true);
    expect(project.read('README.md').endsWith('-->')).toBe(true);
    expect((await project.generate({ adopt: true }))['README.md']).toBe('unchanged');
    expect(await project.found()).toEqual([]);
  });

  it('given a fence that is open at the end, then nothing is added behind it', async () => {
    const project = new Project({ ...npmProject, 'README.md': '# Mine\n\n```sh\nls\n' });
    await expect(project.generate({ adopt: true })).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
    expect(project.has('AGENTS.md')).toBe(false);
  });

  it('given a region of an unknown name, then it is told with the nearest and left alone', async () => {
    const project = new Project({ ...npmProject, 'docs/x.md': region('comands', 'mine\n') });
    const { problems } = await project.generator.generate(project.folder);
    expect(problems).toMatchObject([{ code: 'DOC_REGION_UNKNOWN', suggestion: 'did you mean "commands"?' }]);
    expect(project.read('docs/x.md')).toContain('mine');
  });

  it('given a dry run, then the differences are shown and nothing is written', async () => {
    const project = new Project({ ...npmProject, 'README.md': `# Mine\n\n${region('links', 'old\n')}\nrest\n` });
    const before = project.all();
    const { documents } = await project.generator.generate(project.folder, { dryRun: true });
    expect(project.all()).toEqual(before);
    const diff = documents.find(({ path }) => path === 'README.md')?.diff ?? '';
    expect(diff).toContain('--- a/README.md\n+++ b/README.md\n@@ -1,7 +1,');
    expect(diff).toContain('\n-old\n');
    expect(documents.find(({ path }) => path === 'AGENTS.md')?.diff).toContain('--- /dev/null');
  });

  it('given a document that cannot be written, then none is', async () => {
    const project = new Project({ ...npmProject, '.codomyrmex/docs.yaml': 'aliases: { new/CLAUDE.md: include }\n' });
    mkdirSync(project.path('test/README.md'));
    const before = project.all();
    await expect(project.generate()).rejects.toMatchObject({
      code: 'DOCUMENTS_NOT_WRITTEN',
      message: expect.stringContaining('test/README.md is no regular file'),
    });
    expect(project.all()).toEqual(before);
    expect(project.has('new')).toBe(false);
  });

  it.each(['a/README.md', 'a/CLAUDE.md'])(
    'given somebody who writes %s while drafts are made, then that stays, and nothing else is written',
    async (target) => {
      const names = ['a', ...Array.from({ length: 30 }, (_, index) => `p${index + 10}`)];
      const project = new Project({
        ...npmProject,
        ...Object.fromEntries(names.map((one) => [`${one}/README.md`, region('about')])),
        '.codomyrmex/docs.yaml': `aliases:\n${names.map((one) => `  ${one}/CLAUDE.md: include\n`).join('')}`,
      });
      const before = project.all();
      let isDone = false;
      const write = () => {
        if (isDone) return;
        if (readdirSync(project.path('p30')).filter((one) => one.endsWith('.tmp')).length === 2) {
          // The drafts of a later folder are there: those of the first were compared and made before.
          appendFileSync(project.path(target), 'by hand\n');
          before[target] = `${before[target] ?? ''}by hand\n`;
        } else setImmediate(write);
      };
      setImmediate(write);
      const generation = project.generate().finally(() => {
        isDone = true;
      });
      await expect(generation).rejects.toMatchObject({
        code: 'DOCUMENTS_NOT_WRITTEN',
        message: expect.stringContaining(`${target} was changed by somebody else meanwhile`),
      });
      expect(project.all()).toEqual(before);
    },
  );

  it('given links, then nothing is written through them', async () => {
    const outside = new Project({ 'a.md': 'x' });
    const project = new Project({ ...npmProject, '.codomyrmex/docs.yaml': 'aliases: { out/CLAUDE.md: include }\n' });
    symlinkSync(outside.folder, project.path('out'));
    await expect(project.generate()).rejects.toMatchObject({ code: 'DOCUMENTS_NOT_WRITTEN' });
    expect(Object.keys(outside.all())).toEqual(['a.md']);
    project.write('.codomyrmex/docs.yaml', 'aliases: { CLAUDE.md: copy }\n');
    symlinkSync('AGENTS.md', project.path('CLAUDE.md'));
    expect((await project.generate())['CLAUDE.md']).toBe('link');
    expect(readlinkSync(project.path('CLAUDE.md'))).toBe('AGENTS.md');
  });

  it('given a README of another form or case, then there is no second one', async () => {
    const project = new Project({ ...npmProject, 'readme.md': '# Mine\n', 'src/README.rst': 'x' });
    const done = await project.generate();
    expect(done).toMatchObject({ 'readme.md': 'unmanaged', 'src/AGENTS.md': 'created' });
    expect([project.has('README.md'), project.has('src/README.md')]).toEqual([false, false]);
  });

  it('given bytes that are no UTF-8, then they stay', async () => {
    const bytes = Buffer.concat([Buffer.from(region('about')), Buffer.from([0xff, 0xfe])]);
    const project = new Project({ 'docs/x.md': bytes });
    await expect(project.generate()).rejects.toMatchObject({ problems: [{ code: 'DOC_UNREADABLE' }] });
  });

  it('given a manifest that cannot be read any more, then that is found with its place, and what documents say stays', async () => {
    const project = new Project(npmProject);
    await project.generate();
    const before = project.read('README.md');
    for (const [file, text, place] of [
      ['package.json', '{ "name": "a",\n  "scripts": { "test": }\n}\n', {}],
      ['pyproject.toml', '[project]\nname = \n', { line: 2 }],
    ] as const) {
      const broken = new Project({ ...npmProject, 'README.md': before, [file]: text });
      const { findings } = await broken.generator.check(broken.folder);
      expect(findings).toContainEqual(
        expect.objectContaining({ code: 'DOC_MANIFEST_UNREADABLE', file, ...place, suggestion: expect.anything() }),
      );
      // What the second says was never told of, so that nothing is lost without it.
      if (file === 'package.json') {
        await expect(broken.generate()).rejects.toMatchObject({ problems: [{ code: 'DOC_MANIFEST_UNREADABLE' }] });
      } else await broken.generate();
      expect(broken.read('README.md')).toBe(before);
    }
  });

  it('given no such folder, or a file, then that is told', async () => {
    const project = new Project({ 'a.txt': '' });
    await expect(project.generator.generate(project.path('b'))).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
    await expect(project.generator.check(project.path('a.txt'))).rejects.toMatchObject({ code: 'NOT_A_FOLDER' });
  });
});
