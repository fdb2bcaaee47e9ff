import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workshop } from './workshop.ts';

describe('deleting a project', () => {
  it('given its name once more, then its folder is gone, and links in it were not followed', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('a');
    const outside = shop.write('outside/kept.txt', 'kept');
    symlinkSync(shop.path('outside'), shop.path('projects/a/folder'));
    symlinkSync(outside, shop.path('projects/a/file'));
    await expect(manager.deleteProject('a')).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
    for (const confirm of ['', 'b', 'A']) {
      await expect(manager.deleteProject('a', { confirm })).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
    }
    expect(await manager.deleteProject('a', { confirm: 'a' })).toBe(true);
    expect(shop.tree('projects')).toEqual([]);
    expect(readFileSync(outside, 'utf8')).toBe('kept');
    await expect(manager.deleteProject('a', { confirm: 'a' })).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
  });

  it('given a copy of its folder, or another that depends on it, then neither is deleted', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('lib');
    await manager.createProject('app', { dependencies: ['lib'] });
    await expect(manager.deleteProject('lib', { confirm: 'lib' })).rejects.toMatchObject({
      code: 'PROJECT_NEEDED',
      details: { needed_by: ['app'] },
    });
    cpSync(shop.path('projects/app'), shop.path('projects/copy'), { recursive: true });
    await expect(manager.deleteProject('app', { confirm: 'app' })).rejects.toMatchObject({
      code: 'PROJECT_NAME_TAKEN',
    });
    rmSync(shop.path('projects/copy'), { recursive: true });
    await manager.deleteProject('app', { confirm: 'app' });
    await manager.deleteProject('lib', { confirm: 'lib' });
  });

  it('given that files are kept, then they stay and the project is known no more', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('a', { path: shop.path('else/a') });
    shop.write('else/a/mine.txt', 'mine');
    await manager.deleteProject('a', { confirm: 'a', keepFiles: true });
    expect(shop.tree('else/a')).toEqual(['.codomyrmex/', 'mine.txt']);
    expect(await shop.manager().listProjects()).toEqual([]);
    expect(await shop.manager().listUnusableProjects()).toEqual([]);
  });

  it('given a folder that others need, a link, or one without our marker, then it is refused', async () => {
    const shop = new Workshop();
    const root = shop.manager({ folders: [shop.folder] });
    shop.write('.codomyrmex/project.json', { name: 'root' });
    await expect(root.deleteProject('root', { confirm: 'root' })).rejects.toMatchObject({ code: 'FOLDER_PROTECTED' });
    await shop.manager().createProject('a');
    const guarded = shop.manager({ protectedFolders: [shop.path('projects/a/.codomyrmex')] });
    await expect(guarded.deleteProject('a', { confirm: 'a' })).rejects.toMatchObject({ code: 'FOLDER_PROTECTED' });
    renameSync(shop.path('projects/a'), shop.path('moved'));
    symlinkSync(shop.path('moved'), shop.path('linked'));
    await shop.manager().loadProject(shop.path('linked'));
    await expect(shop.manager().deleteProject('a', { confirm: 'a' })).rejects.toMatchObject({
      code: 'FOLDER_PROTECTED',
    });
    mkdirSync(shop.path('projects/plain'));
    await expect(shop.manager().deleteProject('plain', { confirm: 'plain' })).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
    });
    expect(shop.tree('moved')).toEqual(['.codomyrmex/', '.codomyrmex/project.json']);
  });

  it('given a project with another in it, then it is deleted only after that', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('outer');
    const { path } = await manager.createProject('inner', { path: shop.path('projects/outer/sub/inner') });
    await expect(manager.deleteProject('outer', { confirm: 'outer' })).rejects.toMatchObject({
      code: 'FOLDER_PROTECTED',
      message: expect.stringContaining('"inner"'),
    });
    expect((await manager.getProject('inner')).path).toBe(path);
    await manager.deleteProject('inner', { confirm: 'inner' });
    await manager.deleteProject('outer', { confirm: 'outer' });
    expect(shop.tree('projects')).toEqual([]);
  });
});
