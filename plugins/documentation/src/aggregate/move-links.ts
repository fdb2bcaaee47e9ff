import { dirname, relative, sep } from 'node:path';
import { linkTarget } from '../consistency/link-target.ts';
import { parseMarkdown } from '../markdown/markdown-document.ts';
import type { ProjectFiles } from '../project/project-files.ts';

interface Move {
  /** Absolute paths of the file, where it is and where it goes. */
  readonly from: string;
  readonly to: string;
  /** Absolute paths of all files that go along: links among them stay right by themselves. */
  readonly along: ReadonlySet<string>;
  readonly project: ProjectFiles;
}

export interface MovedText {
  readonly text: string;
  readonly title: string | undefined;
  readonly moved: number;
  /** Links whose address is not written as it reads, with escapes for instance: they are left as they are. */
  readonly left: readonly { readonly url: string; readonly line: number }[];
}

/** A text whose links to what stays behind lead there from its new place; every other byte is kept. */
export async function moveLinks(text: string, move: Move): Promise<MovedText> {
  const { links, headings } = parseMarkdown(text);
  const edits: { start: number; end: number; url: string }[] = [];
  const left: { url: string; line: number }[] = [];
  for (const link of links) {
    const url = await newAddress(link.url, move);
    if (url === undefined) continue;
    const at = text.slice(link.start, link.end).lastIndexOf(link.url);
    if (at === -1 || link.kind === 'html') left.push({ url: link.url, line: link.line });
    else edits.push({ start: link.start + at, end: link.start + at + link.url.length, url });
  }
  return { text: edited(text, edits), title: headings[0]?.text, moved: edits.length, left };
}

/** `undefined` for a link that stays right, leads out of the project, or leads nowhere anyway. */
async function newAddress(url: string, { from, to, along, project }: Move): Promise<string | undefined> {
  const target = linkTarget(url, from, project.top);
  if (target.kind === 'external' || url.startsWith('/') || url.startsWith('#') || along.has(target.path))
    return undefined;
  const found = target.path.includes('\0') ? 'missing' : await project.find(target.path);
  if (found !== 'file' && found !== 'folder') return undefined;
  const path = relative(dirname(to), target.path).split(sep).join('/');
  return `${encodeURI(path)}${url.slice(url.search(/[?#]|$/))}`;
}

function edited(text: string, edits: readonly { start: number; end: number; url: string }[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, url } of edits.toSorted((a, b) => a.start - b.start)) {
    // A link within a link's text, an image, is edited on its own; its place is then passed already.
    if (start < at) continue;
    result += text.slice(at, start) + url;
    at = end;
  }
  return result + text.slice(at);
}
