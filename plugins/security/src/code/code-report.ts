import * as z from 'zod';
import { counts, plural } from '../counts.ts';
import type { SkipReason } from '../project/scanned-files.ts';
import { bySeverity, severityWords } from '../severity.ts';
import { type CodeFinding, codeFindingSchema } from './code-finding.ts';
import { type CodeLanguage, codeLanguages } from './code-language.ts';

export const codeReportSchema = z.object({
  status: z
    .enum(['checked', 'no code'])
    .meta({ description: 'no code: there was no file of a language that the rules know.' }),
  files_scanned: z.int(),
  by_language: z.partialRecord(z.enum(codeLanguages), z.int()),
  findings: z.array(codeFindingSchema).meta({ description: 'The worst first.' }),
  findings_count: z.int(),
  by_rule: z.record(z.string(), z.int()),
  by_severity: z.record(z.string(), z.int()),
  allowed: z.int().meta({ description: 'Seen and not reported, because a comment allows it.' }),
  skipped: z.record(z.string(), z.int()).meta({ description: 'Not looked at, by reason; a folder counts once.' }),
  truncated: z.boolean().meta({ description: 'max_findings or max_files was reached, and the scan ended there.' }),
  summary: z.string(),
});
export type CodeReport = z.output<typeof codeReportSchema>;

/** Collects what a scan of code sees, up to `maxFindings`. */
export class CodeLedger {
  truncated = false;
  readonly #maxFindings: number;
  readonly #findings: CodeFinding[] = [];
  readonly #languages: CodeLanguage[] = [];
  readonly #skipped: SkipReason[] = [];
  #allowed = 0;

  constructor(maxFindings: number) {
    this.#maxFindings = maxFindings;
  }

  get isFull(): boolean {
    return this.#findings.length >= this.#maxFindings;
  }

  add(language: CodeLanguage, findings: readonly CodeFinding[], allowed: number): void {
    this.#languages.push(language);
    this.#allowed += allowed;
    const room = this.#maxFindings - this.#findings.length;
    this.#findings.push(...findings.slice(0, room));
    if (findings.length > room) this.truncated = true;
  }

  skip(reason: SkipReason): void {
    this.#skipped.push(reason);
  }

  get report(): CodeReport {
    const findings = this.#findings.toSorted(bySeverity);
    const severityCounts = counts(findings.map(({ severity }) => severity));
    const files = this.#languages.length;
    return {
      status: files === 0 ? 'no code' : 'checked',
      files_scanned: files,
      by_language: counts(this.#languages),
      findings,
      findings_count: findings.length,
      by_rule: counts(findings.map(({ rule }) => rule)),
      by_severity: severityCounts,
      allowed: this.#allowed,
      skipped: counts(this.#skipped),
      truncated: this.truncated,
      summary: summaryOf(files, findings.length, severityCounts),
    };
  }
}

function summaryOf(files: number, findings: number, severityCounts: Readonly<Record<string, number>>): string {
  if (files === 0) return 'no JavaScript, TypeScript or Python to look at';
  const where = plural(files, 'file');
  if (findings === 0) return `no unsafe code found in ${where}`;
  return `${plural(findings, 'unsafe place')} in ${where}: ${severityWords(severityCounts)}`;
}
