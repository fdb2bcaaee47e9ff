import { joined, relativeTo } from '../tree/paths.ts';
import { type Nodes, nodesOf, parse } from './syntax.ts';

/** The text as it stands in another folder: links to files lead where they led. Links that are written with escapes stay. */
export function moveLinks(text: string, from: string, to: string): string {
  if (from === to) return text;
  const moved: { readonly start: number; readonly end: number; readonly url: string }[] = [];
  for (const node of nodesOf(parse(text))) {
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') continue;
    if (/^(?:[a-z][a-z0-9+.-]*:|[/#]|$)/i.test(node.url)) continue;
    const start = destinationOf(text, node);
    if (start === undefined) continue;
    const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(node.url) ?? [];
    const folder = path.endsWith('/') ? '/' : '';
    const url = `${relativeTo(to, joined(from, path))}${folder}${rest}`;
    moved.push({ start, end: start + node.url.length, url });
  }
  const parts: string[] = [];
  let at = 0;
  // An image in a link stands before where the link leads.
  for (const { start, end, url } of moved.sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, start), url);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/** Where the destination begins, behind the words of a link: those, and its title, may be the same characters. */
function destinationOf(text: string, node: Extract<Nodes, { readonly url: string }>): number | undefined {
  const last = 'children' in node ? node.children.at(-1) : undefined;
  const opening = node.type === 'definition' ? ']:' : '](';
  const end = node.position?.end.offset ?? 0;
  const from = last?.position?.end.offset ?? node.position?.start.offset ?? 0;
  for (let at = text.indexOf(opening, from); at >= 0 && at < end; at = text.indexOf(opening, at + 1)) {
    const rest = text.slice(at + opening.length, end);
    const start = /^\s*<?/.exec(rest)?.[0].length ?? 0;
    if (!rest.startsWith(node.url, start)) continue;
    const behind = rest.slice(start + node.url.length).replace(/\)$/, '');
    if (BEHIND.test(behind)) return at + opening.length + start;
  }
  return undefined;
}

/** What may stand behind a destination: a title. */
const BEHIND = /^>?(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*$/s;
