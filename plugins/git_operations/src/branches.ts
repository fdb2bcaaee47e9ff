import * as z from 'zod';
import type { Repository } from './repository.ts';

/** The most branches that are read. */
export const MAX_BRANCHES = 5_000;

export const branchSchema = z.object({
  name: z.string(),
  hash: z.string(),
  current: z.boolean(),
  remote: z.boolean(),
  upstream: z.string().nullable(),
  date: z.string().meta({ description: 'Of its newest commit, ISO 8601.' }),
  subject: z.string(),
});
export type Branch = z.output<typeof branchSchema>;

/** Branches below `refs/heads` or `refs/remotes`, the most recently changed first; one more than {@link MAX_BRANCHES} when there are more. */
export async function branchesOf(repository: Repository, below: readonly string[]): Promise<Branch[]> {
  const fields = [
    'refname',
    'objectname',
    'upstream:short',
    'committerdate:iso-strict',
    'HEAD',
    'symref',
    'contents:subject',
  ];
  const written = await repository.text([
    'for-each-ref',
    `--count=${MAX_BRANCHES + 1}`,
    '--sort=-committerdate',
    `--format=${fields.map((field) => `%(${field})`).join('%00')}%00`,
    ...below,
  ]);
  // Every line has seven fields, each ended by a NUL; subjects have no line feeds.
  return written.split('\0\n').flatMap((line) => {
    const [reference = '', hash = '', upstream = '', date = '', head, symbolic, subject = ''] = line.split('\0');
    // `origin/HEAD` is another name for a branch.
    if (reference === '' || symbolic !== '') return [];
    const remote = reference.startsWith('refs/remotes/');
    const name = reference.replace(/^refs\/(?:heads|remotes)\//, '');
    return [{ name, hash, current: head === '*', remote, upstream: upstream === '' ? null : upstream, date, subject }];
  });
}

/** `null` when HEAD is detached. */
export async function currentBranch(repository: Repository): Promise<string | null> {
  const result = await repository.run(['symbolic-ref', '--short', '--quiet', 'HEAD']);
  return result.exitCode === 0 ? result.stdout.replace(/\n$/, '') : null;
}

/** `null` for a branch without commits. */
export async function hashOf(repository: Repository, branch: string): Promise<string | null> {
  const result = await repository.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `refs/heads/${branch}`]);
  return result.exitCode === 0 ? result.stdout.trim() : null;
}
