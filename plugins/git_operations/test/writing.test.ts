import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;

beforeEach(() => {
  userConfig(identity);
});

describe('initialize_git_repository', () => {
  test('given a new folder, when initialised, then there is a repository with one commit; again, nothing changes', async () => {
    const workspace = freshFolder();
    const made = await run(git.initialize_git_repository, workspace, { repository_path: 'new/one' });
    expect(made).toMatchObject({ folder: join(workspace, 'new/one'), created: true, branch: 'main' });
    expect(made.initial_commit).toMatch(/^[0-9a-f]{40}$/);
    const again = await run(git.initialize_git_repository, workspace, { path: 'new/one', default_branch: 'other' });
    expect(again).toMatchObject({ created: false, initial_commit: null });
    expect(await run(git.get_status, workspace, { repository_path: 'new/one' })).toMatchObject({
      branch: 'main',
      clean: true,
    });
  });

  test('given no identity, when initialised with a commit, then it fails before anything is made', async () => {
    userConfig();
    const workspace = freshFolder();
    await expect(run(git.initialize_git_repository, workspace, { repository_path: 'r' })).rejects.toMatchObject({
      code: 'NO_IDENTITY',
    });
    expect(existsSync(join(workspace, 'r'))).toBe(false);
    const bare = await run(git.initialize_git_repository, workspace, { repository_path: 'r', initial_commit: false });
    expect(bare).toMatchObject({ created: true, initial_commit: null });
  });

  test('given a folder outside of the workspace, straight or through a link, when initialised, then it is refused', async () => {
    const [workspace, outside] = [freshFolder(), freshFolder()];
    symlinkSync(outside, join(workspace, 'link'));
    for (const repository_path of ['..', outside, 'link/new', 'link']) {
      await expect(run(git.initialize_git_repository, workspace, { repository_path })).rejects.toMatchObject({
        code: 'OUTSIDE_WORKSPACE',
      });
    }
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('add_files and commit_changes', () => {
  test('given names that look like options and patterns, when added, then they are taken as names', async () => {
    const repository = new GitFolder();
    repository.commit({});
    repository.write({ '-n': '', '*.ts': '', 'b.ts': '', ':(top)x': '', 'a\nb': '', 'c d/e': '' });
    const { staged, counts } = await run(git.add_files, repository.path, {
      file_paths: ['-n', '*.ts', ':(top)x', 'a\nb', 'c d'],
    });
    expect(new Set(staged.map(({ file }) => file))).toEqual(new Set(['-n', '*.ts', ':(top)x', 'a\nb', 'c d/e']));
    expect(counts).toMatchObject({ staged: 5, untracked: 1 });
  });

  test('given a name that is not there or lies outside, when added, then it fails and says which', async () => {
    const repository = new GitFolder();
    repository.write({ a: '' });
    await expect(run(git.add_files, repository.path, { file_paths: ['missing'] })).rejects.toThrow(/missing/);
    await expect(run(git.add_files, repository.path, { file_paths: ['../x'] })).rejects.toThrow(/outside repository/);
  });

  test('given changes, when committed, then hash, branch and lines are told; with nothing left, nothing is committed', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1\n' });
    repository.write({ a: '2\n', 'new file': '1\n2\n' });
    const made = await run(git.commit_changes, repository.path, { message: 'Second\n\nwith a body' });
    expect(made).toMatchObject({ committed: true, branch: 'main', files: 2, added: 3, deleted: 1, hooks_skipped: [] });
    expect(made.hash).toBe(repository.git('rev-parse', 'HEAD').trim());
    expect(repository.git('log', '-1', '--format=%an <%ae>%n%B')).toContain(
      'Ada <ada@example.org>\nSecond\n\nwith a body',
    );
    const none = await run(git.commit_changes, repository.path, { message: 'Third' });
    expect(none).toMatchObject({ committed: false, hash: null });
  });

  test('given some paths, when committed, then they alone are, whatever else is staged', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1', b: '1', 'sub/c': '1' });
    repository.write({ a: '2', b: '2', 'sub/c': '2' });
    repository.git('add', 'b');
    const made = await run(git.commit_changes, repository.path, { message: 'x', file_paths: ['a'] });
    expect(made).toMatchObject({ committed: true, files: 1 });
    const sub = await run(git.commit_changes, repository.path, {
      message: 'x',
      repository_path: 'sub',
      stage_all: false,
    });
    expect(sub).toMatchObject({ files: 1 });
    expect((await run(git.get_status, repository.path, {})).unstaged).toEqual([{ file: 'sub/c', change: 'modified' }]);
  });

  test('given an author in the parameters, when committed, then it is that one; half of one is refused', async () => {
    userConfig();
    const repository = new GitFolder();
    repository.write({ a: '1' });
    const author = { author_name: 'Grace', author_email: 'grace@example.org' };
    await run(git.commit_changes, repository.path, { message: '-m first', ...author });
    expect(repository.git('log', '-1', '--format=%an %ae %cn %s').trim()).toBe(
      'Grace grace@example.org Grace -m first',
    );
    await expect(
      run(git.commit_changes, repository.path, { message: 'x', author_name: 'Grace' }),
    ).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
    repository.write({ a: '2' });
    await expect(run(git.commit_changes, repository.path, { message: 'x' })).rejects.toMatchObject({
      code: 'NO_IDENTITY',
    });
    expect(repository.git('rev-list', '--count', 'HEAD').trim()).toBe('1');
  });

  test('given a bare repository or one outside of the workspace, when committed to, then it is refused', async () => {
    const bare = new GitFolder(freshFolder(), '--bare');
    await expect(run(git.commit_changes, bare.path, { message: 'x' })).rejects.toMatchObject({ code: 'NO_WORK_TREE' });
    const elsewhere = new GitFolder();
    await expect(
      run(git.commit_changes, freshFolder(), { message: 'x', repository_path: elsewhere.path }),
    ).rejects.toMatchObject({ code: 'OUTSIDE_WORKSPACE' });
  });

  test('given a lock of another process, when committed, then the failure says so and may be tried again', async () => {
    const repository = new GitFolder();
    repository.write({ a: '1', '.git/index.lock': '' });
    await expect(run(git.commit_changes, repository.path, { message: 'x' })).rejects.toMatchObject({
      code: 'REPOSITORY_LOCKED',
      retryable: true,
    });
  });
});

describe('clone_repository', () => {
  test('given a repository on this machine, when cloned with leave, then it is whole in its place', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    const head = repository.commit({ a: '2' });
    repository.git('branch', 'side', 'HEAD~1');
    const workspace = freshFolder();
    const clone = (input: object) =>
      run(git.clone_repository, workspace, { url: repository.path, destination: 'x', allow_local: true, ...input });
    expect(await clone({ destination: 'in/here' })).toEqual({
      folder: join(workspace, 'in/here'),
      branch: 'main',
      head,
    });
    expect(await clone({ destination: 'side', branch: 'side', url: `file://${repository.path}` })).toMatchObject({
      branch: 'side',
    });
    await clone({ destination: 'thin', depth: 1 });
    expect(await run(git.is_git_repository, workspace, { repository_path: 'thin' })).toMatchObject({ shallow: true });
    await expect(clone({ destination: 'thin' })).rejects.toMatchObject({ code: 'DESTINATION_EXISTS' });
    await expect(clone({ branch: 'nowhere' })).rejects.toMatchObject({ code: 'GIT_FAILED', retryable: false });
    await expect(clone({ allow_local: false })).rejects.toMatchObject({ code: 'UNSAFE_URL' });
    await expect(clone({ destination: '../out' })).rejects.toMatchObject({ code: 'OUTSIDE_WORKSPACE' });
    expect(readdirSync(workspace).sort()).toEqual(['in', 'side', 'thin']);
  });

  test('given an abort, when cloning, then nothing is left', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    const workspace = freshFolder();
    const controller = new AbortController();
    const input = { url: repository.path, destination: 'x', allow_local: true };
    const running = runAction(git.clone_repository, input, { workspace, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(readdirSync(workspace)).toEqual([]);
  });
});
