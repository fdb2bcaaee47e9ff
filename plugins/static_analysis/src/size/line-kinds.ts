import type { SourceFile } from '../project/source-file.ts';

/** Lines of one file; each is of one kind. */
export interface LineCounts {
  readonly lines: number;
  /** Lines with anything but white space that are no comment lines. */
  readonly code: number;
  /** Lines with a comment, or a part of one, and no code. */
  readonly comment: number;
  /** Lines with white space alone, outside of comments and quoted literals. */
  readonly blank: number;
}

const COMMENT = 1;
const CODE = 2;

/** What each line of a file is, by its tokens and comments. Text around code (HTML in PHP) counts as code. */
export function lineCounts({ text, lines, lexed }: Pick<SourceFile, 'text' | 'lines' | 'lexed'>): LineCounts {
  const kinds = new Uint8Array(lines.count + 2);
  const { comments, startLines, endLines } = lexed;
  for (let at = 0; at < comments.length; at += 2) {
    const start = comments[at] ?? 0;
    const end = Math.max(start, (comments[at + 1] ?? start) - 1);
    kinds.fill(COMMENT, lines.lineOf(start), lines.lineOf(end) + 1);
  }
  for (let token = 0; token < startLines.length; token++) {
    kinds.fill(CODE, startLines[token], (endLines[token] ?? 0) + 1);
  }
  let comment = 0;
  let blank = 0;
  for (let line = 1; line <= lines.count; line++) {
    if (kinds[line] === COMMENT) comment++;
    else if (kinds[line] !== CODE && isBlank(text, lines.startOf(line), lines.endOf(line))) blank++;
  }
  return { lines: lines.count, code: lines.count - comment - blank, comment, blank };
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!/\s/.test(text.charAt(at))) return false;
  return true;
}
