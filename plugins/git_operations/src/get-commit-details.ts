import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { shownName } from './history/authorship.ts';
import { parseChanges } from './history/numstat.ts';
import { repositoryPath, revision } from './parameters.ts';
import { openRepository } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';

const MAX_MESSAGE = 60_000;

export const getCommitDetails = defineAction({
  title: 'Get commit details',
  description: 'One commit: who, when, its message, and what it changed against its first parent.',
  input: z.strictObject({
    commit_sha: revision.meta({ description: 'A hash, or another name of the commit.' }),
    repository_path: repositoryPath,
    limit: z.int().min(1).max(100_000).default(1_000).meta({ description: 'How many files to name.' }),
  }),
  output: z.object({
    hash: z.string(),
    parents: z.array(z.string()),
    author: z.string().meta({ description: 'A name; addresses are not given.' }),
    committer: z.string(),
    date: z.string().meta({ description: 'Of the author, ISO 8601.' }),
    subject: z.string(),
    body: z.string(),
    files: z.array(z.object({ file: z.string(), from: z.string().optional(), added: z.int(), deleted: z.int() })),
    file_count: z.int(),
    added: z.int(),
    deleted: z.int(),
    truncated: z.boolean(),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'The last commit', input: { commit_sha: 'HEAD' } }],
  async run(context, { commit_sha, repository_path, limit }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const commit = await resolveRevision(repository, commit_sha);
    const format = '--format=%H%x00%P%x00%aN%x00%cN%x00%aI%x00%s%x00%b';
    const written = await repository.text([
      'log',
      '--no-patch',
      '--no-show-signature',
      '--max-count=1',
      format,
      commit,
    ]);
    const [hash = commit, parents = '', author = '', committer = '', date = '', subject = '', body = ''] =
      written.split('\0');
    const [first] = parents.split(' ').filter((parent) => parent !== '');
    const compared = first === undefined ? ['--root', '--no-commit-id', commit] : [first, commit];
    const changes = parseChanges(
      await repository.text(
        ['diff-tree', '-r', '-M', '-z', '--numstat', '--no-ext-diff', '--no-textconv', ...compared],
        { keepBytes: 32 * 1024 * 1024 },
      ),
    );
    return {
      hash,
      parents: parents === '' ? [] : parents.split(' '),
      author: shownName(author),
      committer: shownName(committer),
      date,
      subject,
      body: body.trim().slice(0, MAX_MESSAGE),
      files: changes.slice(0, limit).map(({ from, ...change }) => (from === undefined ? change : { ...change, from })),
      file_count: changes.length,
      added: changes.reduce((sum, { added }) => sum + added, 0),
      deleted: changes.reduce((sum, { deleted }) => sum + deleted, 0),
      truncated: changes.length > limit,
    };
  },
});
