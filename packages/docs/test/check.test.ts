import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npmProject, Project } from './project.ts';

const fence = (info: string, code: string) => `\`\`\`${info}\n${code}\n\`\`\`\n`;

describe('checking documents', () => {
  it('given a project that changes, then each region that is not so any more is stale until the next generation', async () => {
    const project = new Project(npmProject);
    expect(await project.found()).toEqual([]); // nobody has asked for documents yet
    await project.generate();
    project.write('package.json', { ...npmProject['package.json'], scripts: { build: 'tsc' } });
    expect((await project.found()).filter((one) => one.startsWith('DOC_STALE'))).toEqual([
      'DOC_STALE AGENTS.md:3',
      'DOC_STALE README.md:3',
    ]);
    await project.generate();
    expect(await project.found()).toEqual([]);
  });

  it('given a document that is gone, then it is missed where documents are kept', async () => {
    const project = new Project(npmProject);
    await project.generate();
    const again = new Project(
      Object.fromEntries(Object.entries(project.all()).filter(([path]) => path !== 'README.md')),
    );
    expect(await again.found()).toContain('DOC_MISSING README.md:1');
  });

  it('given links, then those to files and headings that are gone are told with the nearest', async () => {
    const project = new Project({
      'README.md': [
        '# Title',
        '[a](docs/guide.md) [b](docs/gone.md) [c](docs/guide.md#set-up) [d](docs/guide.md#setup)',
        '[e](#title) [f](#titel) ![g](img/x.png) <a href="gone.html">h</a> [i](docs/guide.md?plain=1#own)',
        '',
        '[r]: docs/guied.md',
        '',
        '[j](https://example.org/x) [k](mailto:a@b) [l](//example.org) [m]({{ url }}) [n](../outside.md) [o](out/built.md) [p](docs/guide) [q](/docs/guide.md)',
      ].join('\n'),
      'docs/guide.md':
        '# Guide\n\n## Set *up*\n\n<a name="own"></a>\n\n## Twice\n\n## Twice\n\n[x](../README.md#title) [y](#twice-1) [z](#TWICE)\n',
      '.gitignore': 'out/\n',
    });
    const { findings } = await project.generator.check(project.folder);
    expect(findings.map(({ code, line, message }) => `${code} ${line} ${message}`)).toEqual([
      'DOC_LINK_BROKEN 2 the link to "docs/gone.md" leads nowhere',
      'DOC_ANCHOR_MISSING 2 docs/guide.md has no heading "#setup"',
      'DOC_ANCHOR_MISSING 3 this document has no heading "#titel"',
      'DOC_LINK_BROKEN 3 the link to "img/x.png" leads nowhere',
      'DOC_LINK_BROKEN 3 the link to "gone.html" leads nowhere',
      'DOC_LINK_BROKEN 5 the link to "docs/guied.md" leads nowhere',
    ]);
    expect(findings[1]?.suggestion).toBe('did you mean "#set-up"?');
  });

  it('given a link to a page that has moved, then it is named only where no other page has its name', async () => {
    const project = new Project({
      'README.md': '[a](old/manual.md) [b](old/README.md)\n',
      'handbook/manual.md': '# Manual\n',
      'handbook/README.md': '# Handbook\n',
    });
    const { findings } = await project.generator.check(project.folder);
    expect(findings.map(({ suggestion }) => suggestion)).toEqual(['did you mean "handbook/manual.md"?', undefined]);
  });

  it('given more links that lead nowhere than anybody reads, then all are told, and the first with what was meant', async () => {
    const files = Array.from({ length: 300 }, (_, index) => [`file-${index}.txt`, ''] as const);
    const links = files.map(([name]) => `[x](${name.replace('file', 'fiel')})`);
    const project = new Project({ ...Object.fromEntries(files), 'README.md': links.join('\n\n') });
    const { findings } = await project.generator.check(project.folder);
    expect(findings).toHaveLength(300);
    expect(findings[0]?.suggestion).toBe('did you mean "file-0.txt"?');
    expect(findings.filter(({ suggestion }) => suggestion !== undefined)).toHaveLength(50);
  });

  it('given paths and commands, then those that are gone are told, and nothing else', async () => {
    const project = new Project({
      ...npmProject,
      Makefile: 'test:\n\ttrue\n',
      'scripts/go.mjs': '',
      '.gitignore': 'dist/\n',
      'packages/a/package.json': { name: 'a', scripts: { only: 'true' } },
      'docs/x.md': [
        '`src/index.ts` `src/index.ts:3` `src/gone.ts` `src/` `src/index` `dist/a.js` `and/or` `text/plain` `src/*.ts` `src/$X` `@scope/src` `docs/missing/` `src/NAME.ts` `docs/decisions/NNNN-title.md` `src/your/x.ts`',
        fence(
          'sh',
          'npm run build\nnpm run biuld\nnpm test\nmake test\nmake gone\nnode scripts/go.mjs\nnode scripts/gone.mjs\nnpm run NAME',
        ),
        fence('sh', 'cd packages/a && npm run only\ncd ../b\nnpm run what'),
        fence(
          'bash',
          'npm run --workspace a only\nnpm -w a run gone\nnode dist/a.js\n./gradlew x\npython -m gone\nnode -e "gone/x"',
        ),
        fence('sh', 'cat > scripts/made.mjs <<EOF\nx\nEOF\nnode scripts/made.mjs'),
        fence('console', '$ npm run lnit\nnpm run output'),
        fence('js', 'npm run gone'),
        fence('sh', 'echo x > scripts/new.mjs\nnode scripts/new.mjs'),
        'Say `npm run test` and `npm run tset`.',
      ].join('\n\n'),
      'CHANGELOG.md': '`src/gone.ts` `npm run gone` [x](gone.md)\n',
    });
    const { findings } = await project.generator.check(project.folder);
    expect(
      findings.map(({ code, file, message, suggestion }) => `${code} ${file} ${message} ${suggestion ?? ''}`.trim()),
    ).toEqual([
      'DOC_LINK_BROKEN CHANGELOG.md the link to "gone.md" leads nowhere',
      'DOC_PATH_MISSING docs/x.md "src/gone.ts" is not there',
      'DOC_PATH_MISSING docs/x.md "docs/missing/" is not there',
      'DOC_COMMAND_MISSING docs/x.md "npm run biuld": package.json has no script "biuld" did you mean "build"?',
      'DOC_COMMAND_MISSING docs/x.md "make gone": Makefile has no target "gone"',
      'DOC_COMMAND_MISSING docs/x.md "node scripts/gone.mjs": "scripts/gone.mjs" is not there did you mean "scripts/go.mjs"?',
      'DOC_COMMAND_MISSING docs/x.md "npm -w a run gone": every package.json has no script "gone"',
      'DOC_COMMAND_MISSING docs/x.md "./gradlew x": "./gradlew" is not there',
      'DOC_COMMAND_MISSING docs/x.md "npm run lnit": package.json has no script "lnit" did you mean "lint"?',
      'DOC_COMMAND_MISSING docs/x.md "npm run tset": package.json has no script "tset" did you mean "test"?',
    ]);
  });

  it('given checks that nobody wants, then they are not made', async () => {
    const project = new Project({ ...npmProject, 'docs/x.md': '[a](b.md) `src/gone.ts` `npm run gone`\n' });
    project.write(
      '.codomyrmex/docs.yaml',
      'documents: { readme: false, agents: false }\ncheck: { links: false, paths: false, commands: false }\n',
    );
    expect(await project.found()).toEqual([]);
    project.write(
      '.codomyrmex/docs.yaml',
      'documents: { readme: false, agents: false }\ncheck: { ignore: [b.md, src/gone.ts, npm run gone] }\n',
    );
    expect(await project.found()).toEqual([]);
    project.write(
      '.codomyrmex/docs.yaml',
      'documents: { readme: false, agents: false }\ncheck: { exclude: ["docs/**"] }\n',
    );
    expect(await project.found()).toEqual([]);
  });

  it('given commands of packages, told of from above, then they are looked for where they are said to be', async () => {
    const project = new Project({
      'package.json': { name: 'all', private: true, workspaces: ['packages/*'] },
      'packages/a/package.json': { name: 'a', scripts: { build: 'tsc', lint: 'x' } },
      'packages/b/package.json': { name: 'b', scripts: { test: 'node --test' } },
      '.codomyrmex/docs.yaml': 'folders: { include: ["**"] }\n',
    });
    await project.generate();
    expect(await project.found()).toEqual([]);
    project.write('packages/a/package.json', '{"name":"a","scripts":{"lint":"x"}}');
    project.write(
      'notes.md',
      'In `packages/b/`:\n\n`npm run lint` and `npm test`\n\n# Here\n\n`npm test`\n\n```sh\n# in packages/a/\nnpm run lint\nnpm test\n```\n',
    );
    const missing = (await project.found()).filter((one) => one.startsWith('DOC_COMMAND_MISSING'));
    expect(missing.filter((one) => one.includes('notes.md'))).toEqual([
      'DOC_COMMAND_MISSING notes.md:3',
      'DOC_COMMAND_MISSING notes.md:7',
      'DOC_COMMAND_MISSING notes.md:12',
    ]);
    // What was generated of the package before it lost its script.
    expect(missing.some((one) => one.includes('packages/README.md'))).toBe(true);
  });

  it('given blocks that are marked as runnable, then they are run only when somebody asks, in a copy', async () => {
    const project = new Project({
      'data.txt': 'x\n',
      'README.md': [
        fence('sh run', 'cat data.txt && touch made.txt'),
        fence(
          'js run',
          "import { readFileSync } from 'node:fs';\nif (readFileSync('data.txt', 'utf8') !== 'x\\n') throw new Error('no');",
        ),
        fence('sh run', 'echo oops >&2; exit 3'),
        fence('sh run exit=3', 'exit 3'),
        fence('cobol run', 'STOP RUN.'),
        fence('sh', 'exit 9'),
      ].join('\n'),
    });
    expect(await project.generator.check(project.folder)).toMatchObject({
      findings: [],
      blocks: { runnable: 5, run: 0 },
    });
    const { findings, blocks } = await project.generator.check(project.folder, { run: true });
    expect(blocks).toEqual({ runnable: 5, run: 5 });
    expect(findings).toMatchObject([
      { code: 'DOC_BLOCK_FAILED', file: 'README.md', line: 10, message: 'this block ends with 3 instead of 0: oops' },
      { code: 'DOC_BLOCK_FAILED', line: 18, message: expect.stringContaining('nobody knows how to run "cobol"') },
    ]);
    expect(Object.keys(project.all())).toEqual(['README.md', 'data.txt']);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('codomyrmex-docs-'))).toEqual([]);
    project.write('.codomyrmex/docs.yaml', 'run: { where: project }\ndocuments: { readme: false, agents: false }\n');
    await project.found({ run: true });
    expect(project.has('made.txt')).toBe(true);
  });

  it('given a block that does not end, or leaves something behind, then all of it is ended', async () => {
    const marks = new Project();
    const project = new Project({
      'README.md': [
        fence('sh run', `sleep 300 & echo $! > ${marks.path('a')}; sleep 300`),
        fence('sh run', `sleep 300 & echo $! > ${marks.path('b')}`),
      ].join('\n'),
      '.codomyrmex/docs.yaml': 'run: { timeout: 0.5 }\ndocuments: { readme: false, agents: false }\n',
    });
    const { findings } = await project.generator.check(project.folder, { run: true });
    expect(findings.map(({ message }) => message)).toEqual(['this block did not end within 0.5 s']);
    for (const mark of ['a', 'b']) expect(isRunning(marks.read(mark).trim())).toBe(false);
  });

  it('given nobody who waits any more, then what runs is ended and the copy is gone', async () => {
    const marks = new Project();
    const stopping = new AbortController();
    const project = new Project({
      'README.md': fence('sh run', `echo $$ > ${marks.path('pid')}; while :; do sleep 0.05; done`),
    });
    const checking = project.generator.check(project.folder, { run: true, signal: stopping.signal });
    while (!existsSync(marks.path('pid')) || marks.read('pid') === '') await new Promise((next) => setImmediate(next));
    stopping.abort();
    await expect(checking).rejects.toMatchObject({ name: 'AbortError' });
    expect(isRunning(marks.read('pid').trim())).toBe(false);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('codomyrmex-docs-'))).toEqual([]);
  });

  it('given more marks of emphasis than anybody writes, then the check ends, and what is wrong behind them is found', async () => {
    const endless = '*a_ '.repeat(20_000);
    const project = new Project({
      ...npmProject,
      'docs/x.md': `${endless}\n\n[x](gone.md)\n\n${endless}\n\n*this* [y](gone_too.md)\n`,
    });
    const began = performance.now();
    const { findings } = await project.generator.check(project.folder);
    expect(findings.map(({ message }) => message)).toEqual([
      'the link to "gone.md" leads nowhere',
      'the link to "gone_too.md" leads nowhere',
    ]);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('given a project with a file for every fault that stops a reader, then the check ends', async () => {
    const project = new Project({
      'a.md': Buffer.from([0xc3, 0x28]),
      'b.md': '>'.repeat(20_000),
      'c.md': '[a](%ZZ) [b](<x y.md>) [c](a\0b)\n',
    });
    writeFileSync(join(project.folder, 'd.md'), `${'- '.repeat(500)}x\n`);
    expect((await project.found()).filter((one) => !one.startsWith('DOC_LINK_BROKEN c.md'))).toEqual([]);
  });
});

/** A process that has ended and waits for init to ask for its exit code is a zombie: dead. */
function isRunning(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
