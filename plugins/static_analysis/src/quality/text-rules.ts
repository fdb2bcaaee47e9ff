import type { SourceFile } from '../project/source-file.ts';
import { inRanges } from '../project/text-range.ts';
import { type Finding, quoted } from './finding.ts';

const MAX_LINE = 200;

/** What can be said of a file without its syntax: very long lines, and work that its comments announce. */
export function textFindings(file: SourceFile): readonly Finding[] {
  const long = longLines(file);
  return [...(long === undefined ? [] : [long]), ...announcedWork(file)];
}

/** One finding a file, at the first such line: a table of long lines is one decision of its author. */
function longLines({ path, lines }: SourceFile): Finding | undefined {
  let first = 0;
  let count = 0;
  for (let line = 1; line <= lines.count; line++) {
    if (lines.endOf(line) - lines.startOf(line) <= MAX_LINE + 1) continue;
    count++;
    if (first === 0) first = line;
  }
  if (count === 0) return undefined;
  const more = count === 1 ? '' : `, the first of ${count} in this file`;
  const message = `a line longer than ${MAX_LINE} characters${more}`;
  return { file: path, line: first, column: MAX_LINE + 1, rule: 'long-line', severity: 'info', message };
}

function announcedWork({ path, text, lines, lexed }: SourceFile): readonly Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b[^\n]{0,200}/g)) {
    if (!inRanges(match.index, lexed.comments)) continue;
    const message = quoted(match[0].replace(/(?:\*\/|-->)\s*$/, ''), 120);
    findings.push({ file: path, ...lines.placeOf(match.index), rule: 'todo-comment', severity: 'info', message });
  }
  return findings;
}
