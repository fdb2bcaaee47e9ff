import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import type { HttpOptions } from '@codomyrmex/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { closeSites, guarded, redirectTo, site } from './effects-site.ts';

afterEach(closeSites);

describe('an exchange', () => {
  test('given a request, then its method, headers and body arrive and the answer is read whole', async () => {
    const { url, requests, bodies } = await site((_, response) => {
      response.writeHead(418, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'], 'X-Odd': 'Grüße' });
      response.end('{"tea":true}');
    });
    const answer = await guarded().request(`${url}/pot?q=1`, {
      method: 'patch',
      headers: { 'X-Kind': 'green' },
      body: 'water',
    });
    expect(answer).toMatchObject({ status: 418, url: `${url}/pot?q=1` });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'set-cookie': 'a=1, b=2' });
    expect(answer.text()).toBe('{"tea":true}');
    expect(answer.json()).toEqual({ tea: true });
    expect(requests[0]).toMatchObject({ method: 'PATCH', url: '/pot?q=1' });
    expect(requests[0]?.headers).toMatchObject({ 'x-kind': 'green' });
    expect(bodies).toEqual(['water']);
  });

  test('given bytes, then they arrive and come back as they are', async () => {
    const { url } = await site((_, response) => response.end(Buffer.from([0, 255, 10])));
    const answer = await guarded().request(url, { method: 'POST', body: new Uint8Array([1, 0, 255]) });
    expect(Buffer.from(answer.body)).toEqual(Buffer.from([0, 255, 10]));
    expect(() => answer.json()).toThrow('is no JSON');
  });

  test.each<[string, HttpOptions | undefined]>([
    ['file:///etc/passwd', undefined],
    ['ftp://127.0.0.1/', undefined],
    ['data:text/plain,x', undefined],
    ['javascript:1', undefined],
    ['127.0.0.1:80', undefined],
    ['http://', undefined],
    ['', undefined],
    ['http://127.0.0.1/', { method: 'CONNECT' }],
    ['http://127.0.0.1/', { method: 'GET /x HTTP/1.1\r\nHost: y' }],
    ['http://127.0.0.1/', { body: 'of a GET' }],
    ['http://127.0.0.1/', { headers: { a: 'b\r\nc: d' } }],
    ['http://127.0.0.1/', { headers: { 'a b': 'c' } }],
    ['http://127.0.0.1/', { headers: { Host: 'elsewhere' } }],
    ['http://127.0.0.1/', { headers: { 'Content-Length': '1' } }],
    ['http://127.0.0.1/', { headers: { 'transfer-encoding': 'chunked' } }],
    ['http://127.0.0.1/', { timeout: 0 }],
    ['http://127.0.0.1/', { timeout: Number.NaN }],
    ['http://127.0.0.1/', { timeout: 1e9 }],
  ])('given %j with %j, then it is refused as no request', async (url, options) => {
    await expect(guarded().request(url, options)).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
      retryable: false,
    });
  });

  test('given an address that is none with a password in it, then the message does not tell it', async () => {
    for (const url of ['htp://user:hunter22@host/', 'user:hunter22@host', '//user:hunter22@host']) {
      const refusal = await guarded()
        .request(url)
        .catch((error: unknown) => String(error));
      expect(refusal).toContain('is no address');
      expect(refusal).not.toContain('hunter22');
    }
  });

  test('given nobody who listens, then that is a failure that another attempt may mend', async () => {
    const { server, url } = await site();
    server.close();
    await once(server, 'close');
    await expect(guarded().request(`${url}/x?token=s3cret`)).rejects.toMatchObject({
      code: 'HTTP_FAILED',
      retryable: true,
      message: expect.not.stringContaining('s3cret'),
    });
  });

  test('given an answer that breaks off, then it is a failure', async () => {
    const { url } = await site((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(guarded().request(url)).rejects.toMatchObject({ code: 'HTTP_FAILED', retryable: true });
  });
});

describe('limits', () => {
  test('given a body of the limit and one byte more, then the first is read and the second refused', async () => {
    const { url } = await site((_, response) => response.end('0123456789'));
    expect((await guarded().request(url, { maxBytes: 10 })).text()).toBe('0123456789');
    for (const maxBytes of [9, 0, Number.NaN]) {
      await expect(guarded().request(url, { maxBytes })).rejects.toMatchObject({
        code: 'RESPONSE_TOO_LARGE',
        retryable: false,
      });
    }
  });

  test('given an endless body, then it is broken off', async () => {
    const { url, sockets } = await site((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await expect(guarded().request(url, { maxBytes: 1_000_000 })).rejects.toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
    await vi.waitUntil(() => sockets.size === 0);
  });

  test('given a small body that unpacks to a gigabyte, then it is refused without its memory', async () => {
    const part = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => part));
    expect(bomb.length).toBeLessThan(2_000_000);
    const { url } = await site((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    const before = process.memoryUsage().rss;
    await expect(guarded().request(url)).rejects.toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('given a packed body, then it is read unpacked', async () => {
    const { url } = await site((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello')),
    );
    expect((await guarded().request(url)).text()).toBe('hello');
  });

  test('given a server that keeps silent, before or within its answer, then the timeout says so', async () => {
    const silent = await site(() => undefined);
    const halting = await site((_, response) => response.write('half'));
    for (const { url, sockets } of [silent, halting]) {
      await expect(guarded().request(url, { timeout: 0.05 })).rejects.toMatchObject({
        code: 'TIMEOUT_EXCEEDED',
        retryable: true,
        details: { timeout: 0.05, scope: 'request' },
      });
      await vi.waitUntil(() => sockets.size === 0);
    }
  });

  test('given an attempt that is to stop, then its reason comes and the connection goes', async () => {
    const { url, server, sockets } = await site(() => undefined);
    const controller = new AbortController();
    const reason = new Error('cancelled by the user');
    const http = guarded(undefined, controller.signal);
    const asking = [http.request(url), http.fetch(url), http.fetch(new Request(url))];
    for (let left = asking.length; left > 0; left--) await once(server, 'request');
    controller.abort(reason);
    for (const one of asking) await expect(one).rejects.toBe(reason);
    await vi.waitUntil(() => sockets.size === 0);
    await expect(http.request(url)).rejects.toBe(reason);
  });
});

describe('the platform’s form', () => {
  test('given what libraries hand to fetch, then it arrives', async () => {
    const { url, requests, bodies } = await site((_, response) => response.end('{"a":1}'));
    const { fetch } = guarded();
    expect(await (await fetch(`${url}/text`)).json()).toEqual({ a: 1 });
    await fetch(new URL(`${url}/url`), { method: 'POST', body: 'one' });
    await fetch(new Request(`${url}/request`, { method: 'PUT', body: 'two', headers: { 'x-a': 'b' } }));
    expect(requests.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
      'GET /text',
      'POST /url',
      'PUT /request',
    ]);
    expect(requests[2]?.headers).toMatchObject({ 'x-a': 'b' });
    expect(bodies).toEqual(['', 'one', 'two']);
  });

  test('given a body that comes bit by bit, then it is read as it comes', async () => {
    const { url } = await site((_, response) => response.write('first'));
    const response = await guarded().fetch(url);
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe('first');
    await reader?.cancel();
  });

  test('given a request that its maker stops or lets follow nothing, then that is so', async () => {
    const { url } = await site(redirectTo('/there'));
    const { fetch } = guarded();
    const reason = new Error('no longer wanted');
    await expect(fetch(new Request(url, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(await fetch(new Request(url, { redirect: 'manual' }))).toMatchObject({ status: 302 });
  });
});

describe('the end of an attempt', () => {
  test('given connections that are kept open, then the end closes them and nothing can be asked afterwards', async () => {
    const { url, sockets } = await site();
    const http = guarded();
    await Promise.all([http.request(url), http.request(url)]);
    expect(sockets.size).toBeGreaterThan(0);
    await http.close();
    await vi.waitUntil(() => sockets.size === 0);
    await expect(http.request(url)).rejects.toThrow('has ended');
    const unused = guarded();
    expect(unused.close()).toBeUndefined();
    await expect(unused.fetch(url)).rejects.toThrow('has ended');
  });
});
