import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { type RunActionOptions, runAction } from '@codomyrmex/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, userConfig } from './git-folder.ts';

const { analyze_history: analyzeHistory } = gitOperations.actions;

type Input = NonNullable<Parameters<typeof analyzeHistory.run>[1]>;

async function analyze(workspace: string, input: Partial<Input> = {}, options: RunActionOptions = {}) {
  const { output } = await runAction(analyzeHistory, input, {
    now: () => Date.parse('2026-03-01T00:00:00Z'),
    ...options,
    workspace,
  });
  return output;
}

async function reasonNot(workspace: string, input: Partial<Input> = {}): Promise<string> {
  const thrown = await analyze(workspace, input).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(isNotApplicable(thrown)).toBe(true);
  return (thrown as Error).message;
}

beforeEach(() => {
  userConfig();
});

describe('given a repository with commits of several authors', () => {
  test('when its history is analysed, then commits, authors, churn, hotspots and periods add up', async () => {
    const repository = new GitFolder();
    repository.commit({ 'a.ts': '1\n2\n3\n', 'b.ts': '1\n' }, { date: '2025-12-31T12:00:00Z' });
    repository.commit({ 'a.ts': '1\n2\n', 'pnpm-lock.yaml': 'x\n' }, { author: 'Bo', date: '2026-02-02T12:00:00Z' });
    const last = repository.commit(
      { 'a.ts': '1\n2\n4\n', 'i.bin': new Uint8Array([0, 1]) },
      { date: '2026-02-10T12:00:00Z' },
    );
    const found = await analyze(repository.path);
    expect(found).toMatchObject({
      folder: repository.path,
      commits: 3,
      first_commit: { date: '2025-12-31T12:00:00.000Z' },
      last_commit: { hash: last, date: '2026-02-10T12:00:00.000Z' },
      age_days: 59,
      author_count: 2,
      bus_factor: 1,
      shallow: false,
      truncated: false,
      skipped: {},
      hotspot_basis: 'churn',
    });
    expect(found.authors).toEqual([
      { name: 'Ada', commits: 2, added: 5, deleted: 0, share: 0.6667 },
      { name: 'Bo', commits: 1, added: 1, deleted: 1, share: 0.3333 },
    ]);
    expect(found.churn[0]).toEqual({
      file: 'a.ts',
      commits: 3,
      added: 4,
      deleted: 1,
      authors: 2,
      last_changed: '2026-02-10T12:00:00.000Z',
      age_days: 18,
    });
    expect(found.churn.map(({ file }) => file)).toEqual(['a.ts', 'b.ts', 'pnpm-lock.yaml', 'i.bin']);
    expect(found.hotspots[0]).toEqual({ file: 'a.ts', commits: 3, complexity: null, score: 1 });
    expect(found.hotspots.map(({ file }) => file)).not.toContain('pnpm-lock.yaml');
    expect(found.by_month).toEqual([
      { period: '2025-12', commits: 1, added: 4, deleted: 0 },
      { period: '2026-01', commits: 0, added: 0, deleted: 0 },
      { period: '2026-02', commits: 2, added: 2, deleted: 1 },
    ]);
    expect(found.by_week.map(({ period }) => period)).toEqual([
      '2026-W01',
      '2026-W02',
      '2026-W03',
      '2026-W04',
      '2026-W05',
      '2026-W06',
      '2026-W07',
    ]);
  });

  test('when complexity is given, then hotspots are where much is changed and much is complex', async () => {
    const repository = new GitFolder();
    for (const content of ['1', '2', '3', '4']) repository.commit({ 'often.ts': content });
    repository.commit({ 'hard.ts': 'x', 'plain.ts': 'x' });
    repository.commit({ 'hard.ts': 'y' });
    const found = await analyze(repository.path, {
      complexity: [
        { file: './often.ts', total: 10 },
        { file: 'hard.ts', total: 40 },
        { file: 'not-there.ts', total: 99 },
      ],
    });
    expect(found.hotspot_basis).toBe('churn_and_complexity');
    expect(found.hotspots).toEqual([
      { file: 'hard.ts', commits: 2, complexity: 40, score: 0.5 },
      { file: 'often.ts', commits: 4, complexity: 10, score: 0.25 },
    ]);
  });

  test('when a sub-folder is analysed, then only its commits count and paths are relative to it', async () => {
    const repository = new GitFolder();
    repository.commit({ 'top.ts': 'x\n' });
    repository.commit({ 'packages/a b/src/x.ts': 'x\n' });
    repository.commit({ 'packages/a b/src/x.ts': 'y\n', 'top.ts': 'y\n' });
    const found = await analyze(repository.path, { repository_path: 'packages/a b' });
    expect(found).toMatchObject({ folder: join(repository.path, 'packages/a b'), commits: 2 });
    expect(found.churn).toMatchObject([{ file: 'src/x.ts', commits: 2, added: 2, deleted: 1 }]);
    expect(found.authors).toMatchObject([{ commits: 2, added: 2, deleted: 1 }]);
  });

  test('when files were renamed, again and again, then each keeps the history of its earlier names', async () => {
    const repository = new GitFolder();
    const body = Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n');
    repository.commit({
      'one.ts': `${body}\n1`,
      'left.ts': `left\n${body}`,
      'right.md': `${body.toUpperCase()}\nright`,
    });
    repository.commit({ 'one.ts': `${body}\n2` });
    renameSync(join(repository.path, 'one.ts'), join(repository.path, 'two.ts'));
    repository.commit({});
    mkdirSync(join(repository.path, 'src'));
    renameSync(join(repository.path, 'two.ts'), join(repository.path, 'src/three.ts'));
    repository.commit({});
    repository.commit({ 'src/three.ts': `${body}\n3`, 'one.ts': 'another\n' });
    const found = await analyze(repository.path);
    expect(found.renames).toBe(2);
    expect(found.churn.find(({ file }) => file === 'src/three.ts')).toMatchObject({ commits: 5 });
    expect(found.churn.find(({ file }) => file === 'one.ts')).toMatchObject({ commits: 1, added: 1 });
    expect(found.churn.some(({ file }) => file === 'two.ts')).toBe(false);
  });

  test('when file names hold spaces, tabs, line feeds, quotes, arrows or other alphabets, then they are given as they are', async () => {
    const names = [
      'a b',
      'a\tb',
      'a\nb',
      '"q"',
      'a => b',
      '{a => b}',
      'ünï',
      '文件',
      '-n',
      '__proto__',
      'commit',
      '\u0001',
      "it's",
      '$(id)',
    ];
    const repository = new GitFolder();
    repository.commit(Object.fromEntries(names.map((name) => [name, 'x\n'])));
    repository.commit(Object.fromEntries(names.map((name) => [name, 'y\n'])));
    for (const name of names) renameSync(join(repository.path, name), join(repository.path, `${name}.new`));
    repository.commit({ 'commit.new': 'longer\ntext\n' });
    const { churn } = await analyze(repository.path);
    expect(new Set(churn.map(({ file }) => file))).toEqual(new Set(names.map((name) => `${name}.new`)));
  });

  test('when there are more commits than max_commits or older ones than since, then only the newest count', async () => {
    const repository = new GitFolder();
    for (const month of ['01', '02', '03', '04']) {
      repository.commit({ 'a.ts': month }, { date: `2026-${month}-15T12:00:00Z` });
    }
    const now = () => Date.parse('2026-04-20T00:00:00Z');
    expect(await analyze(repository.path, { max_commits: 2 })).toMatchObject({ commits: 2, truncated: true });
    expect(await analyze(repository.path, { max_commits: 4 })).toMatchObject({ commits: 4, truncated: false });
    expect(await analyze(repository.path, { since: '2026-03-01' })).toMatchObject({ commits: 2, truncated: false });
    expect(await analyze(repository.path, { since: '2 months ago' }, { now })).toMatchObject({ commits: 2 });
    expect(await reasonNot(repository.path, { since: '2026-05-01' })).toContain('since 2026-05-01T00:00:00Z');
    await expect(analyze(repository.path, { since: '2026-13-45' })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
    await expect(analyze(repository.path, { since: '--all' })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  });

  test('when files are gone and branches were merged, then both are counted as skipped', async () => {
    const repository = new GitFolder();
    repository.commit({ 'a.ts': 'x', 'gone.ts': 'completely different\n' });
    repository.git('switch', '--quiet', '--create', 'side');
    repository.commit({ 'side.ts': 'unlike the others\n' });
    repository.git('switch', '--quiet', 'main');
    rmSync(join(repository.path, 'gone.ts'));
    repository.commit({ 'b.ts': 'y' });
    repository.git('merge', '--quiet', '--no-ff', '--no-edit', 'side');
    const found = await analyze(repository.path);
    expect(found).toMatchObject({ commits: 3, skipped: { merge_commits: 1, files_no_longer_there: 1 } });
    expect(found.churn.map(({ file }) => file)).toEqual(['a.ts', 'b.ts', 'side.ts']);
  });

  test('when authors have addresses for names, then no address is in the result', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' }, { author: 'eve@corp.example' });
    repository.commit({ a: '2' }, { author: 'Fay (fay@corp.example)' });
    const found = await analyze(repository.path);
    expect(JSON.stringify(found)).not.toContain('@');
    expect(found.authors.map(({ name }) => name).sort()).toEqual(['Fay', 'eve']);
  });

  test('when commits are dated in 1970 and in the future, then ages are not negative and periods stay few', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' }, { date: '1970-01-02T00:00:00Z' });
    repository.commit({ a: '2' }, { date: '2090-01-02T00:00:00Z' });
    const found = await analyze(repository.path);
    expect(found.churn[0]?.age_days).toBe(0);
    expect(found.by_month).toHaveLength(120);
    expect(found.by_week).toHaveLength(260);
    expect(found.by_month.at(-1)).toMatchObject({ period: '2090-01', commits: 1 });
  });

  test('when HEAD is detached, then the history is that of the commit', async () => {
    const repository = new GitFolder();
    const first = repository.commit({ a: '1' });
    repository.commit({ a: '2' });
    repository.git('checkout', '--quiet', '--detach', first);
    expect(await analyze(repository.path)).toMatchObject({ commits: 1, last_commit: { hash: first } });
  });
});

describe('given a repository of another kind', () => {
  test('when it is bare, then its history is analysed', async () => {
    const repository = new GitFolder();
    repository.commit({ 'src/a.ts': 'x\n' });
    const bare = freshFolder();
    execFileSync('git', ['clone', '--quiet', '--bare', repository.path, join(bare, 'b.git')], { stdio: 'ignore' });
    expect(await analyze(join(bare, 'b.git'))).toMatchObject({ commits: 1, churn: [{ file: 'src/a.ts' }] });
  });

  test('when it is shallow, then the changes of the commit where it was cut are left out', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1\n', b: '1\n', c: '1\n' });
    repository.commit({ a: '2\n' });
    repository.commit({ b: '2\n' });
    const clone = join(freshFolder(), 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth=2', `file://${repository.path}`, clone], { stdio: 'ignore' });
    const found = await analyze(clone);
    expect(found).toMatchObject({ commits: 2, shallow: true, skipped: { shallow_boundary_changes: 1 } });
    expect(found.churn.map(({ file }) => file)).toEqual(['b']);
  });

  test('when it is a linked work tree, then the history is that of its branch', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    const tree = join(freshFolder(), 'tree');
    repository.git('worktree', 'add', '--quiet', '-b', 'side', tree);
    expect(await analyze(tree)).toMatchObject({ folder: tree, commits: 1 });
  });
});

describe('given nothing to analyse', () => {
  test('when there is no repository, then the action does not apply, and says why', async () => {
    expect(await reasonNot(freshFolder())).toContain('not in a git repository');
  });

  test('when the repository has no commits, then the action does not apply', async () => {
    expect(await reasonNot(new GitFolder().path)).toContain('no commits yet');
  });

  test('when the folder has no commits, then the action does not apply', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    mkdirSync(join(repository.path, 'new'));
    expect(await reasonNot(repository.path, { repository_path: 'new' })).toContain('changes "new"');
  });

  test('when git is not installed, then the action does not apply', async () => {
    vi.stubEnv('PATH', freshFolder());
    expect(await reasonNot(freshFolder())).toContain('git is not installed');
  });

  test('when the folder is inside .git, then the action does not apply', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    expect(await reasonNot(repository.path, { repository_path: '.git' })).toContain('inside the .git folder');
  });

  test('when there is no such folder, then it fails', async () => {
    await expect(analyze(freshFolder(), { repository_path: 'missing' })).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
    });
  });
});
