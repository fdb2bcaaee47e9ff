import type { FileTree } from '../project/analysis.ts';
import type { SourceFile } from '../project/source-file.ts';
import { inRanges } from '../project/text-range.ts';
import { callsAt } from './call-site.ts';
import { type Finding, quoted } from './finding.ts';
import { pythonAliases, unaliased } from './import-aliases.ts';
import { unsafeCalls } from './unsafe-calls.ts';

const MAX_WORDS = 20_000;

/** Unsafe calls: the text tells where their words stand, the tree whether a word is the name of a call. */
export function unsafeFindings(file: SourceFile, { root }: FileTree): readonly Finding[] {
  const known = unsafeCalls.get(file.language.id);
  if (known === undefined) return [];
  const aliases = file.language.id === 'python' ? pythonAliases(file.text) : none;
  const offsets: number[] = [];
  for (const { index } of file.text.matchAll(known.words)) {
    if (offsets.length === MAX_WORDS) break;
    if (!inRanges(index, file.lexed.comments)) offsets.push(index);
  }
  if (offsets.length === 0) return [];
  return callsAt(root, offsets).flatMap((written) => {
    const site = { ...written, callee: unaliased(written.callee, aliases) };
    for (const { rule, callee, judge, message } of known.rules) {
      const severity = callee.test(site.callee) ? judge(site) : undefined;
      if (severity === undefined) continue;
      const at = file.lines.placeOf(site.node.startIndex);
      return [{ file: file.path, ...at, rule, severity, message: `${quoted(site.callee, 60)} ${message}` }];
    }
    return [];
  });
}

const none: ReadonlyMap<string, string> = new Map();
