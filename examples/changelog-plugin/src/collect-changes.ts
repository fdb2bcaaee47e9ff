import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type Change, change, readChange } from './change.ts';
import { configuration } from './configuration.ts';

const reference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'must be a branch, tag or commit')
  .max(200);

const LIMIT = 4 * 1024 * 1024;

/** Two characters that no commit message holds: git separates the fields of a commit and the commits with them. */
const FIELD = '\u001F';
const COMMIT = '\u001E';

export const collectChanges = defineAction({
  title: 'Collect what changed',
  description: 'Reads the commits between two places of the history, and says which kind of release they make.',
  input: z.strictObject({
    since: reference.optional().describe('After this tag, branch or commit; from the beginning unless given.'),
    until: reference.default('HEAD').describe('Up to here.'),
  }),
  output: z.object({
    changes: z.array(change).describe('Newest first.'),
    others: z.number().int().describe('Commits that do not say what they are.'),
    release: z.enum(['major', 'minor', 'patch', 'none']).describe('By the rules of Semantic Versioning.'),
  }),
  effects: ['exec'],
  idempotent: true,
  config: configuration,
  examples: [{ title: 'what changed since a tag', input: { since: 'v1.0.0' } }],
  async run(context, { since, until }) {
    const range = since === undefined ? until : `${since}..${until}`;
    const format = `--format=%H${FIELD}%B${COMMIT}`;
    const { exitCode, stdout, stdoutBytes, stderr } = await context.exec(
      ['git', '-c', 'core.fsmonitor=false', 'log', format, '--end-of-options', range, '--'],
      { keepBytes: LIMIT },
    );
    if (exitCode !== 0) {
      throw new ActionError(`git cannot list the commits of ${range}: ${stderr.trim()}`, {
        code: 'HISTORY_UNREADABLE',
        retryable: false,
        suggestions: ['Check that the workspace is a git repository and that it has these places.'],
      });
    }
    if (stdoutBytes > LIMIT) {
      throw new ActionError(`the messages of ${range} are larger than 4 MiB`, {
        code: 'HISTORY_TOO_LARGE',
        retryable: false,
        suggestions: ['Name a later place under "since".'],
      });
    }
    const commits = stdout.split(COMMIT).filter((text) => text.trim() !== '');
    const changes = commits.flatMap((text) => {
      const [commit = '', message = ''] = text.trim().split(FIELD);
      return readChange(commit, message) ?? [];
    });
    return { changes, others: commits.length - changes.length, release: releaseOf(changes) };
  },
});

function releaseOf(changes: readonly Change[]): 'major' | 'minor' | 'patch' | 'none' {
  if (changes.some(({ breaking }) => breaking)) return 'major';
  if (changes.some(({ type }) => type === 'feat')) return 'minor';
  return changes.some(({ type }) => type === 'fix' || type === 'perf') ? 'patch' : 'none';
}
