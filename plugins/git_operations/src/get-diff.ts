import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { gitFailed } from './git-command.ts';
import { parseChanges } from './history/numstat.ts';
import { withIndexCopy } from './index-copy.ts';
import { repositoryPath, revision } from './parameters.ts';
import { openRepository, type Repository } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';

const NUMSTAT_BYTES = 32 * 1024 * 1024;

const input = z.strictObject({
  target: revision.optional().meta({
    description: 'A commit to compare with, or two as a..b or a...b. The index unless given.',
  }),
  repository_path: repositoryPath,
  cached: z.boolean().default(false).meta({ description: 'Compare the index instead of the files.' }),
  max_bytes: z
    .int()
    .min(0)
    .max(32 * 1024 * 1024)
    .default(1024 * 1024)
    .meta({ description: 'Of the text; the counts are of all.' }),
});

const output = z.object({
  diff: z.string(),
  bytes: z.int().meta({ description: 'Of the whole text.' }),
  truncated: z.boolean(),
  files: z.array(z.object({ file: z.string(), from: z.string().optional(), added: z.int(), deleted: z.int() })),
  added: z.int(),
  deleted: z.int(),
});

/** No program of the repository's configuration or attributes takes part, and no submodule is entered. */
const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=dirty', '--submodule=short', '-M'];

export const getDiff = defineAction({
  title: 'Get diff',
  description:
    'What changed below a folder: files against the index or a commit, the index against a commit, or two commits.',
  input,
  output,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'What the last commit changed', input: { target: 'HEAD~1..HEAD' } }],
  async run(context, { target, repository_path, cached, max_bytes }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const compared = [...(cached ? ['--cached'] : []), ...(await resolved(repository, target)), '--', '.'];
    if (repository.kind === 'bare') compared.splice(-2);
    const { text, counts } = await withIndexCopy(repository, async (env) => ({
      text: await repository.run(['diff', ...plain, '--relative', ...compared], { env, keepBytes: max_bytes }),
      counts: await repository.text(['diff', ...plain, '--relative', '--numstat', '-z', ...compared], {
        env,
        keepBytes: NUMSTAT_BYTES,
      }),
    }));
    if (text.exitCode !== 0) throw gitFailed('diff', text);
    const changes = parseChanges(counts);
    return {
      diff: text.stdout,
      bytes: text.stdoutBytes,
      truncated: text.stdoutBytes > max_bytes,
      files: changes.map(({ from, ...change }) => (from === undefined ? change : { ...change, from })),
      added: changes.reduce((sum, { added }) => sum + added, 0),
      deleted: changes.reduce((sum, { deleted }) => sum + deleted, 0),
    };
  },
});

/** The target with hashes for names, so that no name stands on the command line. */
async function resolved(repository: Repository, target: string | undefined): Promise<string[]> {
  if (target === undefined) return [];
  const [first = '', dots, second = '', ...more] = target.split(/(\.{2,3})/);
  if (dots === undefined) return [await resolveRevision(repository, first)];
  if (more.length > 0 || first === '' || second === '') {
    throw new ActionError(`"${target}" is not a range: write a..b or a...b`, {
      code: 'INVALID_PARAMETERS',
      retryable: false,
    });
  }
  return [`${await resolveRevision(repository, first)}${dots}${await resolveRevision(repository, second)}`];
}
