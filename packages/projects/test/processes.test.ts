import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { diskFiles, type ProjectFiles } from '@codomyrmex/projects';
import { describe, expect, it } from 'vitest';
import { OtherProcess } from './other-process.ts';
import { Workshop } from './workshop.ts';

const hanging = `
  const stuck = new ProjectManager({ ...ports, files: { ...diskFiles, write: async () => { say('holding'); await forever(); } } });
  await stuck.updateMetrics('a', { never: true });`;

describe('several processes', () => {
  it('given processes that change one project at once, then no change is lost and no file is torn', {
    meta: { specification: ['2.guideline.projects.concurrent'] },
  }, async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    const others = ['x', 'y', 'z'].map(
      (name) =>
        new OtherProcess(
          shop,
          `for (let i = 0; i < 8; i++) await manager.addProjectMilestone('a', '${name}' + i, { i });`,
        ),
    );
    for (let index = 0; index < 8; index++) await shop.manager().updateMetrics('a', { [`m${index}`]: index });
    await Promise.all(others.map((other) => other.done()));
    const { milestones, metrics } = await shop.manager().getProject('a');
    expect([Object.keys(milestones).length, Object.keys(metrics).length]).toEqual([24, 8]);
    expect(readdirSync(shop.path('projects/a/.codomyrmex'))).toEqual(['project.json']);
  });

  it('given processes that make one name at once, then one of them does', async () => {
    const shop = new Workshop();
    const make = (who: string) =>
      new OtherProcess(
        shop,
        `await manager.createProject('same', { author: '${who}' }).then(() => say('made'), ({ code }) => say(code));`,
      );
    const others = ['one', 'two', 'three'].map(make);
    await Promise.all(others.map((other) => other.done()));
    const told = await Promise.all(
      others.map((other) =>
        other.says('made').then(
          () => 'made',
          () => 'refused',
        ),
      ),
    );
    expect(told.filter((one) => one === 'made')).toEqual(['made']);
    expect(shop.tree('projects')).toEqual(['same/', 'same/.codomyrmex/', 'same/.codomyrmex/project.json']);
  });

  it('given one name made and loaded in several places at once, then one project has it', async () => {
    const shop = new Workshop();
    shop.write('loaded/.codomyrmex/project.json', { name: 'same' });
    const others = ['one', 'two'].map(
      (folder) =>
        new OtherProcess(
          shop,
          `await manager.createProject('same', { path: ${JSON.stringify(shop.path(folder, 'same'))} }).catch(() => {});`,
        ),
    );
    const own = ['three', 'four'].map((folder) =>
      shop.manager().createProject('same', { path: shop.path(folder, 'same') }),
    );
    await Promise.allSettled([...own, shop.manager().loadProject(shop.path('loaded'))]);
    await Promise.all(others.map((other) => other.done()));
    expect((await shop.manager().listProjects()).map(({ name }) => name)).toEqual(['same']);
    expect(await shop.manager().listUnusableProjects()).toEqual([]);
    expect(readdirSync(shop.path('data'))).toEqual(['projects.json']);
  });

  it('given a process that is killed while it changes a project, then the others take over, one at a time', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    const stuck = new OtherProcess(shop, hanging);
    await stuck.says('holding');
    await stuck.kill();
    expect(existsSync(shop.path('projects/a/.codomyrmex/project.lock'))).toBe(true);
    const others = ['x', 'y', 'z'].map(
      (name) =>
        new OtherProcess(shop, `for (let i = 0; i < 3; i++) await manager.updateMetrics('a', { ['${name}' + i]: i });`),
    );
    await Promise.all(others.map((other) => other.done()));
    const { metrics } = await shop.manager().getProject('a');
    expect(Object.keys(metrics).length).toBe(9);
    expect(readdirSync(shop.path('projects/a/.codomyrmex'))).toEqual(['project.json']);
  });

  it('given two that died one after the other, the second while it took over, then a third goes on', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    const first = new OtherProcess(shop, hanging);
    await first.says('holding');
    await first.kill();
    const second = new OtherProcess(
      shop,
      `const files = { ...diskFiles, removeFile: async () => { say('taking'); await forever(); } };
       await new ProjectManager({ ...ports, files }).updateMetrics('a', { never: true });`,
    );
    await second.says('taking');
    await second.kill();
    expect(readdirSync(shop.path('projects/a/.codomyrmex')).length).toBe(3);
    await shop.manager().updateMetrics('a', { third: true });
    expect((await shop.manager().getProject('a')).metrics).toEqual({ third: true });
    expect(readdirSync(shop.path('projects/a/.codomyrmex'))).toEqual(['project.json']);
  });

  it('given a folder that was put in the place of a locked one, then letting go leaves the lock that another process has there', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    let letGo = (): void => undefined;
    let changed: Promise<unknown> = Promise.resolve();
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const held = new Promise<void>((resolve) => {
      const files = {
        ...diskFiles,
        write: async (path: string, text: string) => {
          resolve();
          await gate;
          await diskFiles.write(path, text);
        },
      };
      changed = shop.manager({ files }).updateMetrics('a', { first: true });
    });
    await held;
    renameSync(shop.path('projects/a'), shop.path('moved'));
    shop.write('projects/a/.codomyrmex/project.json', shop.file('moved'));
    const other = new OtherProcess(shop, hanging);
    await other.says('holding');
    letGo();
    await changed;
    expect(existsSync(shop.path('projects/a/.codomyrmex/project.lock'))).toBe(true);
  });

  it('given a dead lock that somebody else is taking over, then it is waited for, and not without pause', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    const owner = { host: hostname() };
    shop.write('projects/a/.codomyrmex/project.lock', { token: 'x', owner: { ...owner, pid: 4_190_000 } });
    shop.write('projects/a/.codomyrmex/project.lock.after-x', { token: 'y', owner: { ...owner, pid: process.pid } });
    let now = Date.now();
    let looks = 0;
    const clock = {
      now: () => now,
      after: (ms: number, due: () => void) => {
        now += ms;
        setImmediate(due);
        return () => undefined;
      },
    };
    const files: ProjectFiles = {
      ...diskFiles,
      create: async () => {
        if (++looks > 10_000) throw new Error('it does not pause');
        return false;
      },
    };
    await expect(shop.manager({ clock, files }).updateMetrics('a', {})).rejects.toMatchObject({ code: 'PROJECT_BUSY' });
  });

  it('given a lock of another container of this host, then it counts as held; of an earlier running of the machine, as left behind', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    let now = Date.now();
    const clock = {
      now: () => now,
      after: (ms: number, due: () => void) => {
        now += ms * 100;
        setImmediate(due);
        return () => undefined;
      },
    };
    const lockedBy = (owner: object): void => {
      const whole = { pid: 4_190_000, host: hostname(), ...owner };
      shop.write('projects/a/.codomyrmex/project.lock', { token: 'x', owner: whole });
    };
    const manager = shop.manager({ clock });
    lockedBy({ pid_namespace: 'pid:[1]' });
    await expect(manager.updateMetrics('a', {})).rejects.toMatchObject({ code: 'PROJECT_BUSY' });
    lockedBy({ pid: process.pid, pid_namespace: 'pid:[1]', boot: 'earlier' });
    await manager.updateMetrics('a', { ok: true });
    expect((await manager.getProject('a')).metrics).toEqual({ ok: true });
  });

  it('given a lock that a power cut left empty, then it is taken over after a while', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    writeFileSync(shop.path('projects/a/.codomyrmex/project.lock'), '');
    const later = {
      now: () => Date.now() + 60_000,
      after: (_ms: number, due: () => void) => {
        setImmediate(due);
        return () => undefined;
      },
    };
    await shop.manager({ clock: later }).updateMetrics('a', { ok: true });
    expect((await shop.manager().getProject('a')).metrics).toEqual({ ok: true });
  });

  it('given a process that is killed while it makes a project, then there is none, and its rest is removed by the next', async () => {
    const shop = new Workshop();
    const making = new OtherProcess(
      shop,
      `const scaffolder = {
         list: async () => [],
         describe: async () => { throw new Error('none'); },
         scaffold: async ({ target }) => {
           await diskFiles.makeFolder(target + '/src');
           await diskFiles.write(target + '/src/half.txt', 'half');
           say('half');
           await forever();
         },
       };
       await new ProjectManager({ ...ports, scaffolder }).createProject('a');`,
    );
    await making.says('half');
    const besides = shop.manager();
    await besides.createProject('b');
    expect(shop.tree('projects').some((path) => path.endsWith('half.txt'))).toBe(true);
    await making.kill();
    expect((await besides.listProjects()).map(({ name }) => name)).toEqual(['b']);
    expect(await besides.listUnusableProjects()).toEqual([]);
    await besides.createProject('a');
    expect(readdirSync(shop.path('projects'))).toEqual(['a', 'b']);
  });

  it('given a process that is killed while it runs a workflow, then that is active no more, and the next run puts it right', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    const running = new OtherProcess(
      shop,
      `const runWorkflow = async () => { say('running'); await forever(); };
       await new ProjectManager({ ...ports, runWorkflow }).executeProjectWorkflow('a', 'build');`,
    );
    await running.says('running');
    const manager = shop.manager({
      runWorkflow: async () => ({ success: true, executionTime: 1, result: { executionId: 'r', status: 'completed' } }),
    });
    expect(await manager.getProject('a')).toMatchObject({ status: 'active', activeWorkflows: ['build'] });
    await expect(manager.archiveProject('a')).rejects.toMatchObject({ code: 'PROJECT_BUSY' });
    await expect(manager.deleteProject('a', { confirm: 'a' })).rejects.toMatchObject({ code: 'PROJECT_BUSY' });
    await running.kill();
    expect(await manager.getProject('a')).toMatchObject({ status: 'active', activeWorkflows: [] });
    await manager.executeProjectWorkflow('a', 'other');
    expect(shop.file('projects/a')).toMatchObject({ active_workflows: [], metrics: { workflow_runs: 1 } });
    expect(shop.file('projects/a')).not.toHaveProperty('active_runs');
  });

  it('given processes that are killed at any moment, then the file is always whole and what was done is there', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await manager.createProject('a');
    for (let round = 0; round < 3; round++) {
      const other = new OtherProcess(
        shop,
        `for (let i = 0; ; i++) { await manager.updateMetrics('a', { r${round}: i }); if (i === 2) say('well'); }`,
      );
      await other.says('well');
      await other.kill();
      const { metrics } = await manager.updateMetrics('a', { [`own${round}`]: round });
      expect(metrics[`r${round}`]).toBeGreaterThanOrEqual(2);
    }
    expect(Object.keys((await manager.getProject('a')).metrics).length).toBe(6);
  });
});
