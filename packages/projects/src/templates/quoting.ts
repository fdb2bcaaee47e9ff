// How text that somebody typed becomes part of a file. Each gives a whole literal, or text that is inert where it stands.

/** A JSON string, which is also one of JavaScript, Python, YAML and TOML. */
export function jsonLiteral(value: unknown): string {
  const written = JSON.stringify(value ?? null);
  // Characters that end a line in old JavaScript and YAML, and that TOML does not take.
  return written.replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `My Shop 2` → `my-shop-2`. Never empty. */
export function slug(value: unknown): string {
  return words(value).join('-').slice(0, 200).replace(/-+$/, '') || 'project';
}

/** `My Shop 2` → `my_shop_2`, a name in Python and JavaScript. */
export function identifier(value: unknown): string {
  const name = words(value).join('_').slice(0, 200) || 'project';
  if (/^\d/.test(name)) return `_${name}`;
  return reserved.has(name) ? `${name}_` : name;
}

export function html(value: unknown): string {
  return text(value).replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Text in Markdown, on one line: no link, no emphasis, no HTML, no heading. */
export function markdown(value: unknown): string {
  return text(value)
    .replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, ' ')
    .replaceAll(/[\\`*_[\]#|~!]/g, '\\$&')
    .replaceAll(/[&<>]/g, (sign) => entities[sign] ?? sign)
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/** Text in a workflow file: what looks like an expression there is not evaluated. */
export const expressionLiteral = (value: unknown): string => text(value).replaceAll('{{', '\\{{');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function words(value: unknown): readonly string[] {
  const latin = text(value)
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '');
  return latin
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** Of Python and JavaScript. */
const reserved = new Set(
  `and as assert async await break case catch class const continue debugger def default del delete do elif else enum except export
  extends false finally for from function global if implements import in instanceof interface is lambda let match new none nonlocal
  not null or package pass private protected public raise return static super switch this throw true try type typeof var void while
  with yield`.split(/\s+/),
);
