import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import type { FileTree } from '../project/analysis.ts';
import type { SourceFile } from '../project/source-file.ts';
import { firstRangeFrom } from '../project/text-range.ts';
import { type Finding, quoted } from './finding.ts';

const MAX_ERRORS_OF_FILE = 10;
const MAX_WAY_DOWN = 1_000;

/**
 * Places that the grammar could not read. Where the grammar of a language is known to be incomplete (macros of C, what
 * bash extends), one info stands for all of a file's.
 */
export function unreadableCode(file: SourceFile, { root, syntax }: FileTree): readonly Finding[] {
  if (!root.hasError) return [];
  const places = brokenPlaces(root);
  if (syntax.profile.unreadable === 'unsure') {
    const at = file.lines.placeOf(places[0]?.startIndex ?? 0);
    const message = 'some of this could not be read; where no macro or extension stands, it is an error';
    return [{ file: file.path, ...at, rule: 'unreadable-code', severity: 'info', message }];
  }
  return places.slice(0, MAX_ERRORS_OF_FILE).map((node) => ({
    file: file.path,
    ...file.lines.placeOf(node.startIndex),
    rule: 'syntax-error',
    severity: 'error' as const,
    message: `cannot be read here: ${quoted(file.text.slice(node.startIndex, node.startIndex + 200), 60) || 'something is missing'}`,
  }));
}

/** Broken nodes, and of broken ones within each other the outermost; without any, the place where something is missing. */
function brokenPlaces(root: SyntaxNode): readonly SyntaxNode[] {
  const places: SyntaxNode[] = [];
  let end = -1;
  for (const node of root.descendantsOfType('ERROR')) {
    if (node.startIndex < end) continue;
    places.push(node);
    end = node.endIndex;
    if (places.length > MAX_ERRORS_OF_FILE) break;
  }
  return places.length > 0 ? places : [missingPlace(root)];
}

/** The parser repairs a missing bracket by a node without text; only the way down to it is marked. */
function missingPlace(root: SyntaxNode): SyntaxNode {
  let at = root;
  for (let depth = 0; depth < MAX_WAY_DOWN && !at.isMissing; depth++) {
    const broken = at.children.find((child) => child.hasError || child.isMissing);
    if (broken === undefined) return at;
    at = broken;
  }
  return at;
}

/** Catch clauses that do nothing and do not say why. */
export function emptyCatches(file: SourceFile, { syntax, metrics }: FileTree): readonly Finding[] {
  const { catchBody, idleStatements } = syntax.profile;
  if (catchBody === undefined) return [];
  return metrics()
    .catches.filter((node) => {
      const statements = catchBody(node)?.namedChildren ?? [];
      if (statements.some((child) => child.isExtra || !(idleStatements?.has(child.type) ?? false))) return false;
      return !hasComment(file, node);
    })
    .map((node) => ({
      file: file.path,
      ...file.lines.placeOf(node.startIndex),
      rule: 'empty-catch',
      severity: 'warning' as const,
      message: 'the failure is caught and nothing is done with it; a comment would say why',
    }));
}

/** A comment inside of a node or behind it on its last line. */
function hasComment({ lexed, lines }: SourceFile, node: SyntaxNode): boolean {
  const comment = firstRangeFrom(node.startIndex, lexed.comments);
  return comment !== undefined && comment < lines.endOf(lines.lineOf(node.endIndex));
}
