import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;

beforeEach(() => {
  userConfig(identity);
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
    expect(new Map(branches.map(({ name, hash, current: isCurrent }) => [name, [hash, isCurrent]]))).toEqual(
      new Map([
        ['feature/ü', [second, false]],
        ['main', [second, false]],
        ['old', [first, true]],
      ]),
    );
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
