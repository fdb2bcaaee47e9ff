import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;

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
    expect(() => cloned.git('merge', 'origin/main')).toThrow(/CONFLICT|failed/);
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
    utimesSync(join(repository.path, 'a'), 1_000_000_000, 1_000_000_000);
    const index = join(repository.path, '.git/index');
    const before = readFileSync(index);
    await run(git.get_status, repository.path, {});
    await run(git.get_diff, repository.path, {});
    expect(readFileSync(index).equals(before)).toBe(true);
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
