import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { GitFolder, identity, userConfig } from './git-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;
const read = (repository: GitFolder, file: string): string => readFileSync(join(repository.path, file), 'utf8');

beforeEach(() => {
  userConfig(identity);
});

describe('reset_changes', () => {
  test('given two commits, when reset by each mode, then branch, index and files go back as far as it says', async () => {
    const repository = new GitFolder();
    const first = repository.commit({ a: '1' });
    const second = repository.commit({ a: '2' });
    const reset = (input: object) => run(git.reset_changes, repository.path, input);
    expect(await reset({ mode: 'soft', target: 'HEAD~1' })).toMatchObject({
      previous: second,
      hash: first,
      discarded: [],
    });
    expect(repository.git('status', '--porcelain')).toBe('M  a\n');
    await reset({});
    expect(repository.git('status', '--porcelain')).toBe(' M a\n');
    repository.git('checkout', '--quiet', 'a');
    expect(await reset({ mode: 'hard', target: second })).toMatchObject({ hash: second, discarded: [] });
    expect(read(repository, 'a')).toBe('2');
  });

  test('given changes in no commit, when reset hard, then they are lost only when that is asked for', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1', b: '1' });
    repository.commit({ later: '1' });
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    repository.write({ a: 'mine', staged: 'x', later: 'not known here' });
    repository.git('add', 'staged');
    const hard = (input: object) =>
      run(git.reset_changes, repository.path, { mode: 'hard', target: 'HEAD@{1}', ...input });
    await expect(hard({})).rejects.toMatchObject({
      code: 'LOCAL_CHANGES',
      details: { files: ['a', 'staged', 'later'] },
      suggestions: [expect.stringContaining('discard_changes'), expect.anything()],
    });
    expect([read(repository, 'a'), read(repository, 'staged'), read(repository, 'later')]).toEqual([
      'mine',
      'x',
      'not known here',
    ]);
    expect(await hard({ discard_changes: true })).toMatchObject({ discarded: ['a', 'staged', 'later'] });
    expect([read(repository, 'a'), read(repository, 'later')]).toEqual(['1', '1']);
  });
});

describe('clean_repository', () => {
  test('given files that git does not know, when cleaned, then without force they are only named', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1', '.gitignore': '*.log\n', 'sub/known': '' });
    const odd = ['tab\there', 'line\nfeed', 'quo"te', 'back\\slash', 'ünï', ' leading', '-n', '\u0001'];
    repository.write(Object.fromEntries([...odd, 'new/x', 'x.log', 'sub/y'].map((name) => [name, ''])));
    const clean = (input: object) => run(git.clean_repository, repository.path, input);
    const named = await clean({});
    expect(named).toMatchObject({ removed: false, count: odd.length + 1 });
    expect(new Set(named.paths)).toEqual(new Set([...odd, 'sub/y']));
    for (const name of odd) expect(existsSync(join(repository.path, name))).toBe(true);
    const sub = await clean({ repository_path: 'sub', force: true });
    expect(sub).toMatchObject({ removed: true, paths: ['y'] });
    const all = await clean({ force: true, directories: true, ignored: true });
    expect(new Set(all.paths)).toEqual(new Set([...odd, 'new/', 'x.log']));
    expect(repository.git('status', '--porcelain', '--ignored')).toBe('');
  });

  test('given a repository inside, when cleaned, then it is left alone', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    mkdirSync(join(repository.path, 'inner'));
    const inner = new GitFolder(join(repository.path, 'inner'));
    inner.commit({ work: '1' });
    await run(git.clean_repository, repository.path, { force: true, directories: true, ignored: true });
    expect(read(inner, 'work')).toBe('1');
  });
});

describe('stashes', () => {
  test('given changes, when put aside and brought back, then they are there again, and the stash goes when asked', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1', b: '1' });
    repository.write({ a: '2', new: 'x' });
    const stash = (input: object) => run(git.stash_changes, repository.path, input);
    expect(await stash({ message: '--patch this: "ü"', include_untracked: true })).toMatchObject({
      stashed: true,
      stash: { ref: 'stash@{0}', message: 'On main: --patch this: "ü"' },
    });
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(await stash({})).toEqual({ stashed: false, stash: null });
    repository.write({ b: '2' });
    await stash({});
    const { stashes } = await run(git.list_stashes, repository.path, {});
    expect(stashes.map(({ ref, message }) => [ref, message.split(':')[0]])).toEqual([
      ['stash@{0}', 'WIP on main'],
      ['stash@{1}', 'On main'],
    ]);
    const applied = await run(git.apply_stash, repository.path, { stash_ref: '1', drop: true });
    expect(applied).toMatchObject({ dropped: true, applied: { ref: 'stash@{1}' } });
    expect([read(repository, 'a'), read(repository, 'new'), read(repository, 'b')]).toEqual(['2', 'x', '1']);
    const dropped = await run(git.drop_stash, repository.path, { stash_ref: 'stash@{0}' });
    expect(dropped.dropped.hash).toBe(stashes[0]?.hash);
    expect(await run(git.list_stashes, repository.path, {})).toEqual({ stashes: [] });
    await expect(run(git.drop_stash, repository.path, { stash_ref: '0' })).rejects.toMatchObject({
      code: 'STASH_NOT_FOUND',
    });
    await expect(run(git.drop_stash, repository.path, { stash_ref: '--all' })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });

  test('given a stash that conflicts, or files that are in its way, when applied, then nothing is changed', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1\n' });
    repository.write({ a: 'aside\n', new: 'aside' });
    await run(git.stash_changes, repository.path, { include_untracked: true });
    repository.write({ new: 'in the way' });
    const apply = () => run(git.apply_stash, repository.path, {});
    await expect(apply()).rejects.toMatchObject({ code: 'LOCAL_CHANGES', details: { files: ['new'] } });
    expect(read(repository, 'a')).toBe('1\n');
    repository.git('clean', '--quiet', '--force');
    repository.commit({ a: 'main\n' });
    await expect(apply()).rejects.toMatchObject({ code: 'MERGE_CONFLICT', details: { files: ['a'] } });
    expect(repository.git('status', '--porcelain')).toBe('');
    expect((await run(git.list_stashes, repository.path, {})).stashes).toHaveLength(1);
    repository.write({ a: 'mine\n' });
    await expect(apply()).rejects.toMatchObject({ code: 'LOCAL_CHANGES', details: { files: ['a'] } });
    expect(read(repository, 'a')).toBe('mine\n');
  });
});
