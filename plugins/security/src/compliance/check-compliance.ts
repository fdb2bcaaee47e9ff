import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { unsafeCodeIn } from '../code/audit-code.ts';
import { plural } from '../counts.ts';
import { advisoriesPath, dependencyAudit } from '../dependencies/audit-dependencies.ts';
import { readDependencies } from '../dependencies/read-dependencies.ts';
import { folderAt } from '../project/target.ts';
import { secretsIn } from '../secrets/scan-secrets.ts';
import { type CheckResult, checkResultSchema, standards } from './check.ts';
import { checks } from './checks.ts';
import { listedFiles, type ProjectFacts } from './project-facts.ts';

export const complianceSchema = z.object({
  status: z
    .enum(['pass', 'fail', 'incomplete'])
    .meta({ description: 'incomplete: nothing failed, and some checks could not be made. Never a certificate.' }),
  standards: z.array(z.enum(standards)),
  checks: z.array(checkResultSchema),
  passed: z.int(),
  failed: z.int(),
  not_checked: z.int(),
  by_standard: z.array(
    z.object({ standard: z.enum(standards), passed: z.int(), failed: z.int(), not_checked: z.int() }),
  ),
  summary: z.string(),
});
export type ComplianceReport = z.output<typeof complianceSchema>;

export const checkCompliance = defineAction({
  title: 'Check compliance',
  description:
    'Looks at the files of a project for what security standards ask of every project, says what it saw for each, and names what cannot be known from files as not checked. It covers a small part of each standard and is no audit.',
  input: z.strictObject({
    target_path: z
      .string()
      .min(1)
      .default('.')
      .meta({ description: 'A folder, relative to the workspace or absolute.' }),
    standards: z
      .array(z.enum(standards))
      .min(1)
      .default([...standards])
      .meta({ description: 'Only checks that bear on one of these; all unless given.' }),
    advisories: advisoriesPath,
  }),
  output: complianceSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 900,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, input) {
    const root = await folderAt(context, input.target_path, 'give the folder of the project');
    return complianceIn(context, root, input);
  },
});

/** Looks at the project in a folder. */
export async function complianceIn(
  context: ActionContext,
  root: string,
  wanted: { readonly advisories?: string | undefined; readonly standards: ComplianceReport['standards'] },
): Promise<ComplianceReport> {
  return complianceOf(await gatheredFacts(context, root, wanted.advisories), wanted.standards);
}

const limits = { recursive: true, maxFileBytes: 1024 * 1024, maxFindings: 1_000, maxFiles: 50_000 };

async function gatheredFacts(
  context: ActionContext,
  root: string,
  advisories: string | undefined,
): Promise<ProjectFacts> {
  const target = { root, file: undefined };
  return {
    ...(await listedFiles(context, root)),
    secrets: await secretsIn(context, target, limits),
    code: await unsafeCodeIn(context, target, limits),
    dependencies: await readDependencies(context, target),
    audit: await dependencyAudit(context, target, { advisories, includePackages: false }),
  };
}

/** What the checks come to that bear on one of the wanted standards. */
function complianceOf(facts: ProjectFacts, wanted: ComplianceReport['standards']): ComplianceReport {
  const results = checks
    .filter(({ mapsTo }) => mapsTo.some(([standard]) => wanted.includes(standard)))
    .map((check): CheckResult => {
      const outcome = check.look(facts);
      return {
        check: check.id,
        status: outcome.status,
        title: check.title,
        evidence: outcome.evidence,
        advice: outcome.status === 'fail' ? outcome.advice : '',
        maps_to: check.mapsTo
          .filter(([standard]) => wanted.includes(standard))
          .map(([standard, item]) => ({ standard, item })),
      };
    });
  const totals = totalsOf(results);
  return {
    status: totals.failed > 0 ? 'fail' : totals.not_checked > 0 ? 'incomplete' : 'pass',
    standards: [...new Set(wanted)],
    checks: results,
    ...totals,
    by_standard: [...new Set(wanted)].map((standard) => ({
      standard,
      ...totalsOf(results.filter(({ maps_to }) => maps_to.some((one) => one.standard === standard))),
    })),
    summary: `${totals.failed} of ${plural(results.length, 'check')} failed, ${totals.passed} passed, ${totals.not_checked} not checked`,
  };
}

function totalsOf(results: readonly CheckResult[]): Pick<ComplianceReport, 'passed' | 'failed' | 'not_checked'> {
  const count = (status: CheckResult['status']) => results.filter((result) => result.status === status).length;
  return { passed: count('pass'), failed: count('fail'), not_checked: count('not checked') };
}
