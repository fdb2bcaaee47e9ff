import GithubSlugger from 'github-slugger';
import { type Nodes, nodesOf, parse, textOf } from '../markdown/syntax.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Link extends Place {
  /** As it is written, decoded. */
  readonly url: string;
}

/** Code as it stands in a document. */
export interface Code extends Place {
  readonly text: string;
}

/** Code in a sentence or a cell. */
export interface InlineCode extends Code {
  /** The folder that a line such as "In `api/`:" before it speaks of, as far as the next heading. */
  readonly folder: string | undefined;
}

export interface CodeBlock extends Code {
  /** First word of what stands behind the fence, and the others. */
  readonly language: string;
  readonly words: readonly string[];
  /** Of the first line of code; from 1. */
  readonly firstLine: number;
}

/** What is looked at in a Markdown text. */
export interface Outline {
  readonly links: readonly Link[];
  readonly inline: readonly InlineCode[];
  readonly blocks: readonly CodeBlock[];
  /** What a link to a place in it may name, by GitHub's rules and by its own names. */
  readonly anchors: ReadonlySet<string>;
}

const MAX_HEADING = 500;
/** Characters within which a fence begins. */
const FENCE = 20;

/** Reads CommonMark; nothing is run, HTML is looked at for its links and names only. */
export function outlineOf(text: string): Outline {
  const links: Link[] = [];
  const inline: InlineCode[] = [];
  let folder: string | undefined;
  const blocks: CodeBlock[] = [];
  const anchors = new Set<string>();
  const slugger = new GithubSlugger();
  for (const node of nodesOf(parse(text))) {
    const place = placeOf(node);
    switch (node.type) {
      case 'heading': {
        const heading = textOf(node).trim().slice(0, MAX_HEADING);
        // Sites name a heading by `{#name}` behind it.
        const brace = heading.lastIndexOf('{#');
        const [, own] = brace < 0 ? [] : (/^\{#([\w-]+)\}$/.exec(heading.slice(brace)) ?? []);
        anchors.add(slugger.slug(own === undefined ? heading : heading.slice(0, brace).trimEnd()));
        if (own !== undefined) anchors.add(own);
        folder = undefined;
        break;
      }
      case 'link':
      case 'image':
      case 'definition':
        links.push({ ...place, url: node.url });
        break;
      case 'paragraph':
        folder = spokenOf(node) ?? folder;
        break;
      case 'inlineCode':
        inline.push({ ...place, text: node.value, folder });
        break;
      case 'code': {
        const info = [node.lang, node.meta].filter((part) => part != null).join(' ');
        const [language = '', ...words] = info.split(/\s+/).filter((word) => word !== '');
        const offset = node.position?.start.offset ?? 0;
        const isFenced = /^[ \t]*(?:`{3}|~{3})/.test(text.slice(offset, offset + FENCE));
        blocks.push({ ...place, text: node.value, language, words, firstLine: place.line + (isFenced ? 1 : 0) });
        break;
      }
      case 'html':
        addHtml(node.value, { place, links, anchors });
        break;
      default:
    }
  }
  return { links, inline, blocks, anchors };
}

function spokenOf(paragraph: Nodes): string | undefined {
  return /^In (\S{1,300})\/:$/.exec(textOf(paragraph).trim())?.[1];
}

function addHtml(
  html: string,
  { place, links, anchors }: { readonly place: Place; readonly links: Link[]; readonly anchors: Set<string> },
): void {
  if (html.startsWith('<!--')) return;
  for (const [, name = '', double, single] of html.matchAll(
    /\s(href|src|id|name)=(?:"([^"]{0,2000})"|'([^']{0,2000})')/gi,
  )) {
    const value = double ?? single ?? '';
    const attribute = name.toLowerCase();
    if (attribute === 'id' || attribute === 'name') anchors.add(value);
    else links.push({ ...place, url: value });
  }
}

function placeOf({ position }: Nodes): Place {
  return { line: position?.start.line ?? 1, column: position?.start.column ?? 1 };
}
