import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { shownName } from './history/authorship.ts';
import { filePath, repositoryPath, revision } from './parameters.ts';
import { openRepository } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';
import { sinceDate, sinceDatePattern } from './since-date.ts';

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

const date = z.string().regex(sinceDatePattern, 'write 2026-01-31, 2026-01-31T12:00:00Z, or 6 months ago').optional();

const input = z.strictObject({
  limit: z.int().min(1).max(10_000).default(10).meta({ description: 'How many commits to tell of, the newest first.' }),
  target: revision.optional().meta({ description: 'Where to begin; HEAD unless given.' }),
  branch: revision.optional().meta({ description: 'Another name for target.' }),
  repository_path: repositoryPath,
  since: date.meta({ description: 'The oldest commits: 2026-01-31, 2026-01-31T12:00:00Z, or 6 months ago.' }),
  until: date.meta({ description: 'The newest, written the same way.' }),
  author: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\0\n\r]+$/, 'must be one line')
    .optional()
    .meta({ description: 'A part of the name or address of the author, upper and lower case alike.' }),
  file_path: filePath.optional().meta({ description: 'A file or folder, relative to repository_path.' }),
});
type Input = z.output<typeof input>;

export const getCommitHistory = defineAction({
  title: 'Get commit history',
  description: 'The newest commits, merges included, that touch a folder or a file, of anybody or of one author.',
  input,
  output: z.object({
    commits: z.array(commitSchema),
    truncated: z.boolean().meta({ description: 'There are older ones.' }),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 120,
  examples: [
    {
      title: 'What somebody changed in a folder lately',
      input: { author: 'ada', file_path: 'src', since: '2 weeks ago', limit: 50 },
    },
  ],
  async run(context, parameters) {
    const { limit, file_path } = parameters;
    const target = parameters.target ?? parameters.branch ?? 'HEAD';
    const repository = await openRepository(context, parameters.repository_path, { kind: 'read' });
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
        ...narrowed(parameters, context.now()),
        start,
        '--',
        ...(file_path === undefined ? (repository.prefix === '' ? [] : ['.']) : [file_path]),
      ],
      { keepBytes: KEEP_BYTES },
    );
    const commits = parseLog(result);
    return { commits: commits.slice(0, limit), truncated: commits.length > limit };
  },
});

function narrowed({ since, until, author }: Input, now: number): string[] {
  const dateOf = (written: string): string => {
    const found = sinceDate(written, now);
    if (found !== undefined) return found;
    throw new ActionError(`there is no date "${written}"`, { code: 'INVALID_PARAMETERS', retryable: false });
  };
  return [
    ...(since === undefined ? [] : [`--since=${dateOf(since)}`]),
    ...(until === undefined ? [] : [`--until=${dateOf(until)}`]),
    ...(author === undefined ? [] : [`--author=${author}`, '--fixed-strings', '--regexp-ignore-case']),
  ];
}

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
