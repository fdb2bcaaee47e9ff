import type { FileTree } from '../project/analysis.ts';
import type { SourceFile } from '../project/source-file.ts';
import { inRanges } from '../project/text-range.ts';
import { callAt } from './call-site.ts';
import { type Finding, quoted } from './finding.ts';
import { pythonAliases, unaliased } from './import-aliases.ts';
import { unsafeCalls } from './unsafe-rules.ts';

/** Words looked up in one file's tree: each costs a way down and up. */
const MAX_WORDS = 2_000;

/** Unsafe calls: the text tells where their words stand, the tree whether a word is the name of a call. */
export function unsafeFindings(file: SourceFile, { root }: FileTree): readonly Finding[] {
  const known = unsafeCalls.get(file.language.id);
  if (known === undefined) return [];
  const aliases = file.language.id === 'python' ? pythonAliases(file.text) : none;
  const findings: Finding[] = [];
  let looked = 0;
  for (const match of file.text.matchAll(known.words)) {
    if (looked === MAX_WORDS) break;
    if (inRanges(match.index, file.lexed.comments)) continue;
    looked++;
    const site = callAt(root, match.index, match.index + match[0].length);
    if (site === undefined) continue;
    const callee = unaliased(site.callee, aliases);
    for (const { rule, callee: pattern, judge, message } of known.rules) {
      const severity = pattern.test(callee) ? judge({ ...site, callee }) : undefined;
      if (severity === undefined) continue;
      const at = file.lines.position(site.node.startIndex);
      findings.push({ file: file.path, ...at, rule, severity, message: `${quoted(callee, 60)} ${message}` });
      break;
    }
  }
  return findings;
}

const none: ReadonlyMap<string, string> = new Map();
