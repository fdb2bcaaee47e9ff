import { type Nodes, parse } from './syntax.ts';

/** What stands between two marks, and belongs to the generator; everything outside belongs to people. */
export interface Region {
  readonly id: string;
  /** Of its first mark; from 1. */
  readonly line: number;
  readonly column: number;
  /** From behind the line of the first mark to the beginning of the line of the last. */
  readonly start: number;
  readonly end: number;
  /** A heading stands right above it, so that it needs none of its own. */
  readonly underHeading: boolean;
}

export interface MarkProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly suggestion: string;
}

export interface FoundRegions {
  readonly regions: readonly Region[];
  readonly problems: readonly MarkProblem[];
}

const MARK = /^<!--\s*codomyrmex:(start|end)(?:\s+([^\s]+))?\s*-->$/;
const ID = /^[a-z][a-z0-9_-]{0,63}$/;
/** A text without it has no regions; looking for it is a hundred times quicker than reading the text. */
const MARK_BEGIN = 'codomyrmex:';

export const startMark = (id: string): string => `<!-- codomyrmex:start ${id} -->`;
export const endMark = (id: string): string => `<!-- codomyrmex:end ${id} -->`;

interface Mark {
  readonly kind: string;
  readonly id: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly underHeading: boolean;
}

/**
 * The regions of a text. A mark is an HTML comment that is a block of its own, as CommonMark reads the text: the same words in a
 * sentence, in code or inside another comment are none.
 */
export function findRegions(text: string): FoundRegions {
  if (!text.includes(MARK_BEGIN)) return { regions: [], problems: [] };
  const marks: Mark[] = [];
  const problems: MarkProblem[] = [];
  let before: Nodes | undefined;
  for (const node of parse(text).children) {
    if (node.type === 'html') {
      const mark = markOf(text, node, before);
      if (mark !== undefined) marks.push(mark);
      else problems.push(...hiddenMarks(node));
    }
    before = node;
  }
  const paired = pair(marks);
  return { regions: paired.regions, problems: [...problems, ...paired.problems].sort((a, b) => a.line - b.line) };
}

function markOf(text: string, node: Nodes & { type: 'html' }, before: Nodes | undefined): Mark | undefined {
  const [, kind, id] = MARK.exec(node.value.trim()) ?? [];
  const start = node.position?.start;
  const end = node.position?.end.offset;
  if (kind === undefined || start?.offset === undefined || end === undefined) return undefined;
  const newline = text.indexOf('\n', end);
  return {
    kind,
    id,
    line: start.line,
    column: start.column,
    lineStart: text.lastIndexOf('\n', start.offset - 1) + 1,
    lineEnd: newline < 0 ? text.length : newline + 1,
    underHeading: before?.type === 'heading',
  };
}

/** A mark that an HTML block has swallowed looks like one and is none. */
function hiddenMarks(node: Nodes & { type: 'html' }): MarkProblem[] {
  const first = node.position?.start.line ?? 1;
  return node.value.split(/\r?\n/).flatMap((line, index) =>
    MARK.test(line.trim())
      ? [
          {
            line: first + index,
            column: line.search(/\S/) + 1,
            message: 'this mark is inside a block of HTML',
            suggestion: 'Leave an empty line before and after the mark.',
          },
        ]
      : [],
  );
}

function pair(marks: readonly Mark[]): FoundRegions {
  const regions: Region[] = [];
  const problems: MarkProblem[] = [];
  const ids = new Set<string>();
  let open: (Mark & { id: string }) | undefined;
  const complain = ({ line, column }: Mark, message: string, suggestion: string) =>
    problems.push({ line, column, message, suggestion });
  for (const mark of marks) {
    const { id } = mark;
    if (id === undefined || !ID.test(id)) {
      complain(mark, `a mark needs a name: lower case letters, digits, "-" and "_"`, startMark('commands'));
    } else if (mark.kind === 'start') {
      if (open !== undefined) {
        complain(
          mark,
          `region "${id}" begins inside region "${open.id}", which began in line ${open.line}`,
          missing(open),
        );
      } else if (ids.has(id))
        complain(mark, `there is a region "${id}" already`, 'Remove one of the two, with its marks.');
      open = { ...mark, id };
      ids.add(id);
    } else if (open === undefined) {
      complain(mark, `region "${id}" ends and has not begun`, `Put ${startMark(id)} above it, or remove this line.`);
    } else if (open.id !== id) {
      complain(mark, `region "${open.id}" of line ${open.line} ends as "${id}"`, missing(open));
      open = undefined;
    } else {
      const { line, column, lineEnd, underHeading } = open;
      regions.push({ id, line, column, start: lineEnd, end: mark.lineStart, underHeading });
      open = undefined;
    }
  }
  if (open !== undefined) complain(open, `region "${open.id}" does not end`, missing(open));
  return { regions, problems };
}

const missing = ({ id }: { readonly id: string }): string => `Put ${endMark(id)} where the region "${id}" ends.`;
