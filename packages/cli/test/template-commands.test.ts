import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.ts';

function release(line: CommandLine, version: string, files: Readonly<Record<string, string>>): void {
  const folder = join(line.folder, 'data', 'templates', 'service');
  rmSync(folder, { recursive: true, force: true });
  const questions = { port: { type: 'number', title: 'Port', default: 80 } };
  const definition = {
    schema_version: 1,
    name: 'service',
    description: 'serves',
    version,
    workflows: ['build'],
    questions,
  };
  for (const [path, text] of Object.entries({ ...files, '../template.json': JSON.stringify(definition) })) {
    mkdirSync(dirname(join(folder, 'files', path)), { recursive: true });
    writeFileSync(join(folder, 'files', path), text);
  }
}

describe('templates on the command line', () => {
  it('given templates, then they are listed and shown, and an unknown one is not found', async () => {
    const line = new CommandLine();
    release(line, '1.0.0', { 'a.txt.liquid': 'a\n', 'c.txt': 'c\n' });
    const [list, show, unknown] = await Promise.all([
      line.json('template', 'list'),
      line.json('template', 'show', 'service'),
      line.run('template', 'show', 'servce'),
    ]);
    expect(list.document).toContainEqual(
      expect.objectContaining({ name: 'service', shipped: false, valid: true, version: '1.0.0' }),
    );
    expect(show).toMatchObject({
      code: 0,
      document: {
        questions: { port: { type: 'number', default: 80 } },
        workflows: ['build'],
        files: [{ path: 'a.txt' }, { path: 'c.txt' }],
      },
    });
    expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining('did you mean "service"?') });
  });

  it('given a newer template and edits, then the drift is told, conflicts are shown, and nothing is written before somebody chooses', async () => {
    const line = new CommandLine();
    const one = join(line.folder, 'projects', 'one');
    release(line, '1.0.0', { 'a.txt.liquid': 'port {{ answers.port }}\nb\n', 'c.txt': 'c\n' });
    await line.run('project', 'create', 'one', '--template', 'service', '--answer', 'port=8080');
    expect(readFileSync(join(one, 'a.txt'), 'utf8')).toBe('port 8080\nb\n');
    expect((await line.run('project', 'drift', '--check')).code).toBe(0);

    release(line, '2.0.0', { 'a.txt.liquid': 'port {{ answers.port }}\nb2\n', 'c.txt': 'c\n', 'd.txt': 'd\n' });
    writeFileSync(join(one, 'a.txt'), 'port 8080\nmine\n');
    rmSync(join(one, 'c.txt'));
    const [drift, check, refused] = await Promise.all([
      line.json('project', 'drift', '--check'),
      line.run('project', 'update', 'one', '--check'),
      line.json('project', 'update', 'one'),
    ]);
    expect(drift).toMatchObject({
      code: 1,
      document: [
        { name: 'one', version: '1.0.0', available: '2.0.0', behind: true, edited: ['a.txt'], missing: ['c.txt'] },
      ],
    });
    const told = await line.run('project', 'drift');
    expect(told.stdout).toMatch(/\n\nnext:\n {2}codomyrmex project update one\n$/);
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(/CONFLICT +a\.txt[\s\S]*\+<<<<<<< yours[\s\S]*\+>>>>>>> service@2\.0\.0/);
    expect(refused).toMatchObject({
      code: 4,
      document: { error_code: 'UPDATE_CONFLICTS', details: { conflicts: [{ path: 'a.txt', why: 'edited' }] } },
    });
    expect(readFileSync(join(one, 'a.txt'), 'utf8')).toBe('port 8080\nmine\n');
    expect(existsSync(join(one, 'd.txt'))).toBe(false);
    expect(await line.json('project', 'update', 'one', '--conflicts', 'rej')).toMatchObject({
      code: 0,
      document: { applied: true, from: '1.0.0', to: '2.0.0', reports: { 'a.txt': 'a.txt.rej' } },
    });
    expect(readFileSync(join(one, 'd.txt'), 'utf8')).toBe('d\n');
    expect(existsSync(join(one, 'c.txt'))).toBe(false);
    const [again, both, unknown] = await Promise.all([
      line.json('project', 'update', 'one'),
      line.run('project', 'update', 'one', '--check', '--description', 'x'),
      line.run('project', 'update', 'one', '--answer', 'prt=1'),
    ]);
    expect(again).toMatchObject({ code: 0, document: { up_to_date: true, applied: false } });
    expect([both.code, unknown.code]).toEqual([2, 2]);
  });

  it('given an update that brings a workflow, then the project and its documents tell of it', async () => {
    const line = new CommandLine();
    const workflow = (name: string) =>
      `name: ${name}\nsteps: [{ name: a, module: shell, action: run, parameters: { command: "true" } }]\n`;
    const build = { 'dot_codomyrmex/workflows/build.yaml': workflow('build') };
    release(line, '1.0.0', build);
    await line.run('project', 'create', 'one', '--template', 'service');
    expect((await line.run('docs', 'check', 'projects/one')).code).toBe(0);
    release(line, '2.0.0', { ...build, 'dot_codomyrmex/workflows/extra.yaml': workflow('extra') });
    expect(await line.run('project', 'update', 'one')).toMatchObject({ code: 0 });
    expect(await line.json('project', 'status', 'one')).toMatchObject({ document: { workflows: 2 } });
    expect(readFileSync(join(line.folder, 'projects/one/README.md'), 'utf8')).toContain('workflows/extra.yaml');
    expect((await line.run('docs', 'check', 'projects/one')).code).toBe(0);
  });
});
