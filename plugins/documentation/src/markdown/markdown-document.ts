import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';

type Root = ReturnType<typeof fromMarkdown>;
type Nodes = Root | Root['children'][number];

export interface Heading {
  readonly depth: number;
  readonly text: string;
  readonly line: number;
}

export interface Link {
  /** As it is written. */
  readonly url: string;
  readonly line: number;
  readonly kind: 'link' | 'image' | 'html';
  /** What is read out for it; images have their description. */
  readonly text: string;
  /** Where the whole link stands in the text. */
  readonly start: number;
  readonly end: number;
}

export interface Code {
  readonly text: string;
  readonly line: number;
  readonly kind: 'block' | 'inline';
  /** Of a block: what stands behind its fence. */
  readonly language: string | undefined;
}

/** What checks need to know of a Markdown text. */
export interface MarkdownDocument {
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
  readonly code: readonly Code[];
  /** What a link to a place in it may name, by GitHub's rules. */
  readonly anchors: ReadonlySet<string>;
  /** Of the text without code. */
  readonly words: number;
}

/** Reads CommonMark; every text is some. Nothing in it is run, HTML is looked at for its links and names only. */
export function parseMarkdown(text: string): MarkdownDocument {
  const reading = new Reading();
  for (const node of nodesOf(fromMarkdown(withoutFrontMatter(text)))) reading.add(node);
  return reading;
}

/** Values between two lines `---` at the beginning are for programs; blanks stand in their place. */
function withoutFrontMatter(text: string): string {
  const [block] = /^---[^\S\n]*\n(?:[^\n]*\n)*?---[^\S\n]*(?:\r?\n|$)/.exec(text) ?? [];
  return block === undefined ? text : block.replace(/[^\n]/g, ' ') + text.slice(block.length);
}

/** Without recursion: a hostile text nests deeper than the stack. */
function* nodesOf(root: Root): Generator<Nodes> {
  const open: Nodes[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    // One by one: the children of a long text are more than arguments of a call.
    if ('children' in node) for (const child of node.children.toReversed()) open.push(child);
  }
}

const MAX_HEADING = 500;

class Reading implements MarkdownDocument {
  readonly headings: Heading[] = [];
  readonly links: Link[] = [];
  readonly code: Code[] = [];
  readonly anchors = new Set<string>();
  words = 0;
  readonly #slugger = new GithubSlugger();

  add(node: Nodes): void {
    const line = node.position?.start.line ?? 1;
    switch (node.type) {
      case 'heading': {
        const text = textOf(node).slice(0, MAX_HEADING);
        this.headings.push({ depth: node.depth, text, line });
        this.anchors.add(this.#slugger.slug(text));
        break;
      }
      case 'link':
        this.links.push({ url: node.url, kind: 'link', text: textOf(node), ...placeOf(node) });
        break;
      case 'image':
        this.links.push({ url: node.url, kind: 'image', text: node.alt ?? '', ...placeOf(node) });
        break;
      case 'definition':
        this.links.push({ url: node.url, kind: 'link', text: node.label ?? '', ...placeOf(node) });
        break;
      case 'code':
        this.code.push({ text: node.value, line, kind: 'block', language: node.lang ?? undefined });
        break;
      case 'inlineCode':
        this.code.push({ text: node.value, line, kind: 'inline', language: undefined });
        break;
      case 'html':
        this.#addHtml(node.value, placeOf(node));
        break;
      case 'text':
        this.words += node.value.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
        break;
      default:
    }
  }

  #addHtml(html: string, place: Pick<Link, 'line' | 'start' | 'end'>): void {
    for (const [, name = '', double, single] of html.matchAll(
      /\s(href|src|id|name)=(?:"([^"]{0,2000})"|'([^']{0,2000})')/gi,
    )) {
      const value = double ?? single ?? '';
      const attribute = name.toLowerCase();
      if (attribute === 'id' || attribute === 'name') this.anchors.add(value);
      else this.links.push({ url: value, kind: 'html', text: value, ...place });
    }
  }
}

function placeOf({ position }: Nodes): Pick<Link, 'line' | 'start' | 'end'> {
  return { line: position?.start.line ?? 1, start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}

function textOf(node: Nodes): string {
  const parts: string[] = [];
  const open: Nodes[] = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.type === 'text' || next.type === 'inlineCode') parts.push(next.value);
    else if (next.type === 'image') parts.push(next.alt ?? '');
    if ('children' in next) for (const child of next.children.toReversed()) open.push(child);
  }
  return parts.join('');
}
