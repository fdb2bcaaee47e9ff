import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionDefinition } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';

const git = gitOperations.actions;

async function run<Input extends z.ZodType, Output extends z.ZodType>(
  action: ActionDefinition<Input, Output>,
  workspace: string,
  input: z.input<Input>,
): Promise<z.output<Output>> {
  return (await runAction(action, input, { workspace })).output;
}

beforeEach(() => {
  userConfig(identity);
});

describe('is_git_repository', () => {
  test('given folders in and out of repositories, when asked, then each is told apart', async () => {
    const repository = new GitFolder();
    mkdirSync(join(repository.path, 'sub'));
    expect(await run(git.is_git_repository, repository.path, {})).toEqual({
      is_repository: true,
      kind: 'work_tree',
      is_top: true,
      shallow: false,
      reason: null,
    });
    expect(await run(git.is_git_repository, repository.path, { repository_path: 'sub' })).toMatchObject({
      is_top: false,
    });
    expect(await run(git.is_git_repository, new GitFolder(freshFolder(), '--bare').path, {})).toMatchObject({
      kind: 'bare',
    });
    const none = await run(git.is_git_repository, freshFolder(), {});
    expect(none).toMatchObject({ is_repository: false, kind: null, reason: expect.stringContaining('not in a git') });
  });

  test('given a damaged repository, when asked, then the reason is git’s', async () => {
    const repository = new GitFolder();
    writeFileSync(join(repository.path, '.git/config'), '[core\nbroken');
    const answer = await run(git.is_git_repository, repository.path, {});
    expect(answer).toMatchObject({ is_repository: false, reason: expect.stringContaining('bad config line') });
  });
});

describe('get_status', () => {
  test('given every kind of change, when asked, then each file stands in its list, relative to the folder', async () => {
    const repository = new GitFolder();
    repository.commit({ 'p/keep.ts': '1', 'p/gone.ts': '1', 'p/old name.ts': 'a\nb\nc\nd\n', 'outside.ts': '1' });
    repository.git('mv', 'p/old name.ts', 'p/new\tname.ts');
    repository.write({ 'p/keep.ts': '2', 'p/added.ts': 'x', 'p/new/file.ts': 'x', 'outside.ts': '2' });
    repository.git('add', 'p/added.ts');
    rmSync(join(repository.path, 'p/gone.ts'));
    const status = await run(git.get_status, repository.path, { repository_path: 'p' });
    expect(status).toMatchObject({
      branch: 'main',
      upstream: null,
      ahead: 0,
      behind: 0,
      clean: false,
      staged: [
        { file: 'added.ts', change: 'added' },
        { file: 'new\tname.ts', change: 'renamed', from: 'old name.ts' },
      ],
      unstaged: [
        { file: 'gone.ts', change: 'deleted' },
        { file: 'keep.ts', change: 'modified' },
      ],
      untracked: ['new/'],
      conflicted: [],
      counts: { staged: 2, unstaged: 2, untracked: 1, conflicted: 0 },
      truncated: false,
    });
  });

  test('given a conflict, a clone that is behind and ahead, a detached head and no commits, then the status says so', async () => {
    const repository = new GitFolder();
    expect(await run(git.get_status, repository.path, {})).toMatchObject({ branch: 'main', head: null, clean: true });
    const first = repository.commit({ a: '1' });
    const clone = join(freshFolder(), 'clone');
    repository.git('clone', '--quiet', repository.path, clone);
    repository.commit({ a: '2' });
    const cloned = new GitFolder(clone);
    cloned.commit({ a: '3' });
    cloned.git('fetch', '--quiet');
    expect(await run(git.get_status, clone, {})).toMatchObject({
      upstream: 'origin/main',
      ahead: 1,
      behind: 1,
      clean: true,
    });
    expect(() => cloned.git('merge', 'origin/main')).toThrow();
    expect(await run(git.get_status, clone, {})).toMatchObject({ conflicted: ['a'], clean: false });
    repository.git('checkout', '--quiet', '--detach', first);
    expect(await run(git.get_status, repository.path, {})).toMatchObject({ branch: null, head: first });
  });

  test('given more files than the limit, when asked, then the counts are whole and the lists are cut', async () => {
    const repository = new GitFolder();
    repository.write({ a: '', b: '', c: '' });
    const status = await run(git.get_status, repository.path, { limit: 2 });
    expect(status).toMatchObject({ untracked: ['a', 'b'], counts: { untracked: 3 }, truncated: true });
  });

  test('given a reading action, when it runs, then the repository is not written to', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    repository.write({ a: '1' });
    const index = join(repository.path, '.git/index');
    const before = readFileSync(index);
    await run(git.get_status, repository.path, {});
    await run(git.get_diff, repository.path, {});
    expect(readFileSync(index).equals(before)).toBe(true);
  });
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

describe('branches and tags', () => {
  test('given a repository, when branches are made, switched to and listed, then they are where they should be', async () => {
    const repository = new GitFolder();
    const first = repository.commit({ a: '1' });
    const second = repository.commit({ a: '2' });
    expect(await run(git.create_branch, repository.path, { branch_name: 'feature/ü' })).toEqual({
      branch: 'feature/ü',
      hash: second,
      switched: true,
    });
    const old = { branch_name: 'old', start_point: 'HEAD~1', switch: false };
    expect(await run(git.create_branch, repository.path, old)).toMatchObject({ hash: first, switched: false });
    expect(await run(git.switch_branch, repository.path, { branch_name: 'old' })).toEqual({
      branch: 'old',
      hash: first,
      previous: 'feature/ü',
    });
    const { current, branches } = await run(git.list_branches, repository.path, {});
    expect(current).toBe('old');
    expect(branches.map(({ name, hash, current: isCurrent }) => [name, hash, isCurrent]).sort()).toEqual([
      ['feature/ü', second, false],
      ['main', second, false],
      ['old', first, true],
    ]);
  });

  test('given a clone, when remote branches are listed and one is switched to, then it is made from the remote', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    repository.git('branch', 'side');
    const clone = join(freshFolder(), 'clone');
    repository.git('clone', '--quiet', repository.path, clone);
    const { branches } = await run(git.list_branches, clone, { include_remote: true });
    expect(
      branches
        .filter(({ remote }) => remote)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['origin/main', 'origin/side']);
    await run(git.switch_branch, clone, { branch_name: 'side' });
    expect((await run(git.get_status, clone, {})).upstream).toBe('origin/side');
  });

  test('given names that are taken, missing or unsafe, when used, then the error says which and nothing is lost', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    repository.git('switch', '--quiet', '--create', 'other');
    repository.commit({ a: 'other' });
    repository.write({ a: 'local' });
    const create = (branch_name: string) => run(git.create_branch, repository.path, { branch_name });
    const change = (branch_name: string) => run(git.switch_branch, repository.path, { branch_name });
    await expect(create('main')).rejects.toMatchObject({ code: 'BRANCH_EXISTS' });
    await expect(change('mian')).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
      suggestions: ['did you mean "main"?'],
    });
    await expect(change('main')).rejects.toMatchObject({ code: 'LOCAL_CHANGES' });
    for (const name of ['-d', '--orphan', 'HEAD', '@{-1}', 'a..b', '../x', '/x', 'x/', 'a b', 'x.lock', 'a\nb', '']) {
      await expect(create(name)).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
      await expect(change(name)).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    }
    await expect(
      run(git.create_branch, repository.path, { branch_name: 'x', start_point: 'nowhere' }),
    ).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
    expect(readFileSync(join(repository.path, 'a'), 'utf8')).toBe('local');
  });

  test('given a repository without commits, when a branch is made, then the first commit goes there', async () => {
    const repository = new GitFolder();
    expect(await run(git.create_branch, repository.path, { branch_name: 'start' })).toMatchObject({ hash: null });
    repository.write({ a: '1' });
    expect(await run(git.commit_changes, repository.path, { message: 'x' })).toMatchObject({ branch: 'start' });
  });

  test('given commits, when tags are made and listed, then they lead to their commits and are not moved', async () => {
    const repository = new GitFolder();
    const first = repository.commit({ a: '1' });
    const second = repository.commit({ a: '2' });
    const annotated = { tag_name: 'v1.0.0', message: 'The first\n\nof many', target: first };
    expect(await run(git.create_tag, repository.path, annotated)).toEqual({
      tag: 'v1.0.0',
      commit: first,
      annotated: true,
    });
    expect(await run(git.create_tag, repository.path, { tag_name: 'light' })).toMatchObject({
      commit: second,
      annotated: false,
    });
    await expect(run(git.create_tag, repository.path, { tag_name: 'light', target: first })).rejects.toMatchObject({
      code: 'TAG_EXISTS',
    });
    const { tags } = await run(git.list_tags, repository.path, {});
    expect(new Map(tags.map(({ name, commit, annotated: kind, subject }) => [name, [commit, kind, subject]]))).toEqual(
      new Map([
        ['v1.0.0', [first, true, 'The first']],
        ['light', [second, false, 'change']],
      ]),
    );
    expect((await run(git.list_tags, repository.path, { limit: 1 })).truncated).toBe(true);
    await expect(run(git.create_tag, repository.path, { tag_name: '-d' })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });
});

describe('get_diff and get_commit_history', () => {
  test('given changes in files, index and commits, when compared, then text and counts are those of what was asked', async () => {
    const repository = new GitFolder();
    repository.commit({ 'sub/a b': '1\n2\n', c: '1\n' });
    repository.commit({ c: '1\n2\n' });
    repository.write({ 'sub/a b': '1\nX\n', c: '1\n2\n3\n' });
    repository.git('add', 'c');
    const diff = (input: object) => run(git.get_diff, repository.path, input);
    expect(await diff({})).toMatchObject({ files: [{ file: 'sub/a b', added: 1, deleted: 1 }], added: 1, deleted: 1 });
    expect(await diff({ cached: true })).toMatchObject({
      files: [{ file: 'c', added: 1, deleted: 0 }],
      truncated: false,
    });
    expect((await diff({ target: 'HEAD' })).files).toHaveLength(2);
    const range = await diff({ target: 'HEAD~1..HEAD' });
    expect(range.diff).toContain('+2');
    expect(range.files).toEqual([{ file: 'c', added: 1, deleted: 0 }]);
    const sub = await diff({ target: 'HEAD', repository_path: 'sub' });
    expect(sub).toMatchObject({ files: [{ file: 'a b' }], diff: expect.stringContaining('a/a b') });
    expect(await diff({ max_bytes: 10 })).toMatchObject({ diff: 'diff --git', truncated: true, added: 1 });
  });

  test('given targets that are options, ranges of nothing or unknown, when compared, then they are refused', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    const out = join(repository.path, 'written');
    for (const target of [`--output=${out}`, '-O/etc/passwd', 'a b', 'HEAD;id', 'HEAD:a']) {
      await expect(run(git.get_diff, repository.path, { target })).rejects.toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
    for (const target of ['HEAD..', 'HEAD..HEAD..HEAD']) {
      await expect(run(git.get_diff, repository.path, { target })).rejects.toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
    await expect(run(git.get_diff, repository.path, { target: 'nowhere' })).rejects.toMatchObject({
      code: 'REVISION_NOT_FOUND',
    });
    expect(existsSync(out)).toBe(false);
  });

  test('given commits, when the history is asked for, then they come newest first, without addresses', async () => {
    const repository = new GitFolder();
    expect(await run(git.get_commit_history, repository.path, {})).toEqual({ commits: [], truncated: false });
    const first = repository.commit({ a: '1' });
    repository.git('commit', '--quiet', '--allow-empty', '--message=Second: "ü"', '--message=Body\n\nmore');
    repository.commit({ 'sub/b': '1' });
    const { commits, truncated } = await run(git.get_commit_history, repository.path, { limit: 2 });
    expect(truncated).toBe(true);
    expect(commits[1]).toMatchObject({ parents: [first], author: 'Ada', subject: 'Second: "ü"', body: 'Body\n\nmore' });
    expect(Date.parse(commits[1]?.date ?? '')).toBe(Date.parse('2026-01-05T12:00:00Z'));
    expect(JSON.stringify(commits)).not.toContain('@');
    const sub = await run(git.get_commit_history, repository.path, { repository_path: 'sub' });
    expect(sub.commits).toHaveLength(1);
    const old = await run(git.get_commit_history, repository.path, { target: first });
    expect(old.commits.map(({ hash }) => hash)).toEqual([first]);
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
