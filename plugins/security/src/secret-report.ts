import * as z from 'zod';
import { type Finding, findingSchema, severities } from './finding.ts';
import type { Suppression } from './scan-text.ts';
import type { SkipReason } from './walk.ts';

export const secretReportSchema = z.object({
  files_scanned: z.int(),
  findings: z.array(findingSchema),
  findings_count: z.int(),
  by_rule: z.record(z.string(), z.int()),
  by_severity: z.record(z.string(), z.int()),
  suppressed: z.record(z.string(), z.int()).meta({
    description:
      'Seen and not reported: allow_mark (a comment allows it), placeholder, test_file (a made-up password).',
  }),
  skipped: z.record(z.string(), z.int()).meta({ description: 'Not looked at, by reason; a folder counts once.' }),
  truncated: z.boolean().meta({ description: 'max_findings or max_files was reached, and the scan ended there.' }),
  summary: z.string(),
});
export type SecretReport = z.output<typeof secretReportSchema>;

/** Collects what a scan sees, up to `maxFindings`. */
export class SecretLedger {
  filesScanned = 0;
  truncated = false;
  readonly #maxFindings: number;
  readonly #findings: Finding[] = [];
  readonly #suppressed = new Map<Suppression, number>();
  readonly #skipped = new Map<SkipReason, number>();

  constructor(maxFindings: number) {
    this.#maxFindings = maxFindings;
  }

  get isFull(): boolean {
    return this.#findings.length >= this.#maxFindings;
  }

  add(findings: readonly Finding[], suppressed: readonly Suppression[]): void {
    this.filesScanned += 1;
    const room = this.#maxFindings - this.#findings.length;
    this.#findings.push(...findings.slice(0, room));
    if (findings.length > room) this.truncated = true;
    for (const reason of suppressed) this.#suppressed.set(reason, (this.#suppressed.get(reason) ?? 0) + 1);
  }

  skip(reason: SkipReason): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  /** The worst first. */
  get report(): SecretReport {
    const findings = this.#findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    const bySeverity = counts(findings.map(({ severity }) => severity));
    return {
      files_scanned: this.filesScanned,
      findings,
      findings_count: findings.length,
      by_rule: counts(findings.map(({ rule }) => rule)),
      by_severity: bySeverity,
      suppressed: Object.fromEntries(this.#suppressed),
      skipped: Object.fromEntries(this.#skipped),
      truncated: this.truncated,
      summary: summaryOf(this.filesScanned, findings.length, bySeverity),
    };
  }
}

function counts(names: readonly string[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const name of names) sums.set(name, (sums.get(name) ?? 0) + 1);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function summaryOf(files: number, findings: number, bySeverity: Readonly<Record<string, number>>): string {
  const where = `${files} ${files === 1 ? 'file' : 'files'}`;
  if (findings === 0) return `no secrets found in ${where}`;
  const parts = severities.flatMap((severity) => {
    const count = bySeverity[severity];
    return count === undefined ? [] : [`${count} ${severity}`];
  });
  return `${findings} possible ${findings === 1 ? 'secret' : 'secrets'} in ${where}: ${parts.join(', ')}`;
}
