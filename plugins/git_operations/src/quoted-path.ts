const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** A path as git writes it where it has no form without quotes: in double quotes with C's escapes, when it needs them. */
export function unquoted(written: string): string {
  if (!/^"[\s\S]*"$/.test(written)) return written;
  return written
    .slice(1, -1)
    .replaceAll(/\\(?:([0-7]{3})|(.))/g, (_whole: string, octal: string | undefined, letter: string | undefined) =>
      octal === undefined ? (escapes[letter ?? ''] ?? '') : String.fromCharCode(Number.parseInt(octal, 8)),
    );
}
