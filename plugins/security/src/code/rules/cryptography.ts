import { option } from '../fact.ts';
import { fixedText, isConstant, type Value } from '../value.ts';
import { type CodeRule, inBoth } from './code-rule.ts';

const weakHash = /^(?:md[245]|sha-?1|ripemd(?:128)?)$/i;
const weakCipher = /^(?:des|rc[245]|bf|blowfish|idea|cast5?|seed)\b|^des-|-ecb$/i;
const weakCipherOfPython =
  /^(?:Crypto|Cryptodome)\.Cipher\.(?:DES|DES3|ARC2|ARC4|Blowfish|CAST)\.new$|^cryptography\.hazmat\.(?:primitives|decrepit)\.ciphers\.(?:algorithms\.(?:TripleDES|ARC4|Blowfish|IDEA|CAST5|SEED)|modes\.ECB)$/;

const isEcb = (value: Value): boolean => value.kind === 'name' && value.path.endsWith('.MODE_ECB');

/** Words of a name: `sessionToken`, `session_token`. */
const wordsOf = (name: string): readonly string[] =>
  name
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
const secretWords = new Set(['token', 'secret', 'password', 'passwd', 'passphrase', 'nonce', 'salt', 'otp', 'csrf']);
const secretPairs = /^(?:api key|session id|access key|private key|reset code|verification code)$/;

function isSecretName(name: string | undefined): boolean {
  const words = name === undefined ? [] : wordsOf(name);
  return words.some((word, at) => secretWords.has(word) || secretPairs.test(`${word} ${words[at + 1] ?? ''}`));
}

export const cryptography: readonly CodeRule[] = [
  {
    id: 'weak_hash',
    cwe: 328,
    languages: inBoth,
    message: 'makes a hash of a kind for which equal ones can be made',
    advice:
      'Use SHA-256 or better, and for passwords scrypt, bcrypt or Argon2. In Python, usedforsecurity=False says that nothing hangs on it.',
    call: (call) => {
      const { callee, positional } = call;
      if (isConstant(option(call, 'usedforsecurity'), 'false')) return undefined;
      if (
        /^hashlib\.(?:md5|sha1|md4)$/.test(callee) ||
        /^(?:Crypto|Cryptodome)\.Hash\.(?:MD[245]|SHA1?)\.new$/.test(callee)
      )
        return 'medium';
      if (!/^(?:crypto\.createHash|hashlib\.new)$/.test(callee)) return undefined;
      const name = fixedText(positional[0] ?? call.named.get('name'));
      return name !== undefined && weakHash.test(name) ? 'medium' : undefined;
    },
  },
  {
    id: 'weak_cipher',
    cwe: 327,
    languages: inBoth,
    message: 'encrypts in a way that is broken or shows what is equal',
    advice: 'Use AES-GCM or ChaCha20-Poly1305 with a fresh nonce.',
    call: ({ callee, positional }) => {
      if (/^crypto\.create(?:C|Dec)ipher$/.test(callee) || weakCipherOfPython.test(callee)) return 'high';
      if (/^crypto\.create(?:C|Dec)ipheriv$/.test(callee)) {
        const name = fixedText(positional[0]);
        return name !== undefined && weakCipher.test(name) ? 'high' : undefined;
      }
      return /^(?:Crypto|Cryptodome)\.Cipher\.AES\.new$/.test(callee) && positional.some(isEcb) ? 'high' : undefined;
    },
  },
  {
    id: 'predictable_secret',
    cwe: 338,
    languages: inBoth,
    message: 'makes a secret of numbers that can be foretold',
    advice: 'Use crypto.randomBytes or crypto.randomUUID; in Python the module secrets.',
    call: ({ callee, assignedTo }) =>
      /^Math\.random$|^random\.(?:random|randint|randrange|choice|choices|sample|getrandbits|uniform|randbytes)$/.test(
        callee,
      ) && isSecretName(assignedTo)
        ? 'high'
        : undefined,
  },
];
