import { ActionError, defineAction, type ExecResult } from '@codomyrmex/core';
import * as z from 'zod';
import { gitFailed } from './git-command.ts';
import { shownName } from './history/authorship.ts';
import { filePath, repositoryPath, revision } from './parameters.ts';
import { openRepository, type Repository } from './repository.ts';
import { resolveRevision } from './resolve-revision.ts';

const KEEP_BYTES = 64 * 1024 * 1024;
const MAX_TEXT = 2_000;

const lineSchema = z.object({
  line: z.int(),
  hash: z.string(),
  author: z.string().meta({ description: 'A name; addresses are not given.' }),
  date: z.string().meta({ description: 'Of the author, ISO 8601, UTC.' }),
  text: z.string().meta({ description: 'At most 2000 characters.' }),
});
type Line = z.output<typeof lineSchema>;

export const getBlame = defineAction({
  title: 'Get blame',
  description: 'Which commit last changed each line of a file, as the file stands in a commit.',
  input: z.strictObject({
    file_path: filePath.meta({ description: 'Relative to repository_path.' }),
    repository_path: repositoryPath,
    target: revision.default('HEAD').meta({ description: 'The commit whose state of the file is told of.' }),
    start_line: z.int().min(1).default(1).meta({ description: 'The first line to tell of, counted from 1.' }),
    limit: z.int().min(1).max(50_000).default(5_000).meta({ description: 'How many lines to tell of.' }),
  }),
  output: z.object({
    lines: z.array(lineSchema),
    truncated: z.boolean().meta({ description: 'There are more lines.' }),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 300,
  examples: [{ title: 'The beginning of a file', input: { file_path: 'src/index.ts', limit: 100 } }],
  async run(context, { file_path, repository_path, target, start_line, limit }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const hash = await resolveRevision(repository, target);
    const result = await repository.run(
      [
        'blame',
        '--line-porcelain',
        '--no-textconv',
        '--no-progress',
        `-L${start_line},+${limit + 1}`,
        hash,
        '--',
        file_path,
      ],
      { keepBytes: KEEP_BYTES },
    );
    if (start_line === 1 && result.stderr.includes('has only 0 lines')) return { lines: [], truncated: false };
    if (result.exitCode !== 0) throw blameFailed(repository, { file_path, start_line }, result);
    const lines = parseBlame(result.stdout);
    return {
      lines: lines.slice(0, limit),
      truncated: lines.length > limit || result.stdoutBytes > KEEP_BYTES,
    };
  },
});

function blameFailed(
  { ownKeys }: Repository,
  { file_path, start_line }: { readonly file_path: string; readonly start_line: number },
  result: ExecResult,
): ActionError {
  const refused = (code: string, message: string) => new ActionError(message, { code, retryable: false });
  if (/no such path/.test(result.stderr)) {
    return refused('PATH_NOT_FOUND', `there is no file "${file_path}" in that commit`);
  }
  if (/has only \d+ line/.test(result.stderr)) {
    return refused('INVALID_PARAMETERS', `"${file_path}" has fewer than ${start_line} lines`);
  }
  // The file that this key names may be any of the machine, and git repeats what it cannot read of it.
  if (ownKeys.includes('blame.ignorerevsfile')) {
    return refused(
      'GIT_FAILED',
      'git blame failed; blame.ignoreRevsFile of the repository may name no list of commits',
    );
  }
  return gitFailed('blame', result);
}

/** Reads `--line-porcelain`: a header of `hash original final`, fields one a line, and the text after a tab. */
function parseBlame(output: string): Line[] {
  const lines: Line[] = [];
  let fields = new Map<string, string>();
  for (const written of output.split('\n')) {
    const header = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(written);
    if (written.startsWith('\t')) {
      lines.push({
        line: Number(fields.get('line')),
        hash: fields.get('hash') ?? '',
        author: shownName(fields.get('author') ?? ''),
        date: new Date(Number(fields.get('author-time') ?? 0) * 1000).toISOString(),
        text: written.slice(1, 1 + MAX_TEXT),
      });
      fields = new Map();
    } else if (header !== null && fields.size === 0) {
      fields.set('hash', header[1] ?? '').set('line', header[2] ?? '');
    } else {
      const at = written.indexOf(' ');
      if (at > 0) fields.set(written.slice(0, at), written.slice(at + 1));
    }
  }
  return lines;
}
