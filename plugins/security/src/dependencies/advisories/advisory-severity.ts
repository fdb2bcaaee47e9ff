import type { Severity } from '../../severity.ts';
import type { Advisory, Affected } from './advisory.ts';
import { baseScore } from './cvss.ts';

const words: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
};

/** What the advisory says in a word, else what its score comes to; `unknown` where it says neither. */
export function severityOf(advisory: Advisory, affected: Affected): Severity | 'unknown' {
  const written = [
    affected.database_specific?.severity,
    affected.ecosystem_specific?.severity,
    advisory.database_specific?.severity,
  ];
  for (const word of written) {
    const known = typeof word === 'string' ? words[word.toLowerCase()] : undefined;
    if (known !== undefined) return known;
  }
  const scores = [...(affected.severity ?? []), ...(advisory.severity ?? [])].flatMap(
    ({ score }) => baseScore(score) ?? [],
  );
  return scores.length === 0 ? 'unknown' : ofScore(Math.max(...scores));
}

/** The bands of CVSS 3. */
function ofScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}
