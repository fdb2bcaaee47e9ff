import { joined, relativeTo } from '../tree/paths.ts';
import { nodesOf, parse } from './syntax.ts';

/** The text as it stands in another folder: links to files lead where they led. Links that are written with escapes stay. */
export function moveLinks(text: string, from: string, to: string): string {
  if (from === to) return text;
  const parts: string[] = [];
  let at = 0;
  for (const node of nodesOf(parse(text))) {
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') continue;
    const start = node.position?.start.offset ?? 0;
    const end = node.position?.end.offset ?? 0;
    if (/^(?:[a-z][a-z0-9+.-]*:|[/#]|$)/i.test(node.url)) continue;
    const found = text.slice(start, end).lastIndexOf(node.url);
    if (found < 0 || start + found < at) continue;
    const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(node.url) ?? [];
    const folder = path.endsWith('/') ? '/' : '';
    parts.push(text.slice(at, start + found), `${relativeTo(to, joined(from, path))}${folder}${rest}`);
    at = start + found + node.url.length;
  }
  return parts.join('') + text.slice(at);
}
