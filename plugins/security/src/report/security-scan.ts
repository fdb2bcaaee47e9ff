import type { ActionContext } from '@codomyrmex/core';
import type { Target } from '@codomyrmex/source-files';
import * as z from 'zod';
import { unsafeCodeIn } from '../code/audit-code.ts';
import { codeReportSchema } from '../code/code-report.ts';
import { standards } from '../compliance/check.ts';
import { complianceIn, complianceSchema } from '../compliance/check-compliance.ts';
import { plural } from '../counts.ts';
import { dependencyAudit } from '../dependencies/audit-dependencies.ts';
import { dependencyReportSchema } from '../dependencies/dependency-report.ts';
import { secretsIn } from '../secrets/scan-secrets.ts';
import { secretReportSchema } from '../secrets/secret-report.ts';
import { severities, severityWords } from '../severity.ts';

export const scanTypes = ['secrets', 'code', 'dependencies', 'compliance'] as const;

export const scanTypesParameter = z
  .array(z.enum(scanTypes))
  .min(1)
  .default(['secrets', 'code', 'dependencies'])
  .meta({ description: 'What to look for; compliance needs a folder.' });

export const securityScanSchema = z.object({
  status: z
    .enum(['checked', 'partly checked'])
    .meta({ description: 'partly checked: something wanted could not be known; unknown says what and why.' }),
  scan_types: z.array(z.enum(scanTypes)),
  by_severity: z.object({
    critical: z.int(),
    high: z.int(),
    medium: z.int(),
    low: z.int(),
    unknown: z.int().meta({ description: 'Vulnerabilities whose advisory gives no severity.' }),
  }),
  findings_count: z.int().meta({ description: 'Of secrets, code and dependencies together.' }),
  unknown: z.array(z.string()),
  secrets: secretReportSchema.optional(),
  code: codeReportSchema.optional(),
  dependencies: dependencyReportSchema.optional(),
  compliance: complianceSchema.optional(),
  summary: z.string(),
});
export type SecurityScan = z.output<typeof securityScanSchema>;

export interface WantedScan {
  readonly types: readonly (typeof scanTypes)[number][];
  readonly advisories: string | undefined;
}

const limits = { recursive: true, maxFileBytes: 1024 * 1024, maxFindings: 1_000, maxFiles: 50_000 };

/** All the kinds of scan that are wanted, one after the other. */
export async function securityScan(
  context: ActionContext,
  target: Target,
  { types, advisories }: WantedScan,
): Promise<SecurityScan> {
  const wants = (type: (typeof scanTypes)[number]) => types.includes(type);
  const parts: Parts = {
    ...(wants('secrets') && { secrets: await secretsIn(context, target, limits) }),
    ...(wants('code') && { code: await unsafeCodeIn(context, target, limits) }),
    ...(wants('dependencies') && {
      dependencies: await dependencyAudit(context, target, { advisories, includePackages: false }),
    }),
    ...(wants('compliance') && {
      compliance: await complianceIn(context, target.root, { advisories, standards: [...standards] }),
    }),
  };
  const count = (severity: string): number =>
    [parts.secrets, parts.code, parts.dependencies].reduce((sum, part) => sum + (part?.by_severity[severity] ?? 0), 0);
  const by_severity = {
    critical: count('critical'),
    high: count('high'),
    medium: count('medium'),
    low: count('low'),
    unknown: count('unknown'),
  };
  const findings_count = Object.values(by_severity).reduce((sum, one) => sum + one, 0);
  const unknown = unknownOf(parts);
  return {
    status: unknown.length === 0 ? 'checked' : 'partly checked',
    scan_types: [...new Set(types)],
    by_severity,
    findings_count,
    unknown,
    ...parts,
    summary: summaryOf(by_severity, findings_count, unknown),
  };
}

type Parts = Pick<SecurityScan, 'secrets' | 'code' | 'dependencies' | 'compliance'>;

function unknownOf({ secrets, code, dependencies, compliance }: Parts): string[] {
  return [
    ...(secrets?.truncated === true ? ['secrets: the scan ended at its limit'] : []),
    ...(code?.truncated === true ? ['code: the scan ended at its limit'] : []),
    ...(dependencies?.status === 'no data' || dependencies?.status === 'partly checked'
      ? [`dependencies: ${dependencies.summary}`]
      : []),
    ...(compliance?.status === 'incomplete' ? [`compliance: ${plural(compliance.not_checked, 'check')} not made`] : []),
  ];
}

function summaryOf(bySeverity: SecurityScan['by_severity'], findings: number, unknown: readonly string[]): string {
  const present = Object.fromEntries(severities.map((severity) => [severity, bySeverity[severity] || undefined]));
  const counted = Object.fromEntries(
    Object.entries(present).flatMap(([name, n]) => (n === undefined ? [] : [[name, n]])),
  );
  const rest = bySeverity.unknown > 0 ? [`${bySeverity.unknown} of unknown severity`] : [];
  const words = [severityWords(counted), ...rest].filter((part) => part !== '').join(', ');
  const found = findings === 0 ? 'nothing found' : `${plural(findings, 'finding')}: ${words}`;
  return unknown.length === 0 ? found : `${found}; not known: ${unknown.join('; ')}`;
}
