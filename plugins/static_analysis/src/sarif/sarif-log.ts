import { createHash } from 'node:crypto';
import type { SkippedReport } from '../project/skip-ledger.ts';
import type { Finding, Severity } from '../quality/finding.ts';
import { ownRules } from '../quality/own-rules.ts';

/** What a log is made of. */
export interface Analysed {
  readonly findings: readonly Finding[];
  readonly skipped: SkippedReport['skipped'];
  readonly version: string;
  /** Put before the files' paths: the way from the base of the log to the folder that was analysed, with "/" at its end. */
  readonly prefix: string;
  /** What the base is, for people. */
  readonly base: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const BASE = 'PROJECTROOT';
const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Readonly<
  Record<Severity, string>
>;

/**
 * Findings as a log of SARIF 2.1.0 (OASIS), with one run. Paths are relative to a base whose place on this machine the log
 * does not tell; columns count UTF-16 units; what was left out stands among the notifications of the tool.
 */
export function sarifLog({ findings, skipped, version, prefix, base }: Analysed) {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const indices = new Map(ids.map((id, index) => [id, index]));
  const fingerprint = fingerprints();
  const location = (file: string) => ({ uri: relativeUri(prefix + file), uriBaseId: BASE });
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'codomyrmex', semanticVersion: version, rules: ids.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [BASE]: { description: { text: base } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: skipped.map(({ file, reason }) => ({
              level: 'note',
              message: { text: `left out: ${reason.replaceAll('_', ' ')}` },
              descriptor: { id: `left-out/${reason}` },
              locations: [{ physicalLocation: { artifactLocation: location(file) } }],
            })),
          },
        ],
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: indices.get(finding.rule) ?? -1,
          level: levels[finding.severity],
          message: { text: withoutLinks(finding.message) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: location(finding.file),
                region: { startLine: finding.line, startColumn: finding.column },
              },
            },
          ],
          partialFingerprints: { 'codomyrmexFinding/v1': fingerprint(prefix, finding) },
        })),
      },
    ],
  };
}

function descriptor(id: string) {
  const text = ownRules[id] ?? `The rule ${id} of oxlint.`;
  return { id, shortDescription: { text } };
}

/** The same for the same finding when only lines before it come or go: rule, file, message, and the how-manieth of these. */
function fingerprints(): (prefix: string, finding: Finding) => string {
  const seen = new Map<string, number>();
  return (prefix, { rule, file, message }) => {
    const what = JSON.stringify([rule, prefix + file, message]);
    const count = (seen.get(what) ?? 0) + 1;
    seen.set(what, count);
    return createHash('sha256').update(`${what}:${count}`).digest('hex').slice(0, 32);
  };
}

/** Viewers make links of `[text](target)`, and the text may be of a project that nobody trusts. */
const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

/** Every part escaped, so that no name of a file is a scheme, a query or a fragment. */
const relativeUri = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
