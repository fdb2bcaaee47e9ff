import { RE2JS } from 're2js';

/** Whether a path with slashes is meant. */
export type PathPattern = (path: string) => boolean;

/**
 * Reads a path or a glob over paths: `*` and `?` stay within a segment, `**` crosses them, `{a,b}` is either. A pattern of a folder
 * means all that is in it. Matching takes time in proportion to the path, whatever the pattern is.
 */
export function pathPattern(written: string): PathPattern {
  const expression = RE2JS.compile(`${source(written.replace(/\/+$/, ''))}(/.*)?`, RE2JS.DOTALL);
  return (path) => expression.matches(path);
}

function source(written: string): string {
  let made = '';
  let braces = 0;
  for (let at = 0; at < written.length; at++) {
    const sign = written.charAt(at);
    if (written.startsWith('**/', at)) {
      made += '(.*/)?';
      at += 2;
    } else if (written.startsWith('**', at)) {
      made += '.*';
      at += 1;
    } else if (sign === '*') made += '[^/]*';
    else if (sign === '?') made += '[^/]';
    else if (sign === '{' && written.indexOf('}', at) > 0) {
      made += '(';
      braces++;
    } else if (sign === '}' && braces > 0) {
      made += ')';
      braces--;
    } else if (sign === ',' && braces > 0) made += '|';
    else made += RE2JS.quote(sign);
  }
  return made + ')'.repeat(braces);
}
