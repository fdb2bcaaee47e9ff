import { type Finding, message, type Severity, severities } from './finding.ts';

export interface FindingCounts {
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byRule: Readonly<Record<string, number>>;
}

/** Counts every finding and keeps so many of each severity as may be listed. */
export class FindingLedger {
  readonly #limit: number;
  readonly #kept: Record<Severity, Finding[]> = { error: [], warning: [], info: [] };
  readonly #bySeverity: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  readonly #byRule = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(finding: Finding): void {
    this.#bySeverity[finding.severity]++;
    this.#byRule.set(finding.rule, (this.#byRule.get(finding.rule) ?? 0) + 1);
    const kept = this.#kept[finding.severity];
    if (kept.length < this.#limit) kept.push({ ...finding, message: message(finding.message) });
  }

  get counts(): FindingCounts {
    return {
      bySeverity: { ...this.#bySeverity },
      byRule: Object.fromEntries([...this.#byRule].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))),
    };
  }

  /** The gravest first, each severity in the order of files and lines. */
  listed(): readonly Finding[] {
    return severities.flatMap((severity) => this.#kept[severity].toSorted(byPlace)).slice(0, this.#limit);
  }
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : 1);
}
