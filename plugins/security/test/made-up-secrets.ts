import fc from 'fast-check';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const upper = lower.toUpperCase();

function text(alphabet: string, length: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...alphabet.split('')), { minLength: length, maxLength: length })
    .map((characters) => characters.join(''));
}

const word = (length: number) => text(lower + upper + digits, length);
const hex = (length: number) => text(`${digits}abcdef`, length);

function joined(...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((written) => written.join(''));
}

/**
 * Secrets of every known form, by the rule that should see them. Made when a test runs, from parts: no secret stands in this file.
 */
export const secretForms: Readonly<Record<string, fc.Arbitrary<string>>> = {
  aws_access_key_id: joined('AK', 'IA', text(`${upper}234567`, 16)),
  github_token: joined('gh', 'p_', word(36)),
  gitlab_personal_access_token: joined('gl', 'pat-', word(20)),
  npm_access_token: joined('np', 'm_', word(36)),
  slack_token: joined('xo', 'xb-', text(digits, 12), '-', text(digits, 12), '-', word(24)),
  openai_token: joined('sk', '-proj-', word(48)),
  anthropic_api_key: joined('sk', '-ant-api03-', word(93), 'AA'),
  sendgrid_key: joined('S', 'G.', word(22), '.', word(43)),
  shopify_key: joined('shp', 'at_', hex(32)),
  google_api_key: joined('AI', 'za', word(35)),
  stripe_live_key: joined('sk', '_live_', word(24)),
  huggingface_user_access_token: joined('h', 'f_', text(lower + upper, 34)),
  pypi_token: joined('pypi', '-AgEIcHlwaS5vcmc', word(80)),
  digitalocean_token: joined('do', 'p_v1_', hex(64)),
  doppler_token: joined('d', 'p.pt.', word(43)),
  telegram_bot_token: joined('1', text(digits, 8), ':A', 'A', word(33)),
  json_web_token: joined('ey', 'J', word(20), '.ey', 'J', word(40), '.', word(43)),
};

/** Any of them, with its rule. */
export const anySecret = fc
  .constantFrom(...Object.keys(secretForms))
  .chain((rule) => (secretForms[rule] ?? fc.constant('')).map((secret) => ({ rule, secret })));

/** Three kinds of characters, as a person or a generator would choose a password. */
export const password = joined(text(lower, 4), text(digits, 3), text('!?+~', 1), text(upper, 4));

/** The base64 of a key, in lines of 64. */
export function privateKey(kind: string, lines: number): fc.Arbitrary<string> {
  const body = fc.array(word(64), { minLength: lines, maxLength: lines });
  return body.map(
    (all) => `-----BEGIN ${kind}PRIVATE${' '}KEY-----\n${all.join('\n')}\n-----END ${kind}PRIVATE${' '}KEY-----`,
  );
}

/** One value, the same on every run. */
export function one<Value>(arbitrary: fc.Arbitrary<Value>, seed = 1): Value {
  const [value] = fc.sample(arbitrary, { numRuns: 1, seed });
  return value as Value;
}
