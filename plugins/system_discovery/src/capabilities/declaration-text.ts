import type { SyntaxNode } from '@codomyrmex/syntax-trees';

const MAX_TEXT = 300;

/** A declaration as it is written, in one line and without its body. */
export function signatureOf(node: SyntaxNode): string {
  const body = node.childForFieldName('body') ?? node.childForFieldName('value')?.childForFieldName('body');
  const text = node.text.slice(0, 4_000);
  const length = body === null || body === undefined ? text.search(/\n|$/) : body.startIndex - node.startIndex;
  return cut(text.slice(0, length)).replace(/\s*(?:\{|=>|:|=)$/, '');
}

/** The first paragraph of what is said about a declaration: Python's string in its body, else the comments right before it. */
export function docOf(node: SyntaxNode): string | null {
  const inside = pythonDoc(node);
  if (inside !== undefined) return inside;
  const lines: string[] = [];
  let next = outermost(node);
  for (let before = next.previousNamedSibling; before !== null; before = before.previousNamedSibling) {
    if (!before.type.includes('comment') || before.endPosition.row + 1 < next.startPosition.row) break;
    lines.unshift(before.text.slice(0, 4_000));
    next = before;
  }
  const text = lines
    .join('\n')
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:\/\*\*?|\*\/|\*|\/\/[/!]?|#+|<\/?summary>)?\s?/, '').replace(/\s*\*\/\s*$/, ''))
    .join('\n');
  return paragraph(text.replace(/<\/?summary>/g, ''));
}

/** What stands around a declaration in its own statement: comments lie before that. */
function outermost(node: SyntaxNode): SyntaxNode {
  let outer = node;
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (
      !/^(?:export_statement|decorated_definition|lexical_declaration|variable_declaration|type_declaration)$/.test(
        parent.type,
      )
    )
      break;
    outer = parent;
  }
  return outer;
}

/** `undefined` where the body does not begin with a string. */
function pythonDoc(node: SyntaxNode): string | undefined {
  if (node.type !== 'function_definition' && node.type !== 'class_definition') return undefined;
  const first = node.childForFieldName('body')?.firstNamedChild;
  const string = first?.type === 'expression_statement' ? first.firstNamedChild : undefined;
  if (string?.type !== 'string') return undefined;
  return paragraph(string.text.slice(0, 4_000).replace(/^[a-zA-Z]*("""|'''|"|')|("""|'''|"|')$/g, '')) ?? undefined;
}

function paragraph(text: string): string | null {
  const [first = ''] = text.trim().split(/\n\s*\n|\n\s*@/, 1);
  return cut(first) || null;
}

/** In one line, without characters that are not seen. */
function cut(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1)}…` : line;
}
