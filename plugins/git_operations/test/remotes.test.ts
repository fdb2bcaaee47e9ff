import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { settingVariables } from '../src/git-settings.ts';
import { gitOperations } from '../src/index.ts';
import { tokenOptions } from '../src/remote/token.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;
const local = { allow_local: true };

/** A bare repository and two clones of it, each with the first commit. */
function shared() {
  const first = new GitFolder();
  first.commit({ a: '1\n2\n3\n', b: '1\n' });
  const bare = join(freshFolder(), 'shared.git');
  first.git('clone', '--quiet', '--bare', first.path, bare);
  const clone = (): GitFolder => {
    const path = join(freshFolder(), 'clone');
    first.git('clone', '--quiet', bare, path);
    return new GitFolder(path);
  };
  return { bare: new GitFolder(bare, '--bare'), mine: clone(), theirs: clone() };
}

const head = (repository: GitFolder, revision = 'HEAD'): string => repository.git('rev-parse', revision).trim();

beforeEach(() => {
  userConfig(identity);
});

describe('list_remotes, add_remote and remove_remote', () => {
  test('given remotes, when added, listed and removed, then they are as asked and no credentials are shown', async () => {
    const repository = new GitFolder();
    const add = (remote_name: string, url: string, input = {}) =>
      run(git.add_remote, repository.path, { remote_name, url, ...input });
    await add('origin', 'https://example.org/a.git');
    await add('team/fork', 'git@example.org:b.git');
    const other = new GitFolder();
    expect(await add('near', other.path, local)).toEqual({ name: 'near', url: other.path });
    repository.git('config', 'remote.old.url', 'https://user:s3cret@example.org/c.git');
    repository.git('config', 'remote.old.pushurl', 'https://t0ken@example.org/d.git');
    const { remotes } = await run(git.list_remotes, repository.path, {});
    expect(remotes.map(({ name, fetch_url, push_urls }) => [name, fetch_url, ...push_urls])).toEqual([
      ['near', other.path, other.path],
      ['old', 'https://***@example.org/c.git', 'https://***@example.org/d.git'],
      ['origin', 'https://example.org/a.git', 'https://example.org/a.git'],
      ['team/fork', 'git@example.org:b.git', 'git@example.org:b.git'],
    ]);
    await expect(add('origin', 'https://example.org/x')).rejects.toMatchObject({ code: 'REMOTE_EXISTS' });
    expect(await run(git.remove_remote, repository.path, { remote_name: 'team/fork' })).toMatchObject({
      name: 'team/fork',
    });
    await expect(run(git.remove_remote, repository.path, { remote_name: 'orign' })).rejects.toMatchObject({
      code: 'REMOTE_NOT_FOUND',
      suggestions: ['did you mean "origin"?'],
    });
  });

  test('given addresses that run programs or hold credentials, and names that are options, when added, then they are refused', async () => {
    const repository = new GitFolder();
    const refused = [
      ['x', 'ext::sh -c id', 'UNSAFE_URL'],
      ['x', '--upload-pack=id', 'UNSAFE_URL'],
      ['x', 'https://user:secret@example.org/a', 'UNSAFE_URL'],
      ['x', '/etc', 'UNSAFE_URL'],
      ['-f', 'https://example.org/a', 'INVALID_PARAMETERS'],
      ['../../hooks', 'https://example.org/a', 'INVALID_PARAMETERS'],
      ['a b', 'https://example.org/a', 'INVALID_PARAMETERS'],
    ] as const;
    for (const [remote_name, url, code] of refused) {
      await expect(run(git.add_remote, repository.path, { remote_name, url })).rejects.toMatchObject({ code });
    }
    expect(repository.git('remote')).toBe('');
  });
});

describe('fetch_changes and pull_changes', () => {
  test('given commits at the remote, when fetched, then what is new is told, and nothing else changes', async () => {
    const { bare, mine, theirs } = shared();
    const before = head(mine);
    const made = theirs.commit({ b: '2\n' });
    theirs.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main', 'HEAD:refs/heads/topic/ü');
    theirs.git('tag', 'v1');
    theirs.git('push', '--quiet', 'origin', 'v1');
    expect(await run(git.fetch_changes, mine.path, local)).toEqual({
      remote: 'origin',
      url: bare.path,
      updated: [
        { branch: 'main', before, after: made },
        { branch: 'topic/ü', before: null, after: made },
      ],
      truncated: false,
    });
    expect(head(mine)).toBe(before);
    expect(mine.git('tag')).toBe('v1\n');
    bare.git('branch', '--delete', '--force', 'topic/ü');
    expect((await run(git.fetch_changes, mine.path, local)).updated).toEqual([]);
    expect((await run(git.fetch_changes, mine.path, { ...local, prune: true })).updated).toEqual([
      { branch: 'topic/ü', before: made, after: null },
    ]);
    await expect(run(git.fetch_changes, mine.path, { ...local, branch: 'nowhere' })).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
    });
    await expect(run(git.fetch_changes, mine.path, {})).rejects.toMatchObject({ code: 'UNSAFE_URL' });
    await expect(run(git.fetch_changes, mine.path, { remote: 'upstream' })).rejects.toMatchObject({
      code: 'REMOTE_NOT_FOUND',
    });
  });

  test('given a remote that is ahead, when pulled, then the branch follows it; what parted is merged only when asked for', async () => {
    const { mine, theirs } = shared();
    const previous = head(mine);
    const made = theirs.commit({ b: '2\n' });
    theirs.git('push', '--quiet');
    expect(await run(git.pull_changes, mine.path, local)).toMatchObject({
      branch: 'main',
      merged: true,
      fast_forward: true,
      previous,
      hash: made,
    });
    expect(await run(git.pull_changes, mine.path, local)).toMatchObject({ merged: false });
    theirs.commit({ b: '3\n' });
    theirs.git('push', '--quiet');
    mine.commit({ a: '1\nmine\n3\n' });
    await expect(run(git.pull_changes, mine.path, local)).rejects.toMatchObject({ code: 'NOT_FAST_FORWARD' });
    const merged = await run(git.pull_changes, mine.path, { ...local, fast_forward: 'allowed' });
    expect(merged).toMatchObject({ merged: true, fast_forward: false });
    expect(readFileSync(join(mine.path, 'b'), 'utf8')).toBe('3\n');
  });

  test('given a conflict with the remote, when pulled, then the files are as before', async () => {
    const { mine, theirs } = shared();
    theirs.commit({ b: 'theirs\n' });
    theirs.git('push', '--quiet');
    const hash = mine.commit({ b: 'mine\n' });
    await expect(run(git.pull_changes, mine.path, { ...local, fast_forward: 'allowed' })).rejects.toMatchObject({
      code: 'MERGE_CONFLICT',
      details: { files: ['b'] },
    });
    expect([head(mine), mine.git('status', '--porcelain')]).toEqual([hash, '']);
  });

  test('given a branch that follows one of another name, when pulled, then it is that one', async () => {
    const { mine, theirs } = shared();
    const made = theirs.commit({ b: '2\n' });
    theirs.git('push', '--quiet', 'origin', 'HEAD:refs/heads/topic');
    mine.git('fetch', '--quiet');
    mine.git('branch', '--quiet', '--set-upstream-to=origin/topic', 'main');
    expect(await run(git.pull_changes, mine.path, local)).toMatchObject({ branch: 'topic', hash: made });
  });
});

describe('push_changes', () => {
  test('given a branch and a tag, when pushed, then the remote has them and the branch follows it', async () => {
    const { bare, mine } = shared();
    mine.git('switch', '--quiet', '--create', 'topic');
    const hash = mine.commit({ b: '2\n' });
    mine.git('tag', 'v1');
    const push = { ...local, set_upstream: true, tag_names: ['v1'] };
    expect(await run(git.push_changes, mine.path, push)).toEqual({
      remote: 'origin',
      url: bare.path,
      branch: 'topic',
      hash,
      pushed: true,
      forced: false,
      tags: ['v1'],
      hooks_skipped: [],
    });
    expect([head(bare, 'topic'), head(bare, 'v1')]).toEqual([hash, hash]);
    expect(await run(git.get_status, mine.path, {})).toMatchObject({ upstream: 'origin/topic', ahead: 0, behind: 0 });
    expect(await run(git.push_changes, mine.path, push)).toMatchObject({ pushed: false, tags: [] });
  });

  test('given commits at the remote that are not here, when pushed, then they stay, unless they are what was fetched last', async () => {
    const { bare, mine, theirs } = shared();
    const made = theirs.commit({ b: 'theirs\n' });
    theirs.git('push', '--quiet');
    const hash = mine.commit({ b: 'mine\n' });
    await expect(run(git.push_changes, mine.path, local)).rejects.toMatchObject({ code: 'NOT_FAST_FORWARD' });
    const forced = { ...local, force_with_lease: true };
    await expect(run(git.push_changes, mine.path, forced)).rejects.toMatchObject({ code: 'STALE_LEASE' });
    expect(head(bare, 'main')).toBe(made);
    await run(git.fetch_changes, mine.path, local);
    expect(await run(git.push_changes, mine.path, forced)).toMatchObject({ pushed: true, forced: true, hash });
    expect(head(bare, 'main')).toBe(hash);
  });

  test('given a tag that the remote has elsewhere, or no branch, when pushed, then it is refused and nothing is sent', async () => {
    const { bare, mine } = shared();
    const before = head(bare, 'main');
    bare.git('tag', 'v1');
    mine.commit({ b: '2\n' });
    mine.git('tag', 'v1');
    await expect(run(git.push_changes, mine.path, { ...local, tag_names: ['v1'] })).rejects.toMatchObject({
      code: 'TAG_EXISTS',
    });
    expect(head(bare, 'main')).toBe(before);
    await expect(run(git.push_changes, mine.path, { ...local, branch: 'nowhere' })).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
    });
    mine.git('checkout', '--quiet', '--detach');
    await expect(run(git.push_changes, mine.path, local)).rejects.toMatchObject({ code: 'BRANCH_NOT_FOUND' });
  });

  test('given a remote with the branch checked out, when pushed, then its files are not changed behind its back', async () => {
    const work = new GitFolder();
    work.commit({ a: '1' });
    work.git('config', 'receive.denyCurrentBranch', 'updateInstead');
    const clone = join(freshFolder(), 'clone');
    work.git('clone', '--quiet', work.path, clone);
    new GitFolder(clone).commit({ a: '2' });
    await expect(run(git.push_changes, clone, local)).rejects.toMatchObject({ code: 'PUSH_REJECTED' });
    expect(readFileSync(join(work.path, 'a'), 'utf8')).toBe('1');
  });

  test('given a remote on this machine with hooks, when pushed, then they are named and run only when it is trusted', async () => {
    const { bare, mine } = shared();
    const mark = join(freshFolder(), 'mark');
    writeFileSync(join(bare.path, 'hooks/pre-receive'), `#!/bin/sh\necho no >&2\ntouch '${mark}'\nexit 1\n`);
    chmodSync(join(bare.path, 'hooks/pre-receive'), 0o755);
    mine.commit({ b: '2\n' });
    await expect(run(git.push_changes, mine.path, { ...local, trust_repository: true })).rejects.toMatchObject({
      code: 'PUSH_REJECTED',
    });
    expect(readFileSync(mark, 'utf8')).toBe('');
    expect(await run(git.push_changes, mine.path, local)).toMatchObject({
      pushed: true,
      hooks_skipped: ['pre-receive'],
    });
  });
});

describe('the token', () => {
  const fill = (url: URL, token: string): string => {
    const { env, overrides } = tokenOptions({ host: 'github.com', value: token });
    try {
      return execFileSync('git', ['credential', 'fill'], {
        encoding: 'utf8',
        input: `protocol=${url.protocol.slice(0, -1)}\nhost=${url.host}\npath=${url.pathname.slice(1)}\n\n`,
        stdio: ['pipe', 'pipe', 'ignore'],
        env: { PATH: process.env.PATH, GIT_TERMINAL_PROMPT: '0', ...env, ...settingVariables(overrides) },
      });
    } catch {
      return '';
    }
  };

  test('given a token, when git asks for credentials, then its host gets it over https and no other address does', () => {
    const token = `it's "$(id)" %s \\n`;
    expect(fill(new URL('https://github.com/a/b.git'), token)).toContain(`password=${token}\n`);
    for (const url of [
      'http://github.com/a',
      'https://github.com.evil.example/a',
      'https://evil.example/github.com',
      'https://github.com:8443/a',
      'https://sub.github.com/a',
    ]) {
      expect(fill(new URL(url), token)).not.toContain('password');
    }
  });

  test('given a token, when a repository on this machine is pushed to, then neither output nor logs have it', async () => {
    const { mine } = shared();
    mine.commit({ b: '2\n' });
    const ran = await runAction(git.push_changes, local, {
      workspace: mine.path,
      secrets: { GITHUB_TOKEN: 'ghp_secret' },
    });
    expect(JSON.stringify(ran)).not.toContain('ghp_secret');
  });

  test('given a configuration that is none, when fetched, then it is refused', async () => {
    const { mine } = shared();
    await expect(
      runAction(git.fetch_changes, local, {
        workspace: mine.path,
        secrets: { GITHUB_TOKEN: 'x' },
        config: { github_host: 'a b' },
      }),
    ).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });
});
