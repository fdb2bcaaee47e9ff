import { fromMarkdown } from 'mdast-util-from-markdown';

export type Root = ReturnType<typeof fromMarkdown>;
export type Nodes = Root | Root['children'][number];

/** Reads CommonMark; every text is some. Offsets are those of the text, also behind front matter. */
export const parse = (text: string): Root => fromMarkdown(withoutFrontMatter(text));

/** Values between two lines `---` at the beginning are for programs; blanks stand in their place. */
function withoutFrontMatter(text: string): string {
  const [block] = /^---[^\S\n]*\n(?:[^\n]*\n)*?---[^\S\n]*(?:\r?\n|$)/.exec(text) ?? [];
  return block === undefined ? text : block.replace(/[^\r\n]/g, ' ') + text.slice(block.length);
}

/** Every node, an outer one before what is in it; without recursion, since a hostile text nests deeper than the stack. */
export function* nodesOf(root: Nodes): Generator<Nodes> {
  const open: Nodes[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    if ('children' in node) for (const child of node.children.toReversed()) open.push(child);
  }
}

/** What is read of a node: its text without marks. */
export function textOf(node: Nodes): string {
  const parts: string[] = [];
  for (const inner of nodesOf(node)) {
    if (inner.type === 'text' || inner.type === 'inlineCode') parts.push(inner.value);
    else if (inner.type === 'image') parts.push(inner.alt ?? '');
  }
  return parts.join('');
}
