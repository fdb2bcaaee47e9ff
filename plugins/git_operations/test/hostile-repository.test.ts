import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';
import { HostileRepository } from './hostile-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;

beforeEach(() => {
  userConfig(identity);
});

describe('given a repository that plants programs in its configuration, attributes and hooks', () => {
  test('when git is run without care, then they start', () => {
    const hostile = new HostileRepository();
    hostile.touch();
    hostile.write({ 'dir/c.txt': 'changed\n' });
    const failing = [['status'], ['add', 'dir/c.txt'], ['diff'], ['add', 'b.dat']];
    for (const command of failing) {
      // The planted programs do not do what git asks of them, so some commands fail after they were started.
      expect([0, 1, 128]).toContain(spawnSync('git', ['-C', hostile.path, ...command]).status);
    }
    expect(hostile.started()).toEqual(expect.arrayContaining(['clean', 'fsmonitor', 'process']));
  });

  test('when it is read, then none of them starts', async () => {
    const hostile = new HostileRepository();
    hostile.touch();
    const { path } = hostile;
    const status = await run(git.get_status, path, {});
    expect(status.unstaged.map(({ file }) => file)).toEqual(['a.txt', 'b.dat']);
    await run(git.is_git_repository, path, {});
    const diff = await run(git.get_diff, path, {});
    expect(diff.diff).toContain('+MORE');
    expect(diff.diff).not.toContain('\u001b');
    await run(git.get_diff, path, { target: 'HEAD' });
    await run(git.get_diff, path, { target: 'HEAD~1..HEAD' });
    await run(git.get_commit_history, path, {});
    await run(git.list_branches, path, {});
    await run(git.list_tags, path, {});
    const history = await run(git.analyze_history, path, {});
    expect(history.commits).toBe(2);
    await run(git.analyze_history, path, { repository_path: 'dir' });
    expect(hostile.started()).toEqual([]);
  });

  test('when its files would go through its filters, then writing is refused unless it is trusted', async () => {
    const hostile = new HostileRepository();
    hostile.touch();
    const { path } = hostile;
    const before = hostile.git('rev-parse', 'HEAD', 'refs/heads/other');
    for (const writing of [
      () => run(git.add_files, path, { file_paths: ['a.txt'] }),
      () => run(git.commit_changes, path, { message: 'x' }),
      () => run(git.switch_branch, path, { branch_name: 'other' }),
      () => run(git.create_branch, path, { branch_name: 'new' }),
    ]) {
      await expect(writing()).rejects.toMatchObject({
        code: 'UNTRUSTED_REPOSITORY',
        suggestions: [expect.stringContaining('trust_repository')],
      });
    }
    expect(hostile.started()).toEqual([]);
    expect(hostile.git('rev-parse', 'HEAD', 'refs/heads/other')).toBe(before);
  });

  test('when only names are written, then neither hooks nor signing take part', async () => {
    const hostile = new HostileRepository();
    await run(git.create_branch, hostile.path, { branch_name: 'new', switch: false });
    await run(git.create_tag, hostile.path, { tag_name: 'v1', message: 'annotated' });
    expect(hostile.started()).toEqual([]);
    expect(hostile.git('tag', '--list').trim()).toBe('v1');
  });

  test('when it has no filters and is committed to, then hooks and signing are left out and the result names the hooks', async () => {
    const hostile = new HostileRepository();
    hostile.removeFilters();
    hostile.touch();
    const made = await run(git.commit_changes, hostile.path, { message: 'x' });
    expect(made).toMatchObject({
      committed: true,
      hooks_skipped: expect.arrayContaining(['pre-commit', 'post-commit']),
    });
    await run(git.create_branch, hostile.path, { branch_name: 'new' });
    await run(git.switch_branch, hostile.path, { branch_name: 'main' });
    expect(hostile.started()).toEqual([]);
    hostile.git('config', 'core.hooksPath', '.husky');
    hostile.write({ 'd.txt': '' });
    const again = await run(git.commit_changes, hostile.path, { message: 'x' });
    expect(again.hooks_skipped[0]).toBe('core.hooksPath');
  });

  test('when it is trusted, then its hooks and filters act, and still neither monitor nor editor starts', async () => {
    const hostile = new HostileRepository();
    hostile.git('config', '--remove-section', 'filter.a=b');
    hostile.git('config', 'commit.gpgSign', 'false');
    hostile.touch();
    const made = await run(git.commit_changes, hostile.path, { message: 'x', trust_repository: true });
    expect(made).toMatchObject({ committed: true, hooks_skipped: [] });
    expect(hostile.started()).toEqual(expect.arrayContaining(['clean', 'hook-pre-commit', 'hook-post-commit']));
    for (const never of ['fsmonitor', 'editor', 'pager', 'gpg']) expect(hostile.started()).not.toContain(never);
  });
});

describe('given other traps', () => {
  test('when objects are missing and the remote is a program, then reading fails and does not fetch', async () => {
    const hostile = new GitFolder();
    hostile.commit({ a: '1\n' });
    hostile.commit({ a: '2\n' });
    const marks = freshFolder();
    hostile.git('config', 'core.repositoryFormatVersion', '1');
    hostile.git('config', 'extensions.partialClone', 'origin');
    hostile.git('config', 'remote.origin.url', `ext::sh -c touch% ${marks}/fetched`);
    hostile.git('config', 'remote.origin.promisor', 'true');
    hostile.git('config', 'protocol.ext.allow', 'always');
    const blob = hostile.git('rev-parse', 'HEAD~1:a').trim();
    execFileSync('rm', ['-f', join(hostile.path, '.git/objects', blob.slice(0, 2), blob.slice(2))]);
    await expect(run(git.analyze_history, hostile.path, {})).rejects.toMatchObject({ code: 'GIT_FAILED' });
    await expect(run(git.get_diff, hostile.path, { target: 'HEAD~1' })).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect(existsSync(join(marks, 'fetched'))).toBe(false);
  });

  test('when a submodule has a monitor of its own, then looking at the repository around it does not start it', async () => {
    const inner = new GitFolder();
    inner.commit({ x: '1' });
    const outer = new GitFolder();
    outer.commit({ a: '1' });
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
    outer.commit({});
    const marks = freshFolder();
    const program = join(marks, 'program.sh');
    writeFileSync(program, `#!/bin/sh\ntouch '${marks}/started'\n`);
    chmodSync(program, 0o755);
    const submodule = new GitFolder(join(outer.path, 'sub'));
    submodule.git('config', 'core.fsmonitor', program);
    submodule.write({ x: '2' });
    await run(git.get_status, outer.path, {});
    await run(git.get_diff, outer.path, {});
    expect(existsSync(join(marks, 'started'))).toBe(false);
    outer.git('status');
    expect(existsSync(join(marks, 'started'))).toBe(true);
    expect(await run(git.is_git_repository, outer.path, { repository_path: 'sub' })).toMatchObject({
      is_repository: true,
    });
  });

  test('when the configuration names a folder elsewhere as the work tree, then the repository is refused', async () => {
    const outside = freshFolder();
    mkdirSync(join(outside, 'repository'));
    const hostile = new GitFolder(join(outside, 'repository'));
    hostile.commit({ a: '1' });
    writeFileSync(join(outside, 'secret'), 'x');
    hostile.git('config', 'core.worktree', outside);
    const refused = { code: 'UNTRUSTED_REPOSITORY' };
    await expect(run(git.get_status, hostile.path, {})).rejects.toMatchObject(refused);
    await expect(run(git.get_diff, hostile.path, {})).rejects.toMatchObject(refused);
    await expect(run(git.analyze_history, hostile.path, {})).rejects.toMatchObject(refused);
  });

  test('when paths would be read as patterns or options, then a folder of such a name is only a folder', async () => {
    const repository = new GitFolder();
    for (const name of ['-x', ':(top)', '*']) {
      mkdirSync(join(repository.path, name));
      repository.commit({ [`${name}/a`]: name, top: name });
    }
    for (const name of ['-x', ':(top)', '*']) {
      const found = await run(git.analyze_history, repository.path, { repository_path: name });
      expect(found).toMatchObject({ commits: 1, churn: [{ file: 'a' }] });
    }
  });

  test('when it belongs to somebody else, then it is refused until the user says it is safe', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const programs = freshFolder();
    // Git's own switch for tests of its own: giving a folder to somebody else takes an administrator.
    writeFileSync(join(programs, 'git'), `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec '${real}' "$@"\n`);
    chmodSync(join(programs, 'git'), 0o755);
    const path = process.env.PATH;
    vi.stubEnv('PATH', `${programs}:${path}`);
    await expect(run(git.get_status, repository.path, {})).rejects.toMatchObject({
      code: 'UNSAFE_OWNERSHIP',
      suggestions: [expect.stringContaining('safe.directory')],
    });
    userConfig(`${identity}[safe]\n\tdirectory = /elsewhere\n\tdirectory = ${repository.path}\n`);
    expect(await run(git.get_status, repository.path, {})).toMatchObject({ branch: 'main', clean: true });
  });

  test('when the user’s own configuration would change answers, then reading leaves it out', async () => {
    userConfig(
      `${identity}[status]\n\tshowUntrackedFiles = no\n[diff]\n\tnoprefix = true\n\tmnemonicPrefix = true\n[core]\n\tquotePath = true\n`,
    );
    const repository = new GitFolder();
    repository.commit({ a: '1' });
    repository.write({ a: '2', ü: '' });
    expect((await run(git.get_status, repository.path, {})).untracked).toEqual(['ü']);
    expect((await run(git.get_diff, repository.path, {})).diff).toContain('--- a/a');
  });

  test('when a clone comes with hooks and submodules, then neither is run', async () => {
    const hostile = new HostileRepository();
    const workspace = freshFolder();
    await run(git.clone_repository, workspace, { url: hostile.path, destination: 'c', allow_local: true });
    expect(hostile.started()).toEqual([]);
    expect(readFileSync(join(workspace, 'c/a.txt'), 'utf8')).toBe('one\nmore\n');
  });
});
