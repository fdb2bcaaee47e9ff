const written =
  /example|placeholder|change[-_ ]?(?:me|it|this)|your[-_ ]|insert[-_ ]|replace[-_ ]?(?:me|with)|redacted|dummy|x{4,}|\*{3,}|\.{3}|…|<[^>]*>/i;
/** Something else puts the value in later. */
const filledIn = /^\$\w+$|\$\{|\$\(|\$[A-Z_]{2,}|\{\{|\{%|%\(|%s|<%|#\{|^\{\w*\}$/;
/** The payload that jwt.io shows, and the tokens of RFC 6749. */
const famous = /eyJzdWIiOiIxMjM0NTY3ODkw|2YotnFZFEjr1zCsicMWpAA|tGzv3JOkF0XG5Qx2TlKWIA|SplxlOBeZQQYbYS6WxSbIA/;
const runs = ['abcdefghijklmnopqrstuvwxyz', '0123456789', '9876543210', 'qwertyuiop'];
const RUN = 8;

/** Whether a value says by itself that it is no secret: `AKIAIOSFODNN7EXAMPLE`, `xxxx`, `${TOKEN}`, `12345678`. */
export function isPlaceholder(value: string): boolean {
  if (written.test(value) || filledIn.test(value) || famous.test(value)) return true;
  return new Set(value).size <= Math.min(4, value.length / 2) || hasRun(value.toLowerCase());
}

function hasRun(value: string): boolean {
  return runs.some((run) => {
    for (let start = 0; start + RUN <= run.length; start++)
      if (value.includes(run.slice(start, start + RUN))) return true;
    return false;
  });
}

const commonWords = new Set(
  (
    'admin administrator bar baz changeit credentials default demo foo foobar guest hello letmein login mysql name none null ' +
    'pass passphrase passwd password postgres pwd root sa sample secret some supersecret test tester testing token ' +
    'user username welcome wordpress xyzzy'
  ).split(' '),
);

/** Whether a password is one that everybody writes into examples: a common word, perhaps with a few digits after it. */
export function isCommonPassword(value: string): boolean {
  const word = value.toLowerCase().replaceAll(/[^a-z]/g, '');
  return (
    commonWords.has(word) ||
    /^(?:my|the|a|your|some|test|fake|mock)?(?:secret|password|pass|passwd|token|key|pwd)+$/.test(word)
  );
}
