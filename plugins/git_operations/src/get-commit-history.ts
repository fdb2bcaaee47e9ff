import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { shownName } from './history/authorship.ts';
import { repositoryPath, revision } from './parameters.ts';
import { openRepository } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';

const KEEP_BYTES = 32 * 1024 * 1024;
const MAX_BODY = 10_000;

const commitSchema = z.object({
  hash: z.string(),
  parents: z.array(z.string()),
  author: z.string().meta({ description: 'A name; addresses are not given.' }),
  date: z.string().meta({ description: 'Of the author, ISO 8601.' }),
  subject: z.string(),
  body: z.string(),
});

export const getCommitHistory = defineAction({
  title: 'Get commit history',
  description: 'The newest commits, merges included, that touch a folder.',
  input: z.strictObject({
    limit: z.int().min(1).max(10_000).default(10),
    target: revision.default('HEAD'),
    repository_path: repositoryPath,
  }),
  output: z.object({
    commits: z.array(commitSchema),
    truncated: z.boolean().meta({ description: 'There are older ones.' }),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 120,
  async run(context, { limit, target, repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const head = await repository.run(['rev-parse', '--verify', '--quiet', 'HEAD']);
    if (target === 'HEAD' && head.exitCode !== 0) return { commits: [], truncated: false };
    const start = await resolveRevision(repository, target);
    const result = await repository.text(
      [
        'log',
        '-z',
        '--no-patch',
        '--no-show-signature',
        `--max-count=${limit + 1}`,
        '--format=%H%x00%P%x00%aN%x00%aI%x00%s%x00%b',
        start,
        ...(repository.prefix === '' ? [] : ['--', '.']),
      ],
      { keepBytes: KEEP_BYTES },
    );
    const commits = parseLog(result);
    return { commits: commits.slice(0, limit), truncated: commits.length > limit };
  },
});

/** Six fields a commit, each ended by a NUL. A commit that the output limit cut is left out. */
function parseLog(output: string): z.output<typeof commitSchema>[] {
  const parts = output.split('\0');
  const commits: z.output<typeof commitSchema>[] = [];
  for (let at = 0; at + 6 < parts.length; at += 6) {
    const [hash = '', parents = '', author = '', date = '', subject = '', body = ''] = parts.slice(at, at + 6);
    commits.push({
      hash,
      parents: parents === '' ? [] : parents.split(' '),
      author: shownName(author),
      date,
      subject,
      body: body.trim().slice(0, MAX_BODY),
    });
  }
  return commits;
}
