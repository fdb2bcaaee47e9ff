import type { MarkdownDocument } from '../markdown/markdown-document.ts';
import { type DocumentFinding, finding, quoted } from './finding.ts';

/** Whether a text has one title and its headings go down one level at a time. */
export function headingFindings(file: string, { headings, words }: MarkdownDocument): DocumentFinding[] {
  const found: DocumentFinding[] = [];
  const titles = headings.filter(({ depth }) => depth === 1);
  // A few words, such as a changeset or an include, need none.
  if (headings.length > 0 && titles.length === 0 && words > 100) {
    found.push(finding('no_title', { file, line: headings[0]?.line ?? 1 }, 'no heading of level 1'));
  }
  for (const { text, line } of titles.slice(1)) {
    found.push(finding('several_titles', { file, line }, `${quoted(text)} is one more heading of level 1`));
  }
  let depth = 0;
  for (const heading of headings) {
    if (depth > 0 && heading.depth > depth + 1) {
      const message = `${quoted(heading.text)} is of level ${heading.depth} under one of level ${depth}`;
      found.push(finding('skipped_heading_level', { file, line: heading.line }, message));
    }
    depth = heading.depth;
  }
  return found;
}
