import { type ActionContext, defineAction } from '@codomyrmex/core';
import { type Target, targetAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { counts, plural } from '../counts.ts';
import { targetPath } from '../project/target.ts';
import { severityWords } from '../severity.ts';
import { readAdvisories } from './advisories/advisory-source.ts';
import { AdvisoryMatch } from './advisory-match.ts';
import { type DependencyReport, dependencyReportSchema } from './dependency-report.ts';
import { ecosystems } from './locked-package.ts';
import { type Dependencies, readDependencies } from './read-dependencies.ts';

export const advisoriesPath = z.string().min(1).optional().meta({
  description:
    'A file or a folder of OSV JSON, such as the unpacked all.zip of an ecosystem; without it nothing can be known, and the status is "no data".',
});

export const auditDependencies = defineAction({
  title: 'Audit dependencies',
  description:
    'Reads lock files of npm, pnpm, yarn, Python, Rust and Go, and holds every package and version against advisories that are given as files. Asks no server. Without advisories it says "no data" and never that there are none.',
  input: z.strictObject({
    target_path: targetPath,
    advisories: advisoriesPath,
    include_packages: z.boolean().default(false).meta({ description: 'List everything that the lock files name.' }),
  }),
  output: dependencyReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'With a dump of advisories', input: { advisories: 'osv/npm' } }],
  async run(context, { target_path, advisories, include_packages }) {
    const target = await targetAt(context.resolve(target_path), target_path);
    return dependencyAudit(context, target, { advisories, includePackages: include_packages });
  },
});

export interface DependencyAudit {
  readonly advisories: string | undefined;
  readonly includePackages: boolean;
}

/** @throws ActionError PATH_NOT_FOUND where the advisories are not there. */
export async function dependencyAudit(
  context: ActionContext,
  target: Target,
  { advisories, includePackages }: DependencyAudit,
): Promise<DependencyReport> {
  const dependencies = await readDependencies(context, target);
  const match = new AdvisoryMatch(dependencies.all);
  if (advisories !== undefined) {
    await readAdvisories(context, advisories, {
      advisory: (advisory) => match.add(advisory),
      unreadable: () => {
        match.unreadable += 1;
      },
    });
  }
  return reportOf(dependencies, match, includePackages);
}

function reportOf(dependencies: Dependencies, match: AdvisoryMatch, includePackages: boolean): DependencyReport {
  const perEcosystem = ecosystems.flatMap((ecosystem): DependencyReport['ecosystems'] => {
    const packages = dependencies.all.filter((one) => one.ecosystem === ecosystem).length;
    const advisories = match.advisoriesFor(ecosystem);
    return packages === 0 ? [] : [{ ecosystem, packages, advisories, status: advisories > 0 ? 'checked' : 'no data' }];
  });
  const status = statusOf(dependencies, match, perEcosystem);
  const vulnerabilities = status === 'no data' || status === 'no dependencies' ? null : match.vulnerabilities;
  const severityCounts = counts((vulnerabilities ?? []).map(({ severity }) => severity));
  return {
    status,
    packages_count: dependencies.all.length,
    unpinned: dependencies.lockFiles.reduce((sum, { unpinned }) => sum + unpinned, 0),
    ecosystems: perEcosystem,
    lock_files: [...dependencies.lockFiles],
    not_read: [...dependencies.notRead],
    vulnerabilities,
    vulnerabilities_count: vulnerabilities?.length ?? null,
    by_severity: severityCounts,
    undecided: match.undecided,
    undecided_count: match.undecidedCount,
    advisories: {
      read: match.read,
      withdrawn: match.withdrawn,
      unreadable: match.unreadable,
      newest: match.newest,
    },
    ...(includePackages && {
      packages: dependencies.all.map(({ ecosystem, name, version }) => ({ ecosystem, name, version })),
    }),
    summary: summaryOf(status, dependencies.all.length, severityCounts),
  };
}

function statusOf(
  { all, notRead, lockFiles }: Dependencies,
  { undecidedCount, unreadable }: AdvisoryMatch,
  perEcosystem: DependencyReport['ecosystems'],
): DependencyReport['status'] {
  const isPinned = lockFiles.every(({ unpinned }) => unpinned === 0);
  if (all.length === 0) return notRead.length === 0 && isPinned ? 'no dependencies' : 'no data';
  if (perEcosystem.every(({ status }) => status === 'no data')) return 'no data';
  const isWhole =
    notRead.length === 0 &&
    undecidedCount === 0 &&
    unreadable === 0 &&
    isPinned &&
    perEcosystem.every(({ status }) => status === 'checked');
  return isWhole ? 'checked' : 'partly checked';
}

function summaryOf(
  status: DependencyReport['status'],
  packages: number,
  severityCounts: Readonly<Record<string, number>>,
): string {
  if (status === 'no dependencies') return 'no dependencies: nothing here names any';
  if (packages === 0) return 'no data: dependencies are named, but nothing says in which versions';
  if (status === 'no data') return `no data: ${plural(packages, 'package')}, and no advisories to hold them against`;
  const total = Object.values(severityCounts).reduce((sum, count) => sum + count, 0);
  const where = `in ${plural(packages, 'package')}${status === 'checked' ? '' : ', which were checked only in part'}`;
  if (total === 0) return `no known vulnerabilities ${where}`;
  const unknown = severityCounts.unknown === undefined ? [] : [`${severityCounts.unknown} of unknown severity`];
  const words = [severityWords(severityCounts), ...unknown].filter((part) => part !== '').join(', ');
  return `${plural(total, 'known vulnerability', 'known vulnerabilities')} ${where}: ${words}`;
}
