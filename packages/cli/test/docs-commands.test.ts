import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, eventually, isAlive } from './command-line.ts';

const block = (info: string, code: string) => `\`\`\`${info}\n${code}\n\`\`\`\n`;

function projectIn(line: CommandLine): string {
  mkdirSync(join(line.folder, 'p'));
  line.file('p/package.json', JSON.stringify({ name: 'greeter', scripts: { test: 'node --test' } }));
  return join(line.folder, 'p');
}

describe('documents from the command line', () => {
  it('given a project, then its documents are shown, written, checked, and found stale when it changes', {
    timeout: 90_000,
  }, async () => {
    const line = new CommandLine();
    const project = projectIn(line);
    const dry = await line.run('docs', 'generate', 'p', '--dry-run');
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('would create README.md\n--- /dev/null') });
    expect(existsSync(join(project, 'README.md'))).toBe(false);
    const { document } = await line.json('docs', 'generate', 'p');
    expect(document).toEqual({
      success: true,
      path: project,
      dry_run: false,
      documents: [
        { path: 'AGENTS.md', action: 'created', regions: [] },
        { path: 'README.md', action: 'created', regions: [] },
      ],
      problems: [],
    });
    expect(await line.run('docs', 'generate', 'p')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('0 written, 2 unchanged'),
    });
    expect(await line.run('docs', 'check', 'p')).toMatchObject({ code: 0, stdout: '2 documents, 2 links: all true\n' });
    line.file('p/package.json', JSON.stringify({ name: 'greeter', scripts: { tests: 'node --test' } }));
    const stale = await line.json('docs', 'check', 'p');
    expect(stale.code).toBe(1);
    expect(stale.document).toMatchObject({ success: false, path: project });
    expect(stale.document.findings).toContainEqual({
      code: 'DOC_COMMAND_MISSING',
      file: 'README.md',
      line: expect.any(Number),
      column: expect.any(Number),
      message: '"npm test": package.json has no script "test"',
      suggestion: 'did you mean "tests"?',
    });
    expect((await line.run('docs', 'check', 'p')).stderr).toContain('README.md:3:1: region "readme" is not what');
  });

  it('given broken marks, a faulty configuration or no folder, then that is told, and nothing is written', {
    timeout: 90_000,
  }, async () => {
    const line = new CommandLine();
    const project = projectIn(line);
    writeFileSync(join(project, 'README.md'), '# A\n\n<!-- codomyrmex:start about -->\n');
    const broken = await line.run('docs', 'generate', 'p');
    expect(broken).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('README.md:3:1: region "about" does not end'),
    });
    expect(existsSync(join(project, 'AGENTS.md'))).toBe(false);
    mkdirSync(join(project, '.codomyrmex'));
    line.file('p/.codomyrmex/docs.yaml', 'stile: standard\n');
    expect(await line.json('docs', 'check', 'p')).toMatchObject({
      code: 2,
      document: { error_code: 'INVALID_CONFIGURATION' },
    });
    expect(await line.json('docs', 'check', 'q')).toMatchObject({
      code: 3,
      document: { error_code: 'PATH_NOT_FOUND' },
    });
    expect(await line.json('docs', 'check', 'p/package.json')).toMatchObject({ code: 2 });
    expect((await line.run('docs', 'chekc')).code).toBe(2);
    expect((await line.run('docs', 'generate', '-h')).stdout).toContain('codomyrmex docs generate . --dry-run');
  });

  it('given runnable blocks, then they run when somebody asks, and Ctrl-C ends them', { timeout: 90_000 }, async () => {
    const line = new CommandLine();
    const project = projectIn(line);
    writeFileSync(join(project, 'README.md'), block('sh run', 'exit 3'));
    expect(await line.run('docs', 'check', 'p')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('1 runnable block not run: --run runs them'),
    });
    expect(await line.run('docs', 'check', 'p', '--run')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('README.md:1:1: this block ends with 3 instead of 0 (DOC_BLOCK_FAILED)'),
    });
    const pid = join(line.folder, 'pid');
    writeFileSync(join(project, 'README.md'), block('sh run', `echo $$ > ${pid}; while :; do sleep 0.1; done`));
    const { child, ended } = line.begin('docs', 'check', 'p', '--run');
    const written = await eventually(() =>
      existsSync(pid) ? readFileSync(pid, 'utf8').trim() || undefined : undefined,
    );
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(isAlive(written)).toBe(false);
  });
});
