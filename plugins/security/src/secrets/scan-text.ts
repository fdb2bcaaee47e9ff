import { createHash } from 'node:crypto';
import { LineIndex } from '@codomyrmex/source-files';
import { isTestPath } from '../project/test-path.ts';
import type { Severity } from '../severity.ts';
import { assignments } from './assignments.ts';
import { masked } from './mask.ts';
import { privateKeys, tokens } from './own-rules.ts';
import { isCommonPassword, isPlaceholder } from './placeholder.ts';
import type { PresetRules } from './preset-rules.ts';
import type { Around, Match, SecretFinding } from './secret-finding.ts';

/** Why something that a rule saw is not reported. */
export type Suppression = 'allow_mark' | 'placeholder' | 'test_file';

export interface ScannedText {
  readonly findings: readonly SecretFinding[];
  readonly suppressed: readonly Suppression[];
}

/** Of one file; more are left out. */
const MAX_MATCHES = 2_000;

/** On the line of a secret, or the one before: somebody has looked at it. Marks of other scanners count too. */
const allowMark = /codomyrmex:allow-secret|gitleaks:allow|pragma: allowlist secret|secretlint-disable-(?:next-)?line/;

/**
 * Looks at one text with all rules. `file` is the path as it is reported; it also tells tests and examples, where
 * passwords are made up: those are suppressed there, and what is known by its own form is reported as `low`.
 */
export async function scanText(text: string, file: string, preset: PresetRules): Promise<ScannedText> {
  const seen = [
    ...privateKeys(text, file),
    ...(await preset.matches(text, file)),
    ...tokens(text, file),
    ...assignments(text, file),
  ].slice(0, MAX_MATCHES);
  if (seen.length === 0) return { findings: [], suppressed: [] };
  const inTest = isTestPath(file);
  const lines = new LineIndex(text);
  const suppressed: Suppression[] = [];
  const kept: Match[] = [];
  for (const match of withoutOverlaps(seen)) {
    const reason = suppressionOf(match, { text, lines, inTest });
    if (reason === undefined) kept.push(match);
    else suppressed.push(reason);
  }
  const findings = fingerprinted(
    kept.map((match) => ({
      file,
      ...lines.placeOf(match.index),
      rule: match.rule,
      severity: inTest ? ('low' satisfies Severity) : match.severity,
      masked: masked(match.secret, match.kind),
      message: inTest ? `${match.message}, in a test or an example` : match.message,
    })),
  );
  return { findings, suppressed };
}

/** In the order of the text; of matches that overlap, the one whose rule was asked first. */
function withoutOverlaps(matches: readonly Match[]): readonly Match[] {
  const kept: Match[] = [];
  for (const match of matches) {
    const overlaps = kept.some((other) => match.index < endOf(other) && other.index < endOf(match));
    if (!overlaps) kept.push(match);
  }
  return kept.sort((a, b) => a.index - b.index);
}

/** A key's secret is its base64 alone, which in the text has line ends between. */
const endOf = ({ index, secret, kind }: Match): number => index + secret.length * (kind === 'key' ? 1.2 : 1);

function suppressionOf(
  { secret, kind, index, around }: Match,
  { text, lines, inTest }: { text: string; lines: LineIndex; inTest: boolean },
): Suppression | undefined {
  const { line } = lines.placeOf(index);
  if (
    allowMark.test(text.slice(lines.startOf(Math.max(1, line - 1)), Math.min(lines.startOf(line + 1), index + 2_000)))
  )
    return 'allow_mark';
  if (isPlaceholder(secret) || (kind === 'password' && (isCommonPassword(secret) || isMadeUp(secret, around))))
    return 'placeholder';
  return inTest && kind === 'password' ? 'test_file' : undefined;
}

/** `postgres:postgres@…`, `…@example.org`. */
function isMadeUp(secret: string, around: Around | undefined): boolean {
  if (around === undefined) return false;
  return (
    around.user === secret || /^user(?:name)?$/i.test(around.user) || /(?:^|\.)example(?:[.:]|$)/.test(around.host)
  );
}

/**
 * A fingerprint is made of where and what, never of the secret: a short password could be found by trying.
 * Equal findings of one file are told apart by their order.
 */
function fingerprinted(findings: readonly Omit<SecretFinding, 'fingerprint'>[]): readonly SecretFinding[] {
  const counts = new Map<string, number>();
  return findings.map((finding) => {
    const what = JSON.stringify([finding.rule, finding.file, finding.masked]);
    const count = counts.get(what) ?? 0;
    counts.set(what, count + 1);
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([what, count]))
      .digest('hex')
      .slice(0, 16);
    return { ...finding, fingerprint };
  });
}
