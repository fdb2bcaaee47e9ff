import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';
import { HostileRepository } from './hostile-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;

/** Git without care; the planted programs do not do what git asks of them, so that it may fail after they were started. */
const careless = (path: string, ...args: readonly string[]) =>
  spawnSync('git', ['-C', path, ...args], { encoding: 'utf8', timeout: 20_000 });

/** `done`, or the code of the failure. */
const outcome = (work: () => Promise<unknown>): Promise<unknown> =>
  work().then(
    () => 'done',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

function plantMergeDriver(hostile: HostileRepository): void {
  hostile.git('config', 'merge.default', 'evil');
  hostile.git('config', 'merge.evil.driver', `${hostile.program('merge-driver', false)} %A`);
}

/** Everything that changes files by commits, with whether it joins versions of files. */
const changing = (path: string): readonly (readonly [name: string, merges: boolean, () => Promise<unknown>])[] => [
  ['stash_changes', false, () => run(git.stash_changes, path, {})],
  ['apply_stash', true, () => run(git.apply_stash, path, { drop: true })],
  ['reset_changes hard', false, () => run(git.reset_changes, path, { mode: 'hard', discard_changes: true })],
  ['merge_branch', true, () => run(git.merge_branch, path, { source_branch: 'side', fast_forward: 'never' })],
  ['revert_commit', true, () => run(git.revert_commit, path, { commit_sha: 'HEAD', mainline: 1 })],
  ['cherry_pick', true, () => run(git.cherry_pick, path, { commit_sha: 'side' })],
  ['amend_commit', false, () => run(git.amend_commit, path, { message: 'other' })],
  ['rebase_branch', true, () => run(git.rebase_branch, path, { target_branch: 'side' })],
  ['reset_changes', false, () => run(git.reset_changes, path, { target: 'HEAD~1' })],
];

beforeEach(() => {
  userConfig(identity);
});

describe('given a repository that plants programs', () => {
  test('when git merges, rebases and puts aside without care, then they start', () => {
    const hostile = new HostileRepository({ parted: true });
    hostile.removeFilters();
    plantMergeDriver(hostile);
    hostile.write({ 'dir/c.txt': 'changed\n' });
    careless(hostile.path, 'stash');
    careless(hostile.path, '-c', 'merge.verifySignatures=false', 'merge', '--no-ff', '--no-edit', 'side');
    careless(hostile.path, 'blame', 'HEAD', '--', 'a.txt');
    expect(hostile.started()).toEqual(
      expect.arrayContaining(['fsmonitor', 'gpg', 'hook-pre-merge-commit', 'merge-driver', 'textconv']),
    );
  });

  test('when files would go through its filters, then everything that changes files is refused', async () => {
    const hostile = new HostileRepository({ parted: true });
    const before = hostile.git('for-each-ref');
    const pull = () => run(git.pull_changes, hostile.path, {});
    for (const [, , change] of [...changing(hostile.path), ['pull_changes', true, pull] as const]) {
      await expect(change()).rejects.toMatchObject({ code: 'UNTRUSTED_REPOSITORY' });
    }
    expect(hostile.started()).toEqual([]);
    expect(hostile.git('for-each-ref')).toBe(before);
  });

  test('when it has merge drivers, then what joins versions is refused, and the rest runs none', async () => {
    const hostile = new HostileRepository({ parted: true });
    hostile.removeFilters();
    plantMergeDriver(hostile);
    hostile.write({ main: 'changed\n' });
    for (const [name, merges, change] of changing(hostile.path)) {
      expect([name, await outcome(change)]).toEqual([name, merges ? 'UNTRUSTED_REPOSITORY' : 'done']);
    }
    expect(hostile.started()).toEqual([]);
  });

  test('when it has neither, then everything is done, and neither hooks nor signing nor editors take part', async () => {
    const hostile = new HostileRepository({ parted: true });
    hostile.removeFilters();
    hostile.git('config', 'branch.main.mergeOptions', '--verify-signatures --gpg-sign --edit --strategy=evil');
    hostile.git('config', 'pull.twohead', 'evil');
    hostile.write({ main: 'changed\n' });
    for (const [name, , change] of changing(hostile.path))
      expect([name, await outcome(change)]).toEqual([name, 'done']);
    expect(hostile.started()).toEqual([]);
  });

  test('when names, stashes and details are asked for and changed, then nothing starts', async () => {
    const hostile = new HostileRepository({ parted: true });
    const { path } = hostile;
    hostile.write({ 'not known': '' });
    await run(git.get_blame, path, { file_path: 'a.txt' });
    await run(git.get_commit_details, path, { commit_sha: 'HEAD' });
    await run(git.get_commit_history, path, { author: 'Ada', file_path: 'a.txt' });
    await run(git.get_repository_statistics, path, {});
    await run(git.get_current_branch, path, {});
    await run(git.check_ignored, path, { file_paths: ['x'] });
    await run(git.get_config, path, { key: 'user.name' });
    await run(git.set_config, path, { key: 'user.name', value: 'Eve' });
    await run(git.list_stashes, path, {});
    await run(git.add_remote, path, { remote_name: 'other', url: 'https://example.org/a.git' });
    await run(git.list_remotes, path, {});
    await run(git.remove_remote, path, { remote_name: 'other' });
    await run(git.delete_branch, path, { branch_name: 'side', force: true });
    await run(git.reset_changes, path, { mode: 'soft', target: 'HEAD~1' });
    await run(git.clean_repository, path, { force: true });
    expect(hostile.started()).toEqual([]);
    expect(existsSync(join(path, 'not known'))).toBe(false);
  });
});

describe('given a repository that says how commits travel', () => {
  const exchanging = (path: string) => [
    () => run(git.fetch_changes, path, { allow_local: true }),
    () => run(git.pull_changes, path, { allow_local: true }),
    () => run(git.push_changes, path, { allow_local: true }),
  ];

  test('when its configuration names programs, other addresses or files for that, then nothing is exchanged', async () => {
    const marks = freshFolder();
    const program = join(marks, 'program.sh');
    writeFileSync(program, `#!/bin/sh\ntouch '${marks}/started'\n`);
    chmodSync(program, 0o755);
    const evil = new GitFolder();
    evil.commit({ a: 'evil' });
    const far = 'ssh://git@localhost:1/a.git';
    const settings: readonly (readonly [key: string, value: string, url?: string])[] = [
      ['core.sshCommand', program, far],
      ['core.gitProxy', program],
      ['remote.origin.uploadpack', program],
      ['remote.origin.receivepack', program],
      ['remote.origin.vcs', 'ext'],
      ['remote.origin.proxy', 'http://localhost:1'],
      [`url.ext::sh -c ${program}.insteadOf`, 'ssh://', far],
      [`url.${evil.path}.insteadOf`, '/'],
      [`url.${evil.path}.pushInsteadOf`, '/'],
      ['credential.helper', `!${program}`, 'https://localhost:1/a.git'],
      ['credential.https://localhost:1.helper', `!${program}`, 'https://localhost:1/a.git'],
      ['http.proxy', 'http://localhost:1', 'https://localhost:1/a.git'],
      ['http.https://localhost:1/.sslVerify', 'false', 'https://localhost:1/a.git'],
      ['http.cookieFile', join(marks, 'cookies'), 'https://localhost:1/a.git'],
      ['fetch.bundleURI', evil.path],
      [`remotes.${far}`, 'evil', far],
      [`remote.${far}.url`, evil.path, far],
      [`remote.${far}.vcs`, 'ext', far],
    ];
    for (const [index, [key, value, url = evil.path]] of settings.entries()) {
      const hostile = new GitFolder();
      hostile.commit({ a: '1' });
      hostile.git('config', 'remote.origin.url', url);
      // Out of sight of whoever looks into .git/config alone.
      writeFileSync(join(hostile.path, '.git/more'), '');
      hostile.git('config', '--file', join(hostile.path, '.git/more'), key, value);
      hostile.git('config', 'include.path', 'more');
      const exchanges = exchanging(hostile.path);
      const exchange = exchanges[index % exchanges.length];
      expect([key, exchange && (await outcome(exchange))]).toEqual([key, 'UNTRUSTED_REPOSITORY']);
    }
    expect(existsSync(join(marks, 'started'))).toBe(false);
  });

  test.each([
    ['ext::sh -c id', 'UNSAFE_URL'],
    ['fd::3', 'UNSAFE_URL'],
    ['-oProxyCommand=id', 'UNSAFE_URL'],
    ['ssh://-oProxyCommand=id/x', 'UNSAFE_URL'],
    ['https://user:secret@example.org/x', 'UNSAFE_URL'],
    ['http://example.org/x', 'UNSAFE_URL'],
    ['../nowhere', 'PATH_NOT_FOUND'],
  ])('when its remote is %s, then nothing is exchanged', async (url, code) => {
    const hostile = new GitFolder();
    hostile.commit({ a: '1' });
    hostile.git('config', 'remote.origin.url', url);
    for (const exchange of exchanging(hostile.path)) await expect(exchange()).rejects.toMatchObject({ code });
  });

  test('when it fetches to other names than those of its remote, then only those are written', async () => {
    const origin = new GitFolder();
    const hash = origin.commit({ a: '1' });
    const hostile = new GitFolder();
    const own = hostile.commit({ a: '2' });
    hostile.git('config', 'remote.origin.url', origin.path);
    hostile.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/heads/*');
    await run(git.fetch_changes, hostile.path, { allow_local: true, prune: true });
    expect(hostile.git('for-each-ref', '--format=%(objectname) %(refname)')).toBe(
      `${own} refs/heads/main\n${hash} refs/remotes/origin/main\n`,
    );
  });

  test('when hooks and signing stand in the way of an exchange, then they are left out on both sides', async () => {
    const theirs = new HostileRepository();
    theirs.removeFilters();
    const lent = new GitFolder();
    lent.commit({ lent: '1' });
    writeFileSync(join(theirs.path, '.git/objects/info/alternates'), `${join(lent.path, '.git/objects')}\n`);
    const mine = new HostileRepository();
    mine.removeFilters();
    for (const key of ['credential.helper', 'core.sshCommand', 'core.askPass']) mine.git('config', '--unset', key);
    writeFileSync(join(mine.path, '.git/objects/info/alternates'), `${join(lent.path, '.git/objects')}\n`);
    mine.git('config', 'remote.origin.url', theirs.path);
    mine.git('config', 'push.recurseSubmodules', 'on-demand');
    mine.git('branch', 'topic');
    careless(mine.path, 'push', 'origin', 'topic');
    careless(mine.path, 'fetch', 'origin');
    expect(theirs.started()).toEqual(expect.arrayContaining(['hook-pre-receive', 'alternate-refs']));
    expect(mine.started()).toEqual(expect.arrayContaining(['hook-pre-push', 'alternate-refs']));
    mine.forget();
    theirs.forget();
    await run(git.fetch_changes, mine.path, { allow_local: true });
    const pushed = await run(git.push_changes, mine.path, {
      allow_local: true,
      branch: 'topic',
      force_with_lease: true,
    });
    expect(pushed.hooks_skipped).toEqual(expect.arrayContaining(['pre-push', 'pre-receive']));
    expect([mine.started(), theirs.started()]).toEqual([[], []]);
  });
});

test('given a submodule with programs of its own, when the repository around it is changed and exchanged, then none starts', async () => {
  const inner = new GitFolder();
  inner.commit({ x: '1', '.gitattributes': '* filter=evil\n' });
  const origin = new GitFolder();
  origin.commit({ a: '1' });
  origin.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
  origin.commit({});
  const outer = new GitFolder(freshFolder());
  outer.git('pull', '--quiet', origin.path, 'main');
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init');
  outer.git('remote', 'add', 'origin', origin.path);
  outer.git('switch', '--quiet', '--create', 'side');
  outer.commit({ side: 'x' });
  outer.git('switch', '--quiet', 'main');
  outer.commit({ main: 'x' });
  const marks = freshFolder();
  const program = join(marks, 'program.sh');
  writeFileSync(program, `#!/bin/sh\ntouch '${marks}/started'\ncat\n`);
  chmodSync(program, 0o755);
  const submodule = new GitFolder(join(outer.path, 'sub'));
  for (const key of ['core.fsmonitor', 'filter.evil.clean', 'filter.evil.smudge', 'core.alternateRefsCommand']) {
    submodule.git('config', key, program);
  }
  const hooks = join(submodule.git('rev-parse', '--absolute-git-dir').trim(), 'hooks');
  mkdirSync(hooks, { recursive: true });
  writeFileSync(join(hooks, 'post-checkout'), `#!/bin/sh\ntouch '${marks}/started'\n`);
  chmodSync(join(hooks, 'post-checkout'), 0o755);
  outer.git('config', 'submodule.recurse', 'true');
  outer.git('config', 'fetch.recurseSubmodules', 'true');
  outer.git('config', 'push.recurseSubmodules', 'on-demand');
  outer.git('config', 'submodule.sub.update', `!${program}`);
  outer.git('config', 'status.submoduleSummary', 'true');
  outer.git('config', 'diff.ignoreSubmodules', 'none');
  submodule.write({ x: '2' });
  outer.write({ main: 'changed\n' });
  const local = { allow_local: true };
  const committing = [
    () => run(git.add_files, outer.path, { file_paths: ['main'] }),
    () => run(git.commit_changes, outer.path, { message: 'x' }),
    () => run(git.switch_branch, outer.path, { branch_name: 'side' }),
  ];
  for (const change of [...changing(outer.path).map((each) => each[2]), ...committing]) {
    await expect(change()).rejects.toMatchObject({ code: 'UNTRUSTED_REPOSITORY' });
  }
  submodule.git('config', '--remove-section', 'filter.evil');
  for (const [name, , change] of changing(outer.path)) expect([name, await outcome(change)]).toEqual([name, 'done']);
  await run(git.fetch_changes, outer.path, local);
  await run(git.pull_changes, outer.path, local);
  await run(git.push_changes, outer.path, { ...local, branch: 'side' });
  await run(git.clean_repository, outer.path, { force: true, directories: true });
  expect(existsSync(join(marks, 'started'))).toBe(false);
  outer.git('status');
  expect(existsSync(join(marks, 'started'))).toBe(true);
});
