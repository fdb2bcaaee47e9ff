import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { gitOperations } from '../src/index.ts';
import { freshFolder, GitFolder, identity, userConfig } from './git-folder.ts';
import { run } from './run.ts';

const git = gitOperations.actions;

/** On `main`, with a branch `side` that has a commit of its own, as `main` has. */
function parted(main: Record<string, string>, side: Record<string, string>): GitFolder {
  const repository = new GitFolder();
  repository.commit({ a: '1\n2\n3\n', b: 'b\n' });
  repository.git('switch', '--quiet', '--create', 'side');
  repository.commit(side);
  repository.git('switch', '--quiet', 'main');
  repository.commit(main);
  return repository;
}

/** What must not change when an operation is taken back. */
const standing = (repository: GitFolder): string =>
  repository.git('status', '--porcelain=v2', '--branch') +
  repository.git('for-each-ref') +
  repository.git('diff', 'HEAD');

beforeEach(() => {
  userConfig(identity);
});

describe('merge_branch', () => {
  test('given a branch that is only ahead, when merged, then the target is moved; again, nothing is merged', async () => {
    const repository = new GitFolder();
    const first = repository.commit({ a: '1' });
    repository.git('switch', '--quiet', '--create', 'side');
    const second = repository.commit({ a: '2' });
    repository.git('switch', '--quiet', '--detach', first);
    const merge = (input: object) => run(git.merge_branch, repository.path, { source_branch: 'side', ...input });
    expect(await merge({ target_branch: 'main' })).toMatchObject({
      merged: true,
      fast_forward: true,
      branch: 'main',
      hash: second,
    });
    expect(await merge({})).toMatchObject({ merged: false, fast_forward: false, hash: second });
    repository.git('reset', '--quiet', '--hard', first);
    const made = await merge({ fast_forward: 'never', message: 'Bring side in' });
    expect(made).toMatchObject({ merged: true, fast_forward: false, source: second });
    expect(repository.git('log', '-1', '--format=%P|%s', 'main').trim()).toBe(`${first} ${second}|Bring side in`);
  });

  test('given branches that parted, when merged, then both have a place; only forward is refused', async () => {
    const repository = parted({ b: 'main\n' }, { a: '1\n2\nside\n' });
    const only = { source_branch: 'side', fast_forward: 'only' as const };
    await expect(run(git.merge_branch, repository.path, only)).rejects.toMatchObject({ code: 'NOT_FAST_FORWARD' });
    const merged = await run(git.merge_branch, repository.path, { source_branch: 'side' });
    expect(merged).toMatchObject({ merged: true, fast_forward: false, branch: 'main' });
    expect(readFileSync(join(repository.path, 'a'), 'utf8') + readFileSync(join(repository.path, 'b'), 'utf8')).toBe(
      '1\n2\nside\nmain\n',
    );
    expect(repository.git('log', '-1', '--format=%s').trim()).toBe("Merge 'side' into main");
  });

  test('given a conflict, when merged, then the files are named and everything is as before', async () => {
    const repository = parted({ a: 'main\n', b: 'main\n' }, { a: 'side\n', b: 'side\n' });
    repository.write({ untracked: 'x' });
    repository.git('switch', '--quiet', '--create', 'elsewhere');
    const before = standing(repository);
    const merge = { source_branch: 'side', target_branch: 'main' };
    await expect(run(git.merge_branch, repository.path, merge)).rejects.toMatchObject({
      code: 'MERGE_CONFLICT',
      retryable: false,
      details: { files: ['a', 'b'] },
    });
    expect(standing(repository)).toBe(before);
    expect(existsSync(join(repository.path, '.git/MERGE_HEAD'))).toBe(false);
    const ours = await run(git.merge_branch, repository.path, { ...merge, strategy: 'ours' });
    expect(ours.merged).toBe(true);
    expect(readFileSync(join(repository.path, 'a'), 'utf8')).toBe('main\n');
  });

  test('given changes that are in no commit, when merged, then they are neither lost nor mixed in', async () => {
    const repository = parted({ b: 'main\n' }, { a: 'side\n' });
    repository.write({ a: 'mine\n' });
    const before = standing(repository);
    await expect(run(git.merge_branch, repository.path, { source_branch: 'side' })).rejects.toMatchObject({
      code: 'LOCAL_CHANGES',
    });
    expect(standing(repository)).toBe(before);
  });

  test('given a merge of somebody else that waits, when another operation is asked for, then that one is left alone', async () => {
    const repository = parted({ a: 'main\n' }, { a: 'side\n' });
    expect(() => repository.git('merge', 'side')).toThrow(/CONFLICT|failed/);
    const head = repository.git('rev-parse', 'HEAD').trim();
    const inProgress = { code: 'OPERATION_IN_PROGRESS', details: { operation: 'merge' } };
    for (const asked of [
      () => run(git.merge_branch, repository.path, { source_branch: 'side' }),
      () => run(git.rebase_branch, repository.path, { target_branch: 'side' }),
      () => run(git.revert_commit, repository.path, { commit_sha: 'HEAD' }),
      () => run(git.cherry_pick, repository.path, { commit_sha: 'side' }),
      () => run(git.stash_changes, repository.path, {}),
      () => run(git.reset_changes, repository.path, { mode: 'hard' as const, discard_changes: true }),
    ]) {
      await expect(asked()).rejects.toMatchObject(inProgress);
    }
    expect(readFileSync(join(repository.path, '.git/MERGE_HEAD'), 'utf8').trim()).not.toBe(head);
  });

  test('given a workspace inside of the repository, when merged, then it is refused: files outside would change', async () => {
    const repository = parted({ b: 'main\n' }, { a: 'side\n' });
    mkdirSync(join(repository.path, 'inner'));
    await expect(
      run(git.merge_branch, join(repository.path, 'inner'), { source_branch: 'side' }),
    ).rejects.toMatchObject({
      code: 'OUTSIDE_WORKSPACE',
    });
    const bare = new GitFolder(freshFolder(), '--bare');
    await expect(run(git.merge_branch, bare.path, { source_branch: 'side' })).rejects.toMatchObject({
      code: 'NO_WORK_TREE',
    });
  });

  test('given any two sides, when merged, then both are in the result or everything is as before', async () => {
    const content = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }).map((lines) => lines.join('\n'));
    const side = fc.record({ x: content, y: content });
    await fc.assert(
      fc.asyncProperty(side, side, async (ours, theirs) => {
        const repository = parted(ours, theirs);
        const before = standing(repository);
        const merged = await run(git.merge_branch, repository.path, { source_branch: 'side' }).catch(
          (error: unknown) => error,
        );
        if (merged instanceof Error) {
          expect(merged).toMatchObject({ code: 'MERGE_CONFLICT' });
          expect(standing(repository)).toBe(before);
          expect([ours.x === theirs.x, ours.y === theirs.y]).toContain(false);
        } else {
          expect(repository.git('status', '--porcelain')).toBe('');
          expect(repository.git('branch', '--contains', 'side', '--format=%(refname:short)')).toContain('main');
        }
      }),
      { numRuns: 4 },
    );
  });
});

describe('rebase_branch', () => {
  test('given a branch that parted, when rebased, then its commits stand on the other, by their authors', async () => {
    const repository = parted({ b: 'main\n' }, { a: 'side\n' });
    repository.git('switch', '--quiet', 'side');
    const previous = repository.git('rev-parse', 'side').trim();
    const committer = { author_name: 'Grace', author_email: 'grace@example.org' };
    const rebased = await run(git.rebase_branch, repository.path, { target_branch: 'main', ...committer });
    expect(rebased).toMatchObject({ rebased: true, branch: 'side', previous });
    expect(repository.git('log', '-1', '--format=%an %cn').trim()).toBe('Ada Grace');
    expect(repository.git('rev-parse', 'side~1')).toBe(repository.git('rev-parse', 'main'));
    expect(await run(git.rebase_branch, repository.path, { target_branch: 'main' })).toMatchObject({ rebased: false });
  });

  test('given a conflict or changes in no commit, when rebased, then everything is as before', async () => {
    const repository = parted({ a: 'main\n' }, { a: 'side\n' });
    const before = standing(repository);
    const rebase = () => run(git.rebase_branch, repository.path, { target_branch: 'side' });
    await expect(rebase()).rejects.toMatchObject({ code: 'MERGE_CONFLICT', details: { files: ['a'] } });
    expect(standing(repository)).toBe(before);
    repository.write({ b: 'mine\n' });
    await expect(rebase()).rejects.toMatchObject({ code: 'LOCAL_CHANGES', details: { files: ['b'] } });
    repository.git('checkout', '--quiet', 'b');
    repository.git('checkout', '--quiet', '--detach');
    await expect(rebase()).rejects.toMatchObject({ code: 'BRANCH_NOT_FOUND' });
  });
});

describe('revert_commit and cherry_pick', () => {
  test('given a commit, when reverted, then its reverse is a commit; with no_commit it waits in the index', async () => {
    const repository = new GitFolder();
    repository.commit({ a: '1\n' });
    const second = repository.commit({ a: '2\n' });
    const reverted = await run(git.revert_commit, repository.path, { commit_sha: second });
    expect(reverted).toMatchObject({ committed: true, source: second });
    expect(readFileSync(join(repository.path, 'a'), 'utf8')).toBe('1\n');
    const waiting = await run(git.revert_commit, repository.path, { commit_sha: 'HEAD', no_commit: true });
    expect(waiting).toMatchObject({ committed: false, hash: null });
    expect(repository.git('diff', '--cached', '--name-only').trim()).toBe('a');
  });

  test('given a commit of another branch, when picked, then it is made here; one that is here already changes nothing', async () => {
    const repository = parted({ b: 'main\n' }, { a: 'side\n' });
    const picked = await run(git.cherry_pick, repository.path, { commit_sha: 'side' });
    expect(picked).toMatchObject({ committed: true, hash: repository.git('rev-parse', 'HEAD').trim() });
    const again = await run(git.cherry_pick, repository.path, { commit_sha: 'side' });
    expect(again).toMatchObject({ committed: false, hash: null });
    expect(existsSync(join(repository.path, '.git/CHERRY_PICK_HEAD'))).toBe(false);
  });

  test('given conflicts, with and without a commit, when picked or reverted, then everything is as before', async () => {
    const repository = parted({ a: 'main\n' }, { a: 'side\n' });
    const before = standing(repository);
    for (const no_commit of [false, true]) {
      await expect(run(git.cherry_pick, repository.path, { commit_sha: 'side', no_commit })).rejects.toMatchObject({
        code: 'MERGE_CONFLICT',
      });
      await expect(run(git.revert_commit, repository.path, { commit_sha: 'HEAD~1', no_commit })).rejects.toMatchObject({
        code: 'MERGE_CONFLICT',
      });
      expect(standing(repository)).toBe(before);
    }
  });

  test('given a merge, when reverted, then the parent must be named', async () => {
    const repository = parted({ b: 'main\n' }, { a: 'side\n' });
    repository.git('merge', '--quiet', '--no-edit', 'side');
    await expect(run(git.revert_commit, repository.path, { commit_sha: 'HEAD' })).rejects.toMatchObject({
      code: 'GIT_FAILED',
    });
    const reverted = await run(git.revert_commit, repository.path, { commit_sha: 'HEAD', mainline: 1 });
    expect(reverted.committed).toBe(true);
    expect(readFileSync(join(repository.path, 'a'), 'utf8')).toBe('1\n2\n3\n');
  });
});

describe('amend_commit and delete_branch', () => {
  test('given a commit, when amended, then it is replaced by one with the index and another message', async () => {
    const repository = new GitFolder();
    const first = repository.commit({ a: '1' });
    repository.write({ b: '2' });
    repository.git('add', 'b');
    const amended = await run(git.amend_commit, repository.path, { message: '--all of it' });
    expect(amended).toMatchObject({ previous: first, hash: repository.git('rev-parse', 'HEAD').trim() });
    expect(repository.git('log', '--format=%s|%an').trim()).toBe('--all of it|Ada');
    expect(repository.git('ls-tree', '--name-only', 'HEAD')).toBe('a\nb\n');
    const author = { author_name: 'Grace', author_email: 'grace@example.org' };
    await run(git.amend_commit, repository.path, author);
    expect(repository.git('log', '--format=%s|%an|%ae').trim()).toBe('--all of it|Grace|grace@example.org');
    await expect(run(git.amend_commit, new GitFolder().path, {})).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
  });

  test('given branches, when deleted, then only what another has goes without force', async () => {
    const repository = parted({ b: 'main\n' }, { a: 'side\n' });
    repository.git('branch', 'same');
    const remove = (branch_name: string, force = false) =>
      run(git.delete_branch, repository.path, { branch_name, force });
    expect(await remove('same')).toEqual({ branch: 'same', hash: repository.git('rev-parse', 'main').trim() });
    const side = repository.git('rev-parse', 'side').trim();
    await expect(remove('side')).rejects.toMatchObject({ code: 'BRANCH_NOT_MERGED', details: { hash: side } });
    expect(await remove('side', true)).toMatchObject({ hash: side });
    await expect(remove('main', true)).rejects.toMatchObject({ code: 'BRANCH_IN_USE' });
    await expect(remove('mian')).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
      suggestions: ['did you mean "main"?'],
    });
    await expect(remove('--all')).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  });
});
