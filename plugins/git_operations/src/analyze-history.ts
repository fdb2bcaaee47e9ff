import { type ActionContext, ActionError, defineAction, isOrchestrationError, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { authorsOf, busFactor, shownName } from './history/authorship.ts';
import { Churn, type FileHistory } from './history/churn.ts';
import { hotspotsOf } from './history/hotspots.ts';
import type { Commit } from './history/numstat.ts';
import { byPeriod, type Dated } from './history/periods.ts';
import { countMerges, listCommits, readCommits, shallowBoundary } from './history/read-commits.ts';
import { repositoryPath } from './parameters.ts';
import { findRepository, type Repository } from './repository.ts';
import { sinceDate, sinceDatePattern } from './since-date.ts';

const DAY_SECONDS = 24 * 3600;
const MAX_MONTHS = 120;
const MAX_WEEKS = 260;
const MAX_AUTHORS = 100;
const TREE_BYTES = 64 * 1024 * 1024;

const input = z.strictObject({
  repository_path: repositoryPath,
  since: z
    .string()
    .regex(sinceDatePattern, 'write 2026-01-31, 2026-01-31T12:00:00Z, or 6 months ago')
    .optional()
    .meta({ description: 'The oldest commits to look at: 2026-01-31, 2026-01-31T12:00:00Z, or 6 months ago.' }),
  max_commits: z.int().min(1).max(200_000).default(5_000).meta({ description: 'The newest are looked at.' }),
  complexity: z
    .array(z.object({ file: z.string(), total: z.number().min(0) }))
    .max(200_000)
    .optional()
    .meta({ description: 'Complexity of files, relative to the folder, for the hotspots.' }),
  limit: z.int().min(1).max(10_000).default(50).meta({ description: 'How many files churn and hotspots name.' }),
});

const commitSchema = z.object({ hash: z.string(), date: z.string() });
const sums = { commits: z.int(), added: z.int(), deleted: z.int() };
const periodSchema = z.object({ period: z.string(), ...sums });

const output = z.object({
  folder: z.string().meta({ description: 'Absolute, links resolved; paths of files are relative to it.' }),
  commits: z.int().meta({ description: 'Looked at; merges are not.' }),
  first_commit: commitSchema.meta({ description: 'The oldest that was looked at.' }),
  last_commit: commitSchema,
  age_days: z.int().meta({ description: 'Since the first commit.' }),
  authors: z.array(z.object({ name: z.string(), ...sums, share: z.number() })),
  author_count: z.int(),
  bus_factor: z.int().meta({ description: 'How many of the busiest authors made more than half of the commits.' }),
  churn: z.array(
    z.object({
      file: z.string(),
      ...sums,
      authors: z.int(),
      last_changed: z.string(),
      age_days: z.int().meta({ description: 'Since it was last changed.' }),
    }),
  ),
  hotspots: z.array(
    z.object({ file: z.string(), commits: z.int(), complexity: z.number().nullable(), score: z.number() }),
  ),
  hotspot_basis: z.enum(['churn', 'churn_and_complexity']),
  by_month: z.array(periodSchema),
  by_week: z.array(periodSchema),
  renames: z.int().meta({ description: 'How many were followed.' }),
  shallow: z.boolean(),
  skipped: z.record(z.string(), z.int()).meta({ description: 'What the numbers leave out, by reason.' }),
  truncated: z.boolean().meta({ description: 'There are older commits than max_commits.' }),
});

type Output = z.output<typeof output>;

export const analyzeHistory = defineAction({
  title: 'Analyze history',
  description: 'Who changed what, how often and when: churn, hotspots and authors from the commits of a folder.',
  input,
  output,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'The last year', input: { since: '1 year ago' } }],
  async run(context, parameters) {
    const repository = await repositoryWithCommits(context, parameters.repository_path);
    const since = parameters.since === undefined ? undefined : dateOf(parameters.since, context.now());
    const list = await listCommits(repository, { max: parameters.max_commits, since });
    if (list.hashes.length === 0) {
      const range = since === undefined ? '' : ` since ${since}`;
      throw new NotApplicable(`no commit${range} changes "${parameters.repository_path}"`);
    }
    const history = await foldCommits(context, repository, list.hashes);
    const present = await filesAtHead(repository);
    const files = [...history.churn.files].filter(({ file }) => present?.has(file) ?? true);
    const now = context.now() / 1000;
    return {
      folder: repository.folder,
      ...timesOf(history.seen, now),
      ...authorshipOf(history.contributions),
      churn: churnOf(files, now).slice(0, parameters.limit),
      ...hotspots(files, parameters),
      by_month: byPeriod(history.contributions, 'month', MAX_MONTHS),
      by_week: byPeriod(history.contributions, 'week', MAX_WEEKS),
      renames: history.churn.renames,
      shallow: repository.shallow,
      skipped: counted({
        merge_commits: await countMerges(repository, since),
        files_no_longer_there: [...history.churn.files].length - files.length,
        shallow_boundary_changes: history.boundary,
        too_large_commits: history.tooLarge,
      }),
      truncated: list.truncated,
    };
  },
});

async function repositoryWithCommits(context: ActionContext, path: string): Promise<Repository> {
  const found = await findRepository(context, path, { kind: 'read' }).catch((error: unknown) => {
    if (isOrchestrationError(error) && error.code === 'COMMAND_NOT_FOUND')
      throw new NotApplicable('git is not installed');
    throw error;
  });
  if (found.kind === 'none') throw new NotApplicable(found.reason);
  const head = await found.repository.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (head.exitCode !== 0) throw new NotApplicable(`the repository at "${path}" has no commits yet`);
  return found.repository;
}

function dateOf(since: string, now: number): string {
  const date = sinceDate(since, now);
  if (date !== undefined) return date;
  throw new ActionError(`there is no date "${since}"`, { code: 'INVALID_PARAMETERS', retryable: false });
}

interface Folded {
  /** The oldest and newest by the author's date, and how many. */
  readonly seen: readonly Pick<Commit, 'hash' | 'time'>[];
  readonly contributions: readonly (Dated & { readonly author: string })[];
  readonly churn: Churn;
  readonly boundary: number;
  readonly tooLarge: number;
}

async function foldCommits(context: ActionContext, repository: Repository, hashes: readonly string[]): Promise<Folded> {
  const boundary = await shallowBoundary(repository);
  const read = readCommits(context, repository, hashes);
  const churn = new Churn();
  const seen: Pick<Commit, 'hash' | 'time'>[] = [];
  const contributions: (Dated & { readonly author: string })[] = [];
  let cut = 0;
  for await (const written of read.commits) {
    const isCut = boundary.has(written.hash);
    if (isCut) cut += 1;
    // The changes of a cut commit are those of all commits before it.
    const commit = { ...written, author: shownName(written.author), changes: isCut ? [] : written.changes };
    churn.add(commit);
    seen.push({ hash: commit.hash, time: commit.time });
    contributions.push({
      time: commit.time,
      author: commit.author,
      added: commit.changes.reduce((sum, { added }) => sum + added, 0),
      deleted: commit.changes.reduce((sum, { deleted }) => sum + deleted, 0),
    });
  }
  return { seen, contributions, churn, boundary: cut, tooLarge: read.tooLarge() };
}

/** Names at HEAD, below the folder; `undefined` when they are more than 64 MiB. */
async function filesAtHead(repository: Repository): Promise<ReadonlySet<string> | undefined> {
  const result = await repository.run(['ls-tree', '-r', '-z', '--name-only', 'HEAD'], { keepBytes: TREE_BYTES });
  if (result.exitCode !== 0 || result.stdoutBytes > TREE_BYTES) return undefined;
  return new Set(result.stdout.split('\0'));
}

function timesOf(
  seen: Folded['seen'],
  now: number,
): Pick<Output, 'commits' | 'first_commit' | 'last_commit' | 'age_days'> {
  let first = seen[0] ?? { hash: '', time: 0 };
  let last = first;
  for (const commit of seen) {
    if (commit.time < first.time) first = commit;
    if (commit.time > last.time) last = commit;
  }
  return {
    commits: seen.length,
    first_commit: { hash: first.hash, date: isoDate(first.time) },
    last_commit: { hash: last.hash, date: isoDate(last.time) },
    age_days: daysBetween(first.time, now),
  };
}

function authorshipOf(contributions: Folded['contributions']): Pick<Output, 'authors' | 'author_count' | 'bus_factor'> {
  const authors = authorsOf(contributions);
  return { authors: authors.slice(0, MAX_AUTHORS), author_count: authors.length, bus_factor: busFactor(authors) };
}

function churnOf(files: readonly FileHistory[], now: number): Output['churn'] {
  return files
    .map(({ file, commits, added, deleted, authors, lastChanged }) => ({
      file,
      commits,
      added,
      deleted,
      authors: authors.size,
      last_changed: isoDate(lastChanged),
      age_days: daysBetween(lastChanged, now),
    }))
    .sort((a, b) => b.commits - a.commits || b.added + b.deleted - a.added - a.deleted || (a.file < b.file ? -1 : 1));
}

function hotspots(
  files: readonly FileHistory[],
  { complexity, limit }: z.output<typeof input>,
): Pick<Output, 'hotspots' | 'hotspot_basis'> {
  const totals =
    complexity === undefined
      ? undefined
      : new Map(complexity.map(({ file, total }) => [file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''), total]));
  return {
    hotspots: hotspotsOf(files, totals).slice(0, limit),
    hotspot_basis: totals === undefined ? 'churn' : 'churn_and_complexity',
  };
}

function counted(reasons: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(reasons).filter(([, count]) => count > 0));
}

/** Clocks are wrong sometimes: a commit from the future is of today, and a date that no calendar has is the epoch. */
const daysBetween = (from: number, to: number): number => Math.max(0, Math.floor((to - from) / DAY_SECONDS) || 0);

function isoDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}
