import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workshop } from './workshop.ts';

function git(shop: Workshop, ...words: readonly string[]): string {
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.invalid', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', shop.folder, ...who, ...words], { encoding: 'utf8', stdio: 'pipe' });
}

const commit = (shop: Workshop, message: string): void => {
  git(shop, 'add', '-A');
  git(shop, 'commit', '-qm', message);
};

/** base <- lib <- app, and tool, in a repository whose branch is main. */
async function repository(): Promise<Workshop> {
  const shop = new Workshop();
  const manager = shop.manager();
  git(shop, 'init', '-q', '-b', 'main');
  for (const [name, dependencies] of [
    ['base', []],
    ['lib', ['base']],
    ['app', ['lib']],
    ['tool', []],
  ] as const) {
    await manager.createProject(name, { dependencies: [...dependencies] });
    shop.write(`projects/${name}/src.txt`, name);
  }
  commit(shop, 'begin');
  return shop;
}

async function affected(shop: Workshop, since?: string) {
  const plan = await shop.manager().planProjectsRun('build', { affected: { since } });
  return plan.runs.map(({ project }) => [project.name, plan.affected.get(project.name)?.kind]);
}

describe('affected projects', () => {
  it('given nothing changed, then none is; what a project keeps of its runs is no change', async () => {
    const shop = await repository();
    await shop.manager().updateMetrics('lib', { runs: 1 });
    shop.write('projects/tool/.codomyrmex/journal/1.db', 'x');
    expect(await affected(shop)).toEqual([]);
  });

  it('given changed, staged, deleted, renamed and untracked files, then their projects are and those that depend on them', async () => {
    const shop = await repository();
    shop.write('projects/lib/new/untracked file.txt', 'new');
    expect(await affected(shop)).toEqual([
      ['lib', 'changed'],
      ['app', 'depends'],
    ]);
    shop.write('projects/tool/src.txt', 'changed');
    git(shop, 'add', 'projects/tool');
    rmSync(shop.path('projects/base/src.txt'));
    expect(await affected(shop)).toEqual([
      ['base', 'changed'],
      ['tool', 'changed'],
      ['lib', 'changed'],
      ['app', 'depends'],
    ]);
    shop.write('.gitignore', 'ignored/\n');
    git(shop, 'checkout', '-q', '-f', '.');
    git(shop, 'reset', '-q', '--hard');
    rmSync(shop.path('projects/lib/new'), { recursive: true });
    shop.write('projects/tool/ignored/x', '');
    expect(await affected(shop)).toEqual([]);
    git(shop, 'mv', 'projects/app/src.txt', 'projects/tool/moved.txt');
    expect((await affected(shop)).map(([name]) => name)).toEqual(['app', 'tool']);
  });

  it('given a branch, then it is compared with where it left, not with what came after', async () => {
    const shop = await repository();
    git(shop, 'checkout', '-q', '-b', 'work');
    shop.write('projects/app/src.txt', 'work');
    commit(shop, 'work');
    git(shop, 'checkout', '-q', 'main');
    shop.write('projects/base/src.txt', 'main goes on');
    commit(shop, 'main');
    git(shop, 'checkout', '-q', 'work');
    expect(await affected(shop)).toEqual([['app', 'changed']]);
    expect(await affected(shop, 'main')).toEqual([['app', 'changed']]);
    expect(await affected(shop, 'HEAD')).toEqual([]);
    for (const since of ['nowhere', '--output=/tmp/x', '']) {
      await expect(affected(shop, since)).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    }
  });

  it('given a workflow of a project that changed, then that is a change of it', async () => {
    const shop = await repository();
    shop.write('projects/tool/.codomyrmex/workflows/build.yaml', 'name: build');
    expect(await affected(shop)).toEqual([['tool', 'changed']]);
  });

  it('given no repository, or one without a commit, then everything counts as changed', async () => {
    const shop = new Workshop();
    await shop.manager().createProject('a');
    expect(await affected(shop)).toEqual([['a', 'untracked_folder']]);
    git(shop, 'init', '-q');
    shop.write('projects/a/x.txt', '');
    expect(await affected(shop)).toEqual([['a', 'changed']]);
  });

  it('given a project that names programs in its git configuration, then none is run', async () => {
    const shop = await repository();
    const trap = `touch ${shop.path('trapped')}`;
    git(shop, 'config', 'core.fsmonitor', `sh -c '${trap}'`);
    git(shop, 'config', 'diff.external', trap);
    git(shop, 'config', 'diff.trap.textconv', trap);
    for (const name of ['trap', 'a=b.c']) {
      git(shop, 'config', `filter.${name}.clean`, `${trap}; cat`);
      git(shop, 'config', `filter.${name}.process`, trap);
      git(shop, 'config', `filter.${name}.required`, 'true');
    }
    shop.write('.gitattributes', '* diff=trap filter=trap\n*.txt filter=a=b.c\n');
    shop.write('projects/tool/src.txt', 'changed');
    expect(await affected(shop)).toEqual([['tool', 'changed']]);
    expect(shop.tree('').includes('trapped')).toBe(false);
  });

  it('given a submodule with a filter of its own, then that is not run either', async () => {
    const shop = await repository();
    git(shop, 'init', '-q', 'projects/lib/part');
    const part = (...words: string[]) => git(shop, '-C', 'projects/lib/part', ...words);
    shop.write('projects/lib/part/x.txt', 'x');
    part('add', '-A');
    part('commit', '-qm', 'part');
    commit(shop, 'with a part');
    part('config', 'filter.trap.clean', `touch ${shop.path('trapped')}; cat`);
    shop.write('projects/lib/part/.gitattributes', '* filter=trap\n');
    shop.write('projects/lib/part/x.txt', 'y');
    expect(await affected(shop)).toEqual([]);
    expect(shop.tree('').includes('trapped')).toBe(false);
  });
});
