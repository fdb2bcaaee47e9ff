import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;

beforeEach(() => {
  userConfig(identity);
});

describe('get_blame', () => {
  test('given lines of several commits, when asked, then each has its commit, author and text, and no address', async () => {
    const repository = new GitFolder();
    const first = repository.commit({ 'sub/a b': 'one\ntwo\n\tauthor x\n' });
    const second = repository.commit(
      { 'sub/a b': 'one\nTWO\n\tauthor x\n' },
      { author: 'Bo', date: '2026-02-03T04:05:06Z' },
    );
    repository.write({ 'sub/a b': 'not committed\n' });
    const blame = (input: object) => run(git.get_blame, repository.path, { file_path: 'sub/a b', ...input });
    const { lines, truncated } = await blame({});
    expect(truncated).toBe(false);
    expect(lines.map(({ line, hash, author, text }) => [line, hash, author, text])).toEqual([
      [1, first, 'Ada', 'one'],
      [2, second, 'Bo', 'TWO'],
      [3, first, 'Ada', '\tauthor x'],
    ]);
    expect(lines[1]?.date).toBe('2026-02-03T04:05:06.000Z');
    expect(JSON.stringify(lines)).not.toContain('@');
    expect(await blame({ start_line: 2, limit: 1 })).toMatchObject({ lines: [{ line: 2 }], truncated: true });
    expect((await blame({ target: first, repository_path: 'sub', file_path: 'a b' })).lines[1]?.text).toBe('two');
    await expect(blame({ start_line: 9 })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    await expect(blame({ file_path: '--help' })).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
    repository.commit({ empty: '' });
    expect(await blame({ file_path: 'empty' })).toEqual({ lines: [], truncated: false });
  });

  test('given a configuration that names a file of the machine as its list of commits, when it fails, then nothing of it is told', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1\n', secret: 'pass word\n' });
    repository.git('config', 'blame.ignoreRevsFile', join(repository.path, 'secret'));
    const failed = run(git.get_blame, repository.path, { file_path: 'a' });
    await expect(failed).rejects.toMatchObject({ code: 'GIT_FAILED' });
    await expect(failed).rejects.not.toThrow(/pass word/);
  });
});

describe('get_commit_details and get_commit_history', () => {
  test('given a first commit, a rename and a merge, when asked, then what changed is told against the first parent', async () => {
    const repository = new GitFolder();
    const first = repository.commit({ a: '1\n2\n3\n', other: 'x\n' });
    expect(await run(git.get_commit_details, repository.path, { commit_sha: first })).toMatchObject({
      hash: first,
      parents: [],
      author: 'Ada',
      committer: 'Ada',
      subject: 'change',
      file_count: 2,
      added: 4,
    });
    repository.git('switch', '--quiet', '--create', 'side');
    repository.git('mv', 'a', 'b c');
    const renamed = repository.commit({});
    expect(await run(git.get_commit_details, repository.path, { commit_sha: renamed })).toMatchObject({
      files: [{ file: 'b c', from: 'a', added: 0, deleted: 0 }],
      truncated: false,
    });
    repository.git('switch', '--quiet', 'main');
    repository.commit({ d: '1\n', e: '1\n' });
    repository.git('merge', '--quiet', '--no-edit', 'side');
    const merge = await run(git.get_commit_details, repository.path, { commit_sha: 'HEAD' });
    expect(merge).toMatchObject({ files: [{ file: 'b c', from: 'a' }], parents: [expect.anything(), renamed] });
    const cut = await run(git.get_commit_details, repository.path, { commit_sha: 'HEAD~1', limit: 1 });
    expect(cut).toMatchObject({ files: [{ file: 'd' }], file_count: 2, added: 2, truncated: true });
    await expect(run(git.get_commit_details, repository.path, { commit_sha: 'nowhere' })).rejects.toMatchObject({
      code: 'REVISION_NOT_FOUND',
    });
  });

  test('given commits of several people and days, when narrowed, then only those that were asked for come', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' }, { date: '2026-01-01T12:00:00Z' });
    repository.commit({ b: '1' }, { author: 'Bo', date: '2026-02-01T12:00:00Z' });
    repository.commit({ a: '2' }, { author: 'Bo', date: '2026-03-01T12:00:00Z' });
    const dates = async (input: object) =>
      (await run(git.get_commit_history, repository.path, input)).commits.map(({ date }) => date.slice(5, 7));
    expect(await dates({})).toEqual(['03', '02', '01']);
    expect(await dates({ author: 'bo' })).toEqual(['03', '02']);
    expect(await dates({ author: '.*' })).toEqual([]);
    expect(await dates({ file_path: 'a' })).toEqual(['03', '01']);
    expect(await dates({ since: '2026-01-15', until: '2026-02-15' })).toEqual(['02']);
    expect(await dates({ branch: 'HEAD~1' })).toEqual(['02', '01']);
    await expect(dates({ since: '2026-13-45' })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  });
});

describe('what a repository is', () => {
  test('given a repository, when measured, then commits, branches, tags, files and bytes are counted', async () => {
    const repository = new GitFolder();
    expect(await run(git.get_repository_statistics, repository.path, {})).toMatchObject({ commits: 0, files: 0 });
    repository.commit({ a: '1', 'sub/b': '2' });
    repository.git('branch', 'side');
    repository.git('tag', 'v1');
    const clone = join(freshFolder(), 'clone');
    repository.git('clone', '--quiet', repository.path, clone);
    const cloned = await run(git.get_repository_statistics, clone, {});
    expect(cloned).toMatchObject({ commits: 1, branches: 1, remote_branches: 2, tags: 1, files: 2, objects: 5 });
    expect(cloned.store_bytes).toBeGreaterThan(0);
    expect(await run(git.get_current_branch, clone, {})).toMatchObject({ branch: 'main' });
  });

  test('given rules in .gitignore, when files are checked, then the rule that decides is told', async () => {
    const repository = new GitFolder();
    repository.commit({ '.gitignore': '*.log\n!keep.log\n' });
    const { files } = await run(git.check_ignored, repository.path, {
      file_paths: ['x.log', 'keep.log', '-v', ':(glob)a\nb'],
    });
    expect(files).toEqual([
      { file: 'x.log', ignored: true, rule: { source: '.gitignore', line: 1, pattern: '*.log' } },
      { file: 'keep.log', ignored: false, rule: { source: '.gitignore', line: 2, pattern: '!keep.log' } },
      { file: '-v', ignored: false, rule: null },
      { file: ':(glob)a\nb', ignored: false, rule: null },
    ]);
  });

  test('given keys without danger, when set and read, then they are the repository’s; others are refused', async () => {
    const repository = new GitFolder();
    const read = async (key: 'user.name' | 'pull.ff') => (await run(git.get_config, repository.path, { key })).value;
    expect(await read('user.name')).toBeNull();
    await run(git.set_config, repository.path, { key: 'user.name', value: '--global' });
    expect(await read('user.name')).toBe('--global');
    for (const key of ['core.fsmonitor', 'core.hooksPath', 'alias.status', 'user.name\nx', '--global']) {
      // The type knows that these keys are none.
      const wrong = { key, value: 'x' } as unknown as { key: 'user.name'; value: string };
      await expect(run(git.set_config, repository.path, wrong)).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
    }
    expect(readFileSync(join(repository.path, '.git/config'), 'utf8')).not.toContain('fsmonitor');
  });

  test('given git, and a machine without it, when asked, then its version or its absence is told', async () => {
    const found = await run(git.check_git_availability, freshFolder(), {});
    expect(found).toMatchObject({ available: true, supported: true, version: expect.stringMatching(/^\d+\.\d+/) });
    vi.stubEnv('PATH', freshFolder());
    expect(await run(git.check_git_availability, freshFolder(), {})).toEqual({
      available: false,
      version: null,
      supported: false,
    });
  });
});
