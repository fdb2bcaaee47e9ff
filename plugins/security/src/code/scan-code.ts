import { createHash } from 'node:crypto';
import { LineIndex } from '@codomyrmex/source-files';
import { isTestPath } from '../project/test-path.ts';
import type { Severity } from '../severity.ts';
import type { CodeFinding } from './code-finding.ts';
import type { Grammar } from './code-language.ts';
import type { Fact } from './fact.ts';
import { factsOf } from './fact-reader.ts';
import { codeRules } from './rules/all-rules.ts';
import type { CodeRule } from './rules/code-rule.ts';
import { syntaxTree } from './syntax.ts';

export type ScannedCode =
  | { readonly kind: 'scanned'; readonly findings: readonly CodeFinding[]; readonly allowed: number }
  | { readonly kind: 'parse_limit' };

/** On the line of a finding, or the one before: somebody has looked at it. Marks of other scanners count too. */
const allowMark = /codomyrmex:allow-unsafe|\bnosec\b|\bnosemgrep\b/;
/** For one file. A megabyte of real code takes about a second; what takes longer than this is made to. */
const MAX_MILLISECONDS = 5_000;
const MAX_FINDINGS = 1_000;
const MAX_LINE = 2_000;

/** Looks at one file with the rules of its language; `file` is the path as it is reported. */
export function scanCode(text: string, file: string, { language, parser }: Grammar): ScannedCode {
  const end = performance.now() + MAX_MILLISECONDS;
  const isOver = () => performance.now() > end;
  const tree = syntaxTree(text, parser, isOver);
  const facts = tree === undefined ? undefined : factsOf(text, tree, isOver);
  if (facts === undefined) return { kind: 'parse_limit' };
  const rules = codeRules.filter((rule) => rule.languages.includes(language));
  const lines = new LineIndex(text);
  const findings: CodeFinding[] = [];
  const orders = new Map<string, number>();
  let allowed = 0;
  for (const fact of facts) {
    for (const rule of rules) {
      const severity = judged(rule, fact);
      if (severity === undefined || findings.length === MAX_FINDINGS) continue;
      const place = lines.placeOf(fact.at);
      if (isAllowed(text, lines, place.line)) allowed += 1;
      else findings.push({ ...place, ...finding({ rule, fact, severity, file }, orders) });
    }
  }
  return { kind: 'scanned', findings, allowed };
}

function judged(rule: CodeRule, fact: Fact): Severity | undefined {
  return fact.kind === 'call' ? rule.call?.(fact) : rule.setting?.(fact);
}

interface Seen {
  readonly rule: CodeRule;
  readonly fact: Fact;
  readonly severity: Severity;
  readonly file: string;
}

const MAX_NAME = 120;

function finding(
  { rule, fact, severity, file }: Seen,
  orders: Map<string, number>,
): Omit<CodeFinding, 'line' | 'column'> {
  const what = (fact.kind === 'call' ? fact.callee : fact.target).replace(/^\.\//, '').slice(0, MAX_NAME);
  const key = JSON.stringify([rule.id, file, what]);
  const order = orders.get(key) ?? 0;
  orders.set(key, order + 1);
  const inTest = isTestPath(file);
  return {
    file,
    rule: rule.id,
    cwe: `CWE-${rule.cwe}`,
    severity: inTest ? 'low' : severity,
    what,
    message: `${what} ${rule.message}${inTest ? '; in a test or an example' : ''}`,
    advice: rule.advice,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([key, order]))
      .digest('hex')
      .slice(0, 16),
  };
}

function isAllowed(text: string, lines: LineIndex, line: number): boolean {
  const start = lines.startOf(Math.max(1, line - 1));
  return allowMark.test(text.slice(start, Math.min(lines.startOf(line + 1), start + 2 * MAX_LINE)));
}
