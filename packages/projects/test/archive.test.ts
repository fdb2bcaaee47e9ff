import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Headers, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { pythonProject, Workshop } from './workshop.ts';

const archived = (shop: Workshop, name: string, path: string): string =>
  execFileSync('tar', ['-xzOf', shop.path(`projects/archives/${name}.tar.gz`), `${name}/${path}`], {
    encoding: 'utf8',
  });

/** An archive as somebody else makes it. */
async function foreign(shop: Workshop, entries: readonly (readonly [Headers, string])[]): Promise<string> {
  mkdirSync(shop.path('projects/archives'), { recursive: true });
  const file = shop.path('projects/archives/a.tar.gz');
  const tar = pack();
  const written = pipeline(tar, createGzip(), createWriteStream(file));
  for (const [header, text] of entries) tar.entry(header, text);
  tar.finalize();
  await written;
  return file;
}

const project = [{ name: 'a/.codomyrmex/project.json' }, JSON.stringify(pythonProject('a'))] as const;

describe('archives', () => {
  it('given a project that is being updated, then it is neither archived nor deleted; what a dead update left is undone first', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('a');
    const transaction = 'projects/a/.codomyrmex-transaction';
    const begun = (pid: number): void => {
      const changes = [{ path: 'f', sha256: null, had_file: true }];
      const journal = { journal_version: 1, state: 'changing', owner: { pid, host: hostname() }, changes, folders: [] };
      shop.write(`${transaction}/old/0`, 'by hand');
      shop.write(`${transaction}/journal.json`, journal);
    };
    begun(process.pid);
    const before = shop.tree('projects');
    await expect(manager.archiveProject('a')).rejects.toMatchObject({ code: 'UPDATE_RUNNING' });
    for (const keepFiles of [true, false])
      await expect(manager.deleteProject('a', { confirm: 'a', keepFiles })).rejects.toMatchObject({
        code: 'UPDATE_RUNNING',
      });
    expect(shop.tree('projects')).toEqual([...before, 'archives/'].sort());
    begun(4_190_000);
    await manager.archiveProject('a');
    expect(archived(shop, 'a', 'f')).toBe('by hand');
    const listed = execFileSync('tar', ['-tzf', shop.path('projects/archives/a.tar.gz')], { encoding: 'utf8' });
    expect(listed).not.toContain('transaction');
    expect(shop.tree('projects/a')).toEqual(['.codomyrmex/', '.codomyrmex/project.json', 'f']);
  });

  it('given an archived project, then its archive says archived too (a fault of the original), and restoring gives back every byte', {
    meta: {
      specification: [
        '1.ProjectManager.archive_project',
        '1.ProjectManager.archive_project.project',
        '4.ProjectManager.feature.archiving',
      ],
    },
  }, async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    const before = await manager.createProject('a', { description: 'kept' });
    await manager.updateProject('a', { status: 'completed' });
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256));
    writeFileSync(shop.path('projects/a/data.bin'), bytes, { mode: 0o755 });
    shop.write('projects/a/deep/er/empty.txt', '');
    mkdirSync(shop.path('projects/a/hollow'));
    linkSync(shop.path('projects/a/data.bin'), shop.path('projects/a/same.bin'));
    const tree = shop.tree('projects/a');
    const { archive, project: result } = await manager.archiveProject(before);
    expect([archive, result.status]).toEqual([shop.path('projects/archives/a.tar.gz'), 'archived']);
    if (process.platform !== 'win32') expect(statSync(archive).mode & 0o777).toBe(0o600);
    expect(JSON.parse(archived(shop, 'a', '.codomyrmex/project.json'))).toMatchObject({
      name: 'a',
      status: 'archived',
    });
    expect(archived(shop, 'a', '.codomyrmex/project.json')).toBe(shop.read('projects/a/.codomyrmex/project.json'));
    expect(shop.tree('projects/a')).toEqual(tree);
    await manager.deleteProject('a', { confirm: 'a' });
    expect(await manager.restoreProject('a')).toMatchObject({
      status: 'completed',
      description: 'kept',
      path: before.path,
    });
    expect(shop.tree('projects/a')).toEqual(tree);
    expect(readFileSync(shop.path('projects/a/same.bin'))).toEqual(bytes);
    expect(statSync(shop.path('projects/a/data.bin')).mode & 0o777).toBe(0o755);
  });

  it('given links and installed packages, then they are left out and named', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    shop.write('secret', 'secret');
    symlinkSync(shop.path('secret'), shop.path('projects/a/link'));
    shop.write('projects/a/web/node_modules/x/index.js', '');
    const { leftOut } = await shop.manager().archiveProject('a');
    expect(leftOut).toEqual({ links: ['link'], installed: ['web/node_modules'] });
    const list = execFileSync('tar', ['-tzf', shop.path('projects/archives/a.tar.gz')], { encoding: 'utf8' });
    expect(list.trim().split('\n')).toEqual(['a', 'a/.codomyrmex', 'a/.codomyrmex/project.json', 'a/web']);
  });

  it('given a project whose folder is there, then restoring gives back its status alone', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('a');
    await expect(manager.restoreProject('a')).rejects.toMatchObject({ code: 'PROJECT_EXISTS' });
    await manager.archiveProject('a');
    shop.write('projects/a/later.txt', 'stays');
    expect(await manager.restoreProject('a')).toMatchObject({ status: 'planning', metadata: {} });
    expect(shop.read('projects/a/later.txt')).toBe('stays');
    await manager.archiveProject('a');
    await manager.archiveProject('a');
    await expect(manager.restoreProject('b')).rejects.toMatchObject({
      code: 'ARCHIVE_NOT_FOUND',
      suggestions: ['did you mean "a"?'],
    });
  });

  it('given an archive of another project of that name, then it is not overwritten', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('a', { description: 'first' });
    await manager.archiveProject('a');
    await manager.deleteProject('a', { confirm: 'a' });
    await manager.createProject('a', { description: 'second' });
    await expect(manager.archiveProject('a')).rejects.toMatchObject({ code: 'ARCHIVE_EXISTS' });
    expect(JSON.parse(archived(shop, 'a', '.codomyrmex/project.json'))).toMatchObject({ description: 'first' });
    expect((await manager.getProject('a')).status).toBe('planning');
  });

  it('given an archive of the Python system, then it is restored with its status', async () => {
    const shop = new Workshop();
    await foreign(shop, [[{ name: 'a', type: 'directory' }, ''], project, [{ name: 'a/src/x.py' }, 'x = 1\n']]);
    expect(await shop.manager().restoreProject('a', { path: shop.path('else/a') })).toMatchObject({
      status: 'planning',
      path: shop.path('else/a'),
    });
    expect(shop.read('else/a/src/x.py')).toBe('x = 1\n');
    expect((await shop.manager().listProjects()).map(({ name }) => name)).toEqual(['a']);
  });

  it.each<[string, readonly (readonly [Headers, string])[]]>([
    ['a path that leads out', [project, [{ name: 'a/../../out' }, 'x']]],
    ['an absolute path', [project, [{ name: '/tmp/out' }, 'x']]],
    ['a link', [project, [{ name: 'a/link', type: 'symlink', linkname: '/etc' }, '']]],
    ['a hard link', [project, [{ name: 'a/link', type: 'link', linkname: '/etc/passwd' }, '']]],
    ['a device', [project, [{ name: 'a/tty', type: 'character-device' }, '']]],
    ['two roots', [project, [{ name: 'b/x' }, 'x']]],
    ['a file twice', [project, [{ name: 'a/x' }, '1'], [{ name: 'a/x' }, '2']]],
    ['a file as a folder', [project, [{ name: 'a/x' }, '1'], [{ name: 'a/x/y' }, '2']]],
    ['no project', [[{ name: 'a/x' }, '1']]],
    ['another project', [[{ name: 'a/.codomyrmex/project.json' }, JSON.stringify(pythonProject('b'))]]],
    ['a damaged project', [[{ name: 'a/.codomyrmex/project.json' }, '{']]],
  ])('given an archive with %s, then all of it is refused and nothing is left', async (_what, entries) => {
    const shop = new Workshop();
    await foreign(shop, entries);
    const before = shop.tree('');
    await expect(shop.manager().restoreProject('a')).rejects.toMatchObject({ code: 'ARCHIVE_UNUSABLE' });
    expect(shop.tree('')).toEqual(before);
  });

  it('given half an archive, or no archive at all, then nothing is left of it', async () => {
    const shop = new Workshop();
    const file = await foreign(shop, [project, [{ name: 'a/x' }, 'x'.repeat(100_000)]]);
    truncateSync(file, 300);
    await expect(shop.manager().restoreProject('a')).rejects.toMatchObject({ code: 'ARCHIVE_UNUSABLE' });
    writeFileSync(file, 'no archive');
    await expect(shop.manager().restoreProject('a')).rejects.toMatchObject({ code: 'ARCHIVE_UNUSABLE' });
    expect(shop.tree('projects')).toEqual(['archives/', 'archives/a.tar.gz']);
  });
});
