import { isCommonPassword } from './placeholder.ts';
import { characterClasses, entropy } from './randomness.ts';
import type { Match, Rule } from './secret-finding.ts';

const names =
  'password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|auth[_-]?key|signing[_-]?key|encryption[_-]?key|private[_-]?key|credentials?';
/** `password = "…"`, `"apiKey": '…'`, `SECRET => "…"`, `const token: string = "…"`; the name must end in the word. */
const quoted = new RegExp(
  `(?<name>${names})["'\\]]{0,2}(?:\\s{0,3}:\\s{0,2}\\w{1,20})?\\s{0,4}(?::=|=>|[:=])\\s{0,4}(?<quote>["'\`])(?<secret>[^"'\`\\s]{8,200})\\k<quote>`,
  'gi',
);
/** `PASSWORD=…` to the end of a line, in files where values need no quotes. */
const bare = new RegExp(
  `^[\\w. -]{0,60}?(?<name>${names})[ \\t]{0,4}[:=][ \\t]{0,4}(?<secret>[^"'\`\\s#]{8,200})[ \\t]{0,20}$`,
  'gim',
);
const bareFile = /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[^/]+\.(?:env|ini|cfg|conf|properties|ya?ml|toml))$/i;

/**
 * Values that stand under a name such as `password` and look as if somebody, or a generator, had chosen them:
 * whatever reads like a word, a name, a path or an expression is none.
 */
export const assignments: Rule = function* assignments(text, file) {
  yield* assigned(text, quoted);
  if (bareFile.test(file)) yield* assigned(text, bare);
};

function* assigned(text: string, pattern: RegExp): Generator<Match> {
  for (const found of text.matchAll(pattern)) {
    const { name = '', secret = '' } = found.groups ?? {};
    const password = /^pass|^pwd/i.test(name);
    if (isExpression(secret) || isIdentifier(secret) || !(password ? looksChosen(secret) : looksGenerated(secret)))
      continue;
    yield {
      rule: password ? 'password_assignment' : 'secret_assignment',
      severity: 'medium',
      message: `looks like a secret under the name "${name.toLowerCase()}"`,
      kind: 'password',
      secret,
      index: found.index + found[0].lastIndexOf(secret),
    };
  }
}

/** Words joined by signs, paths, addresses, selectors, calls, patterns, references to variables. */
function isExpression(value: string): boolean {
  return (
    /^[A-Za-z]+(?:[-_.:/ ][A-Za-z]+)*[-_.:/]?$/.test(value) ||
    /^(?:https?:|file:|\.{0,2}\/|~\/|[#^@!&]|--|[A-Za-z]:\\)/.test(value) ||
    /[()[\]{}<>|]|\\[dws]|::|process\.env|os\.environ|%[a-z]\b/.test(value)
  );
}

const MIN_WORD = 4;

/** `V1ServiceAccountTokenProjection`, `google_oauth2.Credentials`: parts as long as words, where chance changes case all the time. */
function isIdentifier(value: string): boolean {
  if (!/^[A-Za-z_][\w.-]*$/.test(value)) return false;
  const parts = value.split(/[-_.\d]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).filter((part) => part !== '');
  return parts.reduce((sum, part) => sum + part.length, 0) / parts.length >= MIN_WORD;
}

const MIN_PASSWORD_ENTROPY = 2.7;

function looksChosen(value: string): boolean {
  if (isCommonPassword(value) || entropy(value) < MIN_PASSWORD_ENTROPY) return false;
  return characterClasses(value) >= 3 || (/\d/.test(value) && /[A-Za-z]/.test(value) && value.length >= 10);
}

const MIN_TOKEN = 16;
const MIN_HEX_ENTROPY = 3;
const MIN_TOKEN_ENTROPY = 3.6;

function looksGenerated(value: string): boolean {
  if (value.length < MIN_TOKEN || !/\d/.test(value) || !/[A-Za-z]/.test(value) || isCommonPassword(value)) return false;
  if (/^[A-Fa-f0-9-]+$/.test(value)) return value.length >= 32 && entropy(value) >= MIN_HEX_ENTROPY;
  return /^[\w+/=.~-]+$/.test(value) && entropy(value) >= MIN_TOKEN_ENTROPY;
}
