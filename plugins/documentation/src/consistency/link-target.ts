import { dirname, join } from 'node:path';

export type LinkTarget =
  | { readonly kind: 'external' }
  /** `path` is absolute; `anchor` without its `#`. */
  | { readonly kind: 'local'; readonly path: string; readonly anchor: string | undefined };

/** Where a link of the file (an absolute path) leads. A path that begins with a slash is meant from `top`, as GitHub reads it. */
export function linkTarget(url: string, file: string, top: string): LinkTarget {
  if (/^[a-z][a-z\d+.-]*:/i.test(url) || url.startsWith('//')) return { kind: 'external' };
  const hash = url.indexOf('#');
  const before = (hash === -1 ? url : url.slice(0, hash)).replace(/\?.*$/s, '');
  const anchor = hash === -1 ? undefined : decoded(url.slice(hash + 1));
  const path = decoded(before);
  if (path === '') return { kind: 'local', path: file, anchor };
  return { kind: 'local', path: path.startsWith('/') ? join(top, path) : join(dirname(file), path), anchor };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that is none of an escape: the text is meant as it stands.
    return text;
  }
}
