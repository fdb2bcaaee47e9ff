import { folderOf, joined } from '../tree/paths.ts';
import { type Finding, quoted } from './finding.ts';
import type { Link, Outline } from './outline.ts';
import type { CheckScope } from './scope.ts';

/** Whether the local links of a document lead to files, and to headings in them. Nothing is asked of the network. */
export async function linkFindings(file: string, outline: Outline, scope: CheckScope): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const link of outline.links) {
    const target = scope.isIgnored(link.url) ? undefined : localTarget(link.url, file);
    if (target === undefined) continue;
    const finding = await linkFinding({ file, link, ...target }, scope);
    if (finding !== undefined) found.push(finding);
  }
  return found;
}

interface LocalLink {
  readonly file: string;
  readonly link: Link;
  /** From the root of the project. */
  readonly path: string;
  readonly anchor: string;
}

/** `undefined` for what leads elsewhere: an address, or something that a template is to fill. */
function localTarget(url: string, file: string): { readonly path: string; readonly anchor: string } | undefined {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/|\?)/i.test(url) || /[{}<>$*]|\.\.\.|…/.test(url) || url === '') return undefined;
  const hash = url.indexOf('#');
  const written = (hash < 0 ? url : url.slice(0, hash)).replace(/\?.*$/s, '');
  const anchor = hash < 0 ? '' : decoded(url.slice(hash + 1));
  if (written === '') return { path: file, anchor };
  const path = decoded(written);
  return { path: path.startsWith('/') ? joined('', path.slice(1)) : joined(folderOf(file), path), anchor };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What site generators make of a link without an ending. */
const endings = ['.md', '.mdx', '.html', '.rst', '/index.md', '/README.md', '/index.mdx'];

async function linkFinding({ file, link, path, anchor }: LocalLink, scope: CheckScope): Promise<Finding | undefined> {
  const place = { file, line: link.line, column: link.column };
  const standing = await scope.standing(path);
  if (standing === 'missing') {
    if (await isPage(path, scope)) return undefined;
    const message = `the link to ${quoted(link.url)} leads nowhere`;
    return { ...place, code: 'DOC_LINK_BROKEN', message, suggestion: scope.suggestion(path) };
  }
  if (anchor === '' || standing === 'ignored' || standing === 'outside') return undefined;
  const page = standing === 'folder' ? joined(path, 'README.md') : path;
  if (!/\.(?:md|markdown)$/i.test(page)) return undefined;
  const target = await scope.outline(page);
  if (target === undefined || target.anchors.has(anchor) || target.anchors.has(anchor.toLowerCase())) return undefined;
  const meant = scope.nearest(anchor, target.anchors);
  return {
    ...place,
    code: 'DOC_ANCHOR_MISSING',
    message: `${page === file ? 'this document' : page} has no heading "#${anchor.slice(0, 100)}"`,
    suggestion: meant === undefined ? undefined : `did you mean "#${meant}"?`,
  };
}

async function isPage(path: string, scope: CheckScope): Promise<boolean> {
  if (/\.[A-Za-z0-9]{1,5}$/.test(path)) {
    // A site serves its pages as HTML.
    return path.endsWith('.html') && scope.tree.has(path.replace(/\.html$/, '.md'));
  }
  for (const ending of endings) if ((await scope.standing(`${path}${ending}`)) === 'file') return true;
  return false;
}
