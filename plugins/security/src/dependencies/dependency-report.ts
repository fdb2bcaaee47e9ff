import * as z from 'zod';
import { severities } from '../severity.ts';
import { ecosystems } from './locked-package.ts';

const packageFields = { ecosystem: z.enum(ecosystems), name: z.string(), version: z.string() };

export const vulnerabilitySchema = z.object({
  ...packageFields,
  files: z.array(z.string()).meta({ description: 'Lock files that name it.' }),
  ids: z.array(z.string()).meta({ description: 'All names of the vulnerability: GHSA-…, CVE-…, PYSEC-….' }),
  severity: z.enum([...severities, 'unknown']),
  summary: z.string(),
  fixed_in: z.array(z.string()).meta({ description: 'Later versions that mend it, the earliest first.' }),
});
export type Vulnerability = z.output<typeof vulnerabilitySchema>;

export const dependencyReportSchema = z.object({
  status: z.enum(['checked', 'partly checked', 'no data', 'no dependencies']).meta({
    description:
      'no data: there were no advisories for any ecosystem of the dependencies, so nothing is known. partly checked: for some, or files were not read.',
  }),
  packages_count: z.int(),
  unpinned: z.int().meta({ description: 'Entries of lock files that name no one version.' }),
  ecosystems: z.array(
    z.object({
      ecosystem: z.enum(ecosystems),
      packages: z.int(),
      status: z.enum(['checked', 'no data']),
      advisories: z.int().meta({ description: 'For this ecosystem in the given data.' }),
    }),
  ),
  lock_files: z.array(
    z.object({ file: z.string(), ecosystem: z.enum(ecosystems), packages: z.int(), unpinned: z.int() }),
  ),
  not_read: z
    .array(z.object({ file: z.string(), reason: z.string() }))
    .meta({ description: 'Files that name dependencies of which the versions are not known.' }),
  vulnerabilities: z
    .array(vulnerabilitySchema)
    .nullable()
    .meta({ description: 'The worst first; null where nothing could be checked.' }),
  vulnerabilities_count: z.int().nullable().meta({ description: 'null where nothing could be checked.' }),
  by_severity: z.record(z.string(), z.int()),
  undecided: z
    .array(z.object({ ...packageFields, id: z.string(), reason: z.string() }))
    .meta({ description: 'Advisories for a package that do not tell whether this version is affected.' }),
  undecided_count: z.int(),
  advisories: z.object({
    read: z.int(),
    withdrawn: z.int(),
    unreadable: z.int(),
    newest: z.string().nullable().meta({ description: 'When the latest of them was changed: how old the data is.' }),
  }),
  packages: z
    .array(z.object(packageFields))
    .optional()
    .meta({ description: 'With include_packages: everything that the lock files name.' }),
  summary: z.string(),
});
export type DependencyReport = z.output<typeof dependencyReportSchema>;
