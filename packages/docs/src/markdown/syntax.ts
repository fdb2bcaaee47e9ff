import { fromMarkdown } from 'mdast-util-from-markdown';

export type Root = ReturnType<typeof fromMarkdown>;
export type Nodes = Root | Root['children'][number];

/** Reads CommonMark; every text is some. Offsets are those of the text, also behind front matter. */
export const parse = (text: string): Root => fromMarkdown(withoutEndlessEmphasis(withoutFrontMatter(text)));

/** About a second of looking for pairs. */
const MAX_PAIRS = 4_000 ** 2;
/** A block with no more is read as it is. */
const FEW_MARKS = 200;

/**
 * Marks of emphasis are paired in time that grows with the square of their number in a block: 16 kB of `*a_ ` took 5 s. In blocks that
 * go beyond what a text of people has, letters stand in their place; nothing that is looked for depends on emphasis.
 */
function withoutEndlessEmphasis(text: string): string {
  let pairs = 0;
  const blocks = text.split(/(\n[^\S\n]*\n)/).map((block) => {
    const marks = block.match(/[*_]/g)?.length ?? 0;
    pairs += marks * marks;
    return marks <= FEW_MARKS || pairs <= MAX_PAIRS ? block : block.replace(/[*_]/g, 'x');
  });
  return blocks.join('');
}

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
