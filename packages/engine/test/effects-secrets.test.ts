import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActionTraits } from '../src/effects/action-powers.ts';
import { DeclaredSecrets } from '../src/effects/declared-secrets.ts';
import { lentPowers, powersOf } from '../src/effects/lent-powers.ts';
import { Masks } from '../src/effects/masks.ts';
import { SecretStore } from '../src/effects/secret-store.ts';

function masksOf(...values: string[]): Masks {
  const masks = new Masks();
  for (const value of values) masks.add(value);
  return masks;
}

/** A secret of some length in which the mask itself cannot stand. */
const secret = fc
  .string({ unit: 'binary', minLength: 6, maxLength: 40 })
  .filter((text) => !text.includes('*') && text.trim().length >= 6);
const around = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });

describe('masked text', () => {
  test('given no secret, then text and values are given back as they are', () => {
    const value = { a: ['b'] };
    expect(new Masks().text('a text')).toBe('a text');
    expect(new Masks().value(value)).toBe(value);
  });

  test.each<[string, (secret: string) => string]>([
    ['as it is', (it) => it],
    ['in base64', (it) => Buffer.from(it).toString('base64')],
    ['in base64 for addresses', (it) => Buffer.from(it).toString('base64url')],
    ['in a path', encodeURIComponent],
    ['in a form', (it) => new URLSearchParams({ it }).toString()],
    ['in JSON', (it) => JSON.stringify({ it })],
    ['in an address', (it) => `postgres://user:${encodeURIComponent(it)}@host/db`],
    ['in a header', (it) => `Basic ${Buffer.from(`user:${it}`).toString('base64')}`],
    ['in a header of another length', (it) => `Basic ${Buffer.from(`u:${it}`).toString('base64')}`],
    ['in a header with something after it', (it) => Buffer.from(`it=${it}&more`).toString('base64')],
  ])('given a secret %s, then it is masked', (_, form) => {
    const value = 'p+ss/w?rd "quoted" & (ünïcödé)\\~!';
    const text = form(value);
    const masked = masksOf(value).text(`before ${text} after`);
    expect(masked).toContain('***');
    expect(masked).toMatch(/^before .* after$/);
    const leftOver = masked.replaceAll('***', '');
    for (const piece of ['p+ss', 'quoted', 'p%2Bss', 'cGFz', Buffer.from('quoted').toString('base64').slice(0, 7)]) {
      expect(leftOver).not.toContain(piece);
    }
  });

  test('given any secrets in any text, in any of their forms, then none is left', () => {
    const form = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => Buffer.from(text).toString('base64'),
      (text) => Buffer.from(text).toString('base64url'),
      (text) => JSON.stringify(text).slice(1, -1),
      (text) => (/\p{Surrogate}/u.test(text) ? text : encodeURIComponent(text)),
    );
    fc.assert(
      fc.property(secret, around, around, form, (value, before, after, written) => {
        const masked = masksOf(value).text(before + written(value) + after);
        expect(masked).not.toContain(value);
        expect(masked).not.toContain(written(value).replace(/=+$/, ''));
        // Where its form alone is the text, nothing but the mask is left.
        if (written(value) === value) expect(masksOf(value).text(value)).toBe('***');
      }),
    );
  });

  test('given secrets that hold one another, then no rest of the longer is left', () => {
    const masks = masksOf('hunter22', 'hunter22-and-more', 'xhunter22');
    expect(masks.text('hunter22-and-more xhunter22 hunter22')).toBe('*** *** ***');
  });

  test('given characters that mean something in a pattern, then they are only characters', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'\\ ^ $ . + ? ( ) [ ] { } | / - , a b 0 & # ! ~'.split(' ')),
          minLength: 4,
          maxLength: 12,
        }),
        (value) => {
          fc.pre(value.trim().length >= 4);
          expect(masksOf(value).text(`<${value}>`)).toBe('<***>');
        },
      ),
    );
  });

  test('given a short value, then it is not masked, which would tell it', () => {
    expect(masksOf('abc', '', 'x').text('abc x abc')).toBe('abc x abc');
  });

  test('given a value out of a file, then it is masked without its line break too', () => {
    expect(masksOf('hunter22\n').text('word=hunter22;')).toBe('word=***;');
    expect(masksOf('  hunter22\r\n').text('word=hunter22;')).toBe('word=***;');
  });

  test('given a key of several lines, then each long line is masked, and the whole in JSON', () => {
    const key = `-----BEGIN KEY-----\n${'a1B2'.repeat(16)}\n${'c3D4'.repeat(16)}\nshort\n-----END KEY-----\n`;
    const masks = masksOf(key);
    expect(masks.text(`line ${'c3D4'.repeat(16)}`)).toBe('line ***');
    expect(masks.text(JSON.stringify({ key }))).toBe('{"key":"***"}');
    expect(masks.text('short')).toBe('short');
  });

  test('given many secrets and much text, then masking takes no time to speak of', () => {
    const masks = masksOf(...Array.from({ length: 100 }, (_, n) => `secret-number-${n}-${'x'.repeat(40)}`));
    const text = 'a line of a log without anything in it\n'.repeat(25_000);
    const start = performance.now();
    expect(masks.text(`${text}secret-number-99-${'x'.repeat(40)}`).endsWith('***')).toBe(true);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('masked values', () => {
  const json = fc
    .jsonValue({ maxDepth: 4, stringUnit: 'binary' })
    // JSON has no -0.
    .map((value): unknown => JSON.parse(JSON.stringify(value)));

  test('given any value without a secret, then it is given back itself', () => {
    const masks = masksOf('a secret that no value has by chance');
    fc.assert(
      fc.property(json, (value) => {
        expect(masks.value(value)).toBe(value);
      }),
    );
    expect(masks.value(undefined)).toBeUndefined();
  });

  test('given any value with a secret anywhere, six deep or as a name, then only that is changed', () => {
    fc.assert(
      fc.property(secret, around, json, (value, before, other) => {
        const masks = masksOf(value);
        fc.pre(masks.value(other) === other && masks.text(before) === before);
        const deep = { a: [{ b: { c: [{ d: { e: [`${before}${value}`, other] } }] } }], [value]: 1 };
        const masked = masks.value(deep);
        expect(JSON.stringify(masked)).not.toContain(JSON.stringify(value).slice(1, -1));
        expect(masked).toEqual({ a: [{ b: { c: [{ d: { e: [masks.text(before + value), other] } }] } }], '***': 1 });
        expect(deep.a[0]?.b.c[0]?.d.e[0]).toContain(value);
      }),
    );
  });

  test('given a text that is JSON itself, once or twice over, then a secret with quotes in it is found', () => {
    const value = 'a"quoted\\word';
    const masks = masksOf(value);
    const once = JSON.stringify({ value });
    expect(masks.value({ body: once })).toEqual({ body: '{"value":"***"}' });
    expect(masks.value([{ body: once }, value])).toEqual([{ body: '{"value":"***"}' }, '***']);
  });

  test('given a member named __proto__, then it stays a member', () => {
    const value: unknown = JSON.parse('{"__proto__": {"x": "hunter22"}, "y": "hunter22"}');
    expect(JSON.stringify(masksOf('hunter22').value(value))).toBe('{"__proto__":{"x":"***"},"y":"***"}');
  });
});

describe('secrets of an action', () => {
  const source = (name: string): string | undefined =>
    new Map([
      ['API_KEY', 'hunter22'],
      ['EMPTY', ''],
      ['OTHER', 'of others'],
    ]).get(name);
  const traits: ActionTraits = { id: 'm.a', module: 'm', effects: ['secrets'], secrets: ['API_KEY', 'EMPTY', 'UNSET'] };

  test('given a name that it declares, then it gets the value, which is masked from then on', () => {
    const store = new SecretStore(source);
    expect(store.masks.text('hunter22')).toBe('hunter22');
    const secrets = new DeclaredSecrets(traits, store);
    expect(secrets.get('API_KEY')).toBe('hunter22');
    expect(secrets.require('API_KEY')).toBe('hunter22');
    expect(store.masks.text('hunter22')).toBe('***');
  });

  test('given a name that nobody has set, or set to nothing, then there is none and the way to set it is told', () => {
    const secrets = new DeclaredSecrets(traits, new SecretStore(source));
    for (const name of ['EMPTY', 'UNSET']) {
      expect(secrets.get(name)).toBeUndefined();
      expect(() => secrets.require(name)).toThrow(
        expect.objectContaining({
          code: 'SECRET_MISSING',
          retryable: false,
          suggestions: [`Set the environment variable ${name} where codomyrmex runs.`],
        }),
      );
    }
    expect(new DeclaredSecrets(traits, undefined).get('API_KEY')).toBeUndefined();
  });

  test('given a name that it does not declare, or no effect, then it is refused and nothing is looked up', () => {
    const asked: string[] = [];
    const store = new SecretStore((name) => {
      asked.push(name);
      return source(name);
    });
    const refusal = expect.objectContaining({ code: 'EFFECT_NOT_DECLARED', retryable: false });
    for (const name of ['OTHER', '__proto__', 'constructor', '', 'api_key']) {
      expect(() => new DeclaredSecrets(traits, store).get(name)).toThrow(refusal);
    }
    expect(() => new DeclaredSecrets({ ...traits, effects: [] }, store).get('API_KEY')).toThrow(refusal);
    expect(() => new DeclaredSecrets({ id: 'm.a', module: 'm', effects: ['secrets'] }, store).get('API_KEY')).toThrow(
      refusal,
    );
    expect(asked).toEqual([]);
  });

  test('given an action that runs elsewhere, then only what it declares is handed over, as plain data', () => {
    const store = new SecretStore(source);
    const powers = { secrets: store, allowedAddresses: ['127.0.0.1'], config: (module: string) => ({ of: module }) };
    const lent = lentPowers(traits, powers);
    expect(structuredClone(lent)).toEqual({
      traits,
      config: { of: 'm' },
      secrets: { API_KEY: 'hunter22' },
      allowedAddresses: ['127.0.0.1'],
    });
    expect(store.masks.text('hunter22')).toBe('***');
    const there = powersOf(structuredClone(lent));
    expect(new DeclaredSecrets(traits, there.secrets).require('API_KEY')).toBe('hunter22');
    expect(there.secrets.give('toString')).toBeUndefined();
    expect(there.config('m')).toEqual({ of: 'm' });
    expect(lentPowers({ ...traits, effects: ['net'] }, powers).secrets).toEqual({});
    expect(lentPowers(traits, undefined)).toMatchObject({ secrets: {}, allowedAddresses: [] });
  });
});
