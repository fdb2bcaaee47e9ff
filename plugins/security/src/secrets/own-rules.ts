import type { Severity } from '../severity.ts';
import type { Match, MatchKind, Rule } from './secret-finding.ts';

interface TokenRule {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly kind?: MatchKind;
  /** Global; its group `secret`, or the whole. Every repetition is bounded, so that time grows with the text alone. */
  readonly pattern: RegExp;
}

/** Tokens that the preset's rules do not know, or know only in part. */
const tokenRules: readonly TokenRule[] = [
  {
    rule: 'aws_access_key_id',
    severity: 'high',
    message: 'looks like the id of an AWS access key',
    pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  },
  {
    rule: 'openai_token',
    severity: 'critical',
    message: 'looks like an OpenAI API key',
    pattern: /\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,250}/g,
  },
  {
    rule: 'google_api_key',
    severity: 'high',
    message: 'looks like a Google API key',
    pattern: /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g,
  },
  {
    rule: 'stripe_live_key',
    severity: 'critical',
    message: 'looks like a Stripe key for real payments',
    pattern: /\b[sr]k_live_[A-Za-z0-9]{16,250}\b/g,
  },
  {
    rule: 'stripe_test_key',
    severity: 'low',
    message: 'looks like a Stripe key for tests',
    pattern: /\b[sr]k_test_[A-Za-z0-9]{16,250}\b/g,
  },
  {
    rule: 'pypi_token',
    severity: 'critical',
    message: 'looks like a PyPI upload token',
    pattern: /\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,1000}/g,
  },
  {
    rule: 'digitalocean_token',
    severity: 'critical',
    message: 'looks like a DigitalOcean token',
    pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/g,
  },
  {
    rule: 'doppler_token',
    severity: 'critical',
    message: 'looks like a Doppler token',
    pattern: /\bdp\.(?:pt|st|sa|ct|scim|audit)\.[A-Za-z0-9.]{40,60}\b/g,
  },
  {
    rule: 'telegram_bot_token',
    severity: 'high',
    message: 'looks like a Telegram bot token',
    pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
  },
  {
    rule: 'azure_storage_key',
    severity: 'critical',
    message: 'looks like the key of an Azure storage account',
    pattern: /\bAccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/g,
  },
  {
    rule: 'json_web_token',
    severity: 'medium',
    message: 'looks like a JSON Web Token',
    pattern: /\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{20,1000}/g,
  },
  {
    rule: 'connection_string_password',
    severity: 'high',
    message: 'looks like a password in an address',
    kind: 'password',
    pattern:
      /:\/\/(?<user>[\w.~%+-]{0,100}):(?<secret>[^\s:@/'"`<>]{4,200})@(?<host>[A-Za-z0-9[][\w.:[\]-]{1,200})(?![\w(\\*+?^|])/g,
  },
  {
    rule: 'connection_string_password',
    severity: 'high',
    message: 'looks like a password in a connection string',
    kind: 'password',
    pattern:
      /\b(?:server|data source|host|user id|uid)=[^;'"\n]{1,200};(?:[^;'"\n]{1,200};){0,6}?\s?(?:password|pwd)=(?<secret>[^;'"\s]{4,200})/gi,
  },
];

function* matchesOf(text: string, { pattern, kind = 'token', rule, severity, message }: TokenRule): Generator<Match> {
  for (const found of text.matchAll(pattern)) {
    const secret = found.groups?.secret ?? found[0];
    const { user, host } = found.groups ?? {};
    const around = user === undefined || host === undefined ? undefined : { user, host };
    yield { rule, severity, message, kind, secret, index: found.index + found[0].lastIndexOf(secret), around };
  }
}

export const tokens: Rule = function* tokens(text) {
  for (const rule of tokenRules) yield* matchesOf(text, rule);
};

const keyHeader = /-----BEGIN ((?:[A-Z0-9]{1,20} ){0,3})PRIVATE KEY(?: BLOCK)?-----/g;
const MAX_KEY = 8_192;
const MIN_KEY_BODY = 40;
/** Lines of a key in source code have quotes and signs between them; code after a mere header is mostly signs. */
const MIN_BASE64_SHARE = 0.85;

/** Private keys of any length and kind, in lines or in one string with `\n` in it; a header alone is none. */
export const privateKeys: Rule = function* privateKeys(text) {
  for (const found of text.matchAll(keyHeader)) {
    const start = found.index + found[0].length;
    const rest = text.slice(start, start + MAX_KEY);
    const end = rest.indexOf('-----');
    const body = (end === -1 ? rest : rest.slice(0, end)).replaceAll(/\\[nrt]/g, '');
    const protectedKey = found[1]?.includes('ENCRYPTED') === true || body.includes('ENCRYPTED');
    const lines = body.replaceAll(/^[\w-]+:.*$/gm, '').replaceAll(/\s+/g, '');
    const base64 = lines.replaceAll(/[^A-Za-z0-9+/=]/g, '');
    if (base64.length < MIN_KEY_BODY || base64.length < lines.length * MIN_BASE64_SHARE) continue;
    yield {
      rule: 'private_key',
      severity: protectedKey ? 'medium' : 'critical',
      message: protectedKey ? 'looks like a private key with a passphrase' : 'looks like a private key',
      kind: 'key',
      secret: base64,
      index: found.index,
    };
  }
};
