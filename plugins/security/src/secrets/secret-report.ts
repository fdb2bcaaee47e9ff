import * as z from 'zod';
import { counts, plural } from '../counts.ts';
import type { SkipReason } from '../project/scanned-files.ts';
import { bySeverity, severityWords } from '../severity.ts';
import type { Suppression } from './scan-text.ts';
import { type SecretFinding, secretFindingSchema } from './secret-finding.ts';

export const secretReportSchema = z.object({
  files_scanned: z.int(),
  findings: z.array(secretFindingSchema),
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
  readonly #findings: SecretFinding[] = [];
  readonly #suppressed = new Map<Suppression, number>();
  readonly #skipped = new Map<SkipReason, number>();

  constructor(maxFindings: number) {
    this.#maxFindings = maxFindings;
  }

  get isFull(): boolean {
    return this.#findings.length >= this.#maxFindings;
  }

  add(findings: readonly SecretFinding[], suppressed: readonly Suppression[]): void {
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
    const findings = this.#findings.toSorted(bySeverity);
    const severityCounts = counts(findings.map(({ severity }) => severity));
    return {
      files_scanned: this.filesScanned,
      findings,
      findings_count: findings.length,
      by_rule: counts(findings.map(({ rule }) => rule)),
      by_severity: severityCounts,
      suppressed: Object.fromEntries(this.#suppressed),
      skipped: Object.fromEntries(this.#skipped),
      truncated: this.truncated,
      summary: summaryOf(this.filesScanned, findings.length, severityCounts),
    };
  }
}

function summaryOf(files: number, findings: number, severityCounts: Readonly<Record<string, number>>): string {
  const where = plural(files, 'file');
  if (findings === 0) return `no secrets found in ${where}`;
  return `${plural(findings, 'possible secret')} in ${where}: ${severityWords(severityCounts)}`;
}
