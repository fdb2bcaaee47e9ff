import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { declared } from '../src/effects/declared-effects.ts';
import { AddressRule } from '../src/effects/http/address-rule.ts';
import { GuardedHttp } from '../src/effects/http/guarded-http.ts';
import { closeSites, guarded, redirectTo, site } from './effects-site.ts';

afterEach(closeSites);

describe('addresses', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0:PORT/',
    'http://localhost:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://１２７.0.0.1:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://255.255.255.255/',
    'http://user:word@127.0.0.1:PORT/',
  ])('given %s without being allowed, then no connection is made', async (written) => {
    const { port, requests, sockets } = await site();
    const url = written.replace('PORT', String(port));
    const refusal = { code: 'ADDRESS_REFUSED', retryable: false };
    const http = guarded([]);
    await expect(http.request(url)).rejects.toMatchObject(refusal);
    if (!url.includes('@')) await expect(http.fetch(url)).rejects.toMatchObject(refusal);
    expect(requests).toEqual([]);
    expect(sockets.size).toBe(0);
  });

  test('given what is allowed, as address, port, name or range, then just that is reached', async () => {
    const { port, url } = await site();
    const allowing: readonly (readonly string[])[] = [
      ['127.0.0.1'],
      [`127.0.0.1:${port}`],
      ['127.0.0.0/8'],
      ['::ffff:127.0.0.1'],
      ['10.0.0.0/8', '127.0.0.1'],
    ];
    for (const allowed of allowing) expect(await guarded(allowed).request(url)).toMatchObject({ status: 200 });
    for (const allowed of ['LocalHost', `localhost:${port}`]) {
      const answer = await guarded([allowed]).request(`http://localhost:${port}/`);
      expect(answer.status).toBe(200);
    }
    for (const allowed of [`127.0.0.1:${port + 1}`, '10.0.0.0/8', '::1', 'localhost', '::/0', '127.0.0.2']) {
      await expect(guarded([allowed]).request(url)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    }
  });

  test.each([
    '',
    ' ',
    'http://x',
    'a b',
    '127.0.0.1/33',
    'x/8',
    'host:99999',
    'user@host',
    'host/path?x',
    '10.0.0.0/8/8',
  ])('given %j among the allowed, then that is said instead of taken for something', (written) => {
    expect(() => new AddressRule([written])).toThrow('is no address that can be allowed');
  });

  test('given any address of four bytes that is not public, then every spelling of it is refused', async () => {
    const local = fc.tuple(fc.constantFrom(127, 10, 0), fc.nat(255), fc.nat(255), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(local, fc.nat(3), async ([a, b, c, d], spelling) => {
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const host = [
          String(number),
          `0x${number.toString(16)}`,
          `0${number.toString(8)}`,
          `[::ffff:${a}.${b}.${c}.${d}]`,
        ];
        await expect(guarded([]).request(`http://${host[spelling]}/`)).rejects.toMatchObject({
          code: 'ADDRESS_REFUSED',
        });
      }),
      { numRuns: 40 },
    );
  });

  test('given a port of another protocol, then it is refused for good, also where the address is allowed', async () => {
    for (const port of [25, 6667]) {
      await expect(guarded().request(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
        code: 'ADDRESS_REFUSED',
        retryable: false,
      });
    }
  });

  test('given an action without the effect, then it asks for nothing', async () => {
    const { url, sockets } = await site();
    const http = new GuardedHttp({
      allowed: ['127.0.0.1'],
      signal: () => new AbortController().signal,
      check: declared({ id: 'm.a', module: 'm', effects: [] }),
    });
    await expect(http.request(url)).rejects.toMatchObject({ code: 'EFFECT_NOT_DECLARED' });
    await expect(http.fetch(url)).rejects.toMatchObject({ code: 'EFFECT_NOT_DECLARED' });
    expect(sockets.size).toBe(0);
  });
});

describe('redirects', () => {
  test('given one to an address that is not allowed, then it is refused there', async () => {
    const inner = await site();
    const targets = [
      inner.url,
      `http://localhost:${inner.port}/`,
      'http://169.254.169.254/',
      `http://0x7f.1:${inner.port}/`,
    ];
    for (const target of targets) {
      const outer = await site(redirectTo(target));
      const http = guarded([`127.0.0.1:${outer.port}`]);
      await expect(http.request(outer.url)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
      await expect(http.fetch(outer.url)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    }
    expect(inner.requests).toEqual([]);
  });

  test('given one to what is no HTTP, then it is not followed', async () => {
    for (const location of ['file:///etc/passwd', 'data:,x', 'http://']) {
      const { url } = await site(redirectTo(location));
      await expect(guarded().request(url)).rejects.toMatchObject({ code: 'HTTP_FAILED', retryable: false });
    }
  });

  const telling = {
    Authorization: 'Bearer s3cret',
    Cookie: 'session=s3cret',
    'X-Api-Key': 's3cret',
    'Private-Token': 's3cret',
    Accept: 'text/plain',
  };

  test('given another origin, then what says who we are does not go there', async () => {
    const target = await site();
    const first = await site(redirectTo(`http://user:word@127.0.0.1:${target.port}/there`));
    const answer = await guarded().request(first.url, { headers: telling });
    expect(answer.url).toBe(`${target.url}/there`);
    expect(JSON.stringify(first.requests[0]?.headers)).toContain('s3cret');
    expect(target.requests[0]?.headers).toMatchObject({ accept: 'text/plain' });
    expect(JSON.stringify(target.requests[0]?.headers)).not.toMatch(/s3cret|authorization/);
  });

  test('given credentials in the address, then they are sent as a header to that origin alone and never told', async () => {
    const target = await site();
    const first = await site(redirectTo(`${target.url}/there`));
    const http = guarded();
    await http.request(`http://me%40home:s3%2fcret@127.0.0.1:${first.port}/`);
    const sent = `Basic ${Buffer.from('me@home:s3/cret').toString('base64')}`;
    expect(first.requests[0]?.headers.authorization).toBe(sent);
    expect(target.requests[0]?.headers.authorization).toBeUndefined();
    await http.request(`http://me:50%25%@127.0.0.1:${target.port}/`);
    expect(target.requests[1]?.headers.authorization).toContain('Basic ');
  });

  test('given the same origin, then they go along', async () => {
    const { url, requests } = await site((request, response) =>
      request.url === '/' ? redirectTo('/there')(request, response) : response.end('ok'),
    );
    await guarded().request(url, { headers: telling });
    expect(requests[1]?.headers).toMatchObject({ authorization: 'Bearer s3cret', 'x-api-key': 's3cret' });
  });

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', 'body'],
    [308, 'PUT', 'PUT', 'body'],
    [302, 'PUT', 'PUT', 'body'],
  ])('given %d for a %s, then a %s follows with %j', async (status, method, next, body) => {
    const { url, requests, bodies } = await site((request, response) =>
      request.url === '/' ? redirectTo('there', status)(request, response) : response.end('ok'),
    );
    await guarded().request(url, { method, body: 'body' });
    expect(requests.map((request) => request.method)).toEqual([method, next]);
    expect(bodies).toEqual(['body', body]);
  });

  test('given a circle, then it ends at the limit, whatever is taken for one', async () => {
    const { url, requests } = await site(redirectTo('/again'));
    await expect(guarded().request(url)).rejects.toMatchObject({ code: 'HTTP_FAILED', retryable: false });
    expect(requests).toHaveLength(6);
    for (const redirects of [0, -1, Number.NaN]) {
      await expect(guarded().request(url, { redirects })).rejects.toMatchObject({ code: 'HTTP_FAILED' });
    }
    expect(requests).toHaveLength(9);
  });
});
