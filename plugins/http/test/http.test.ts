import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureFrom } from '@codomyrmex/core';
import { loopbackSite, runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import plugin, { http } from '../src/index.ts';

const { request, download } = http.actions;
const loopback = { allowedAddresses: ['127.0.0.1'] };

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'codomyrmex-http-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));

describe('the module', () => {
  test('given its schemas, then each has a JSON Schema and its examples fit', () => {
    expect(plugin).toBe(http);
    for (const action of Object.values(http.actions)) {
      expect(z.toJSONSchema(action.input, { target: 'draft-7', io: 'input' })).toMatchObject({ type: 'object' });
      expect(z.toJSONSchema(action.output, { target: 'draft-7' })).toMatchObject({ type: 'object' });
      for (const example of action.examples ?? []) expect(action.input.safeParse(example.input).error).toBeUndefined();
    }
  });
});

describe('request', () => {
  test('given an answer of JSON, then its body is a value', async () => {
    await using server = await loopbackSite((_, response) =>
      response.writeHead(200, { 'content-type': 'application/problem+json; charset=utf-8' }).end('{"a":[1]}'),
    );
    const { output } = await runAction(request, { url: server.url, query: { q: 'a&b', list: [1, 2] } }, loopback);
    expect(output).toMatchObject({ status: 200, body_kind: 'json', body: { a: [1] }, bytes: 9 });
    expect(output.headers['content-type']).toContain('json');
    expect(server.asked[0]?.request.url).toBe('/?q=a%26b&list=1&list=2');
  });

  test('given a value, text or form to send, then it arrives with its type, and a given type stays', async () => {
    await using server = await loopbackSite((_, response) => response.end());
    const send = { url: server.url, method: 'POST' as const };
    await runAction(request, { ...send, body: { a: [null, 'ü'] } }, loopback);
    await runAction(request, { ...send, body: 'plain' }, loopback);
    await runAction(request, { ...send, form: { a: 'b c', list: ['x', true] } }, loopback);
    await runAction(
      request,
      { ...send, body: '<a/>', headers: { 'Content-Type': 'application/xml', 'x-n': 1 } },
      loopback,
    );
    expect(server.asked.map(({ request: { headers }, body }) => [headers['content-type'], body])).toEqual([
      ['application/json', '{"a":[null,"ü"]}'],
      ['text/plain; charset=utf-8', 'plain'],
      ['application/x-www-form-urlencoded', 'a=b+c&list=x&list=true'],
      ['application/xml', '<a/>'],
    ]);
    expect(server.asked[3]?.request.headers['x-n']).toBe('1');
  });

  test.each([
    [{ method: 'GET' as const, body: 'x' }],
    [{ method: 'HEAD' as const, form: { a: 1 } }],
    [{ method: 'POST' as const, body: 'x', form: { a: 1 } }],
    [{ headers: { host: 'elsewhere' } }],
    [{ headers: { 'x-a': 'b\r\nx-c: d' } }],
    [{ timeout: 0 }],
    [{ max_redirects: -1 }],
    [{ max_bytes: 1e12 }],
    [{ url: 'file:///etc/passwd' }],
    [{ url: 'nothing', query: { a: 1 } }],
    [{ expect_status: '9xx' }],
  ])('given %j, then it is refused before anything is sent', async (parameters) => {
    await using server = await loopbackSite((_, response) => response.end());
    const refused = await failure(runAction(request, { url: server.url, ...parameters }, loopback));
    expect(refused).toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
    expect(server.asked).toEqual([]);
  });

  test('given bytes, then they are a file among the artifacts; given nothing, then there is no body', async () => {
    const bytes = Buffer.from([0x89, 0x50, 0, 255]);
    await using server = await loopbackSite((asked, response) => response.end(asked.url === '/empty' ? '' : bytes));
    await runAction(
      request,
      { url: server.url },
      {
        ...loopback,
        inspect: async ({ artifacts }) => expect(await readFile(join(artifacts, 'response.bin'))).toEqual(bytes),
      },
    );
    const { output } = await runAction(request, { url: server.url }, loopback);
    expect(output).toMatchObject({ body_kind: 'file', file: expect.stringContaining('response.bin') });
    expect((await runAction(request, { url: `${server.url}/empty` }, loopback)).output).toMatchObject({
      body_kind: 'none',
    });
  });

  test('given what calls itself JSON and is none, then it is text, or a failure where JSON was asked for', async () => {
    await using server = await loopbackSite((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
    );
    expect((await runAction(request, { url: server.url }, loopback)).output).toMatchObject({
      body_kind: 'text',
      body: '<html>',
    });
    const asked = failure(runAction(request, { url: server.url, response: 'json' }, loopback));
    expect(await asked).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false });
  });

  test('given JSON that is nested without end, then the step fails instead of the process', async () => {
    await using server = await loopbackSite((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(200_000) + ']'.repeat(200_000)),
    );
    expect(await failure(runAction(request, { url: server.url }, loopback))).toMatchObject({ retryable: false });
  });

  test.each([
    [404, false, '2xx'],
    [401, false, '2xx'],
    [301, false, '2xx'],
    [500, true, '2xx'],
    [503, true, [200, 204]],
    [200, false, [201, '3xx']],
  ])(
    'given %d, then the step fails, retryable: %s, where %j was expected',
    async (status, retryable, expect_status) => {
      await using server = await loopbackSite((_, response) => response.writeHead(status).end(`why ${status}`));
      const refused = await failure(runAction(request, { url: `${server.url}/x?key=s3cret`, expect_status }, loopback));
      expect(refused).toMatchObject({ code: 'HTTP_STATUS', retryable, details: { status, body: `why ${status}` } });
      expect(JSON.stringify(refused)).not.toContain('s3cret');
    },
  );

  test.each([
    [200, '2xx'],
    [404, 'any'],
    [404, 404],
    [409, ['2xx', 409]],
    [302, '3xx'],
  ])('given %d where %j was expected, then it is a result', async (status, expected) => {
    await using server = await loopbackSite((_, response) => response.writeHead(status).end('x'));
    const { output } = await runAction(request, { url: server.url, expect_status: expected }, loopback);
    expect(output).toMatchObject({ status, body: 'x' });
  });

  test.each([
    ['7', 7],
    ['0', 0],
    ['9999999999', 86_400],
    ['Sun, 01 Jan 2023 00:02:00 GMT', 120],
    ['Sun, 01 Jan 2023 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
  ])('given a Retry-After of %j, then another attempt waits %s seconds', async (written, seconds) => {
    await using server = await loopbackSite((_, response) => response.writeHead(429, { 'retry-after': written }).end());
    const now = (): number => Date.UTC(2023, 0, 1);
    const refused = await failure(runAction(request, { url: server.url }, { ...loopback, now }));
    expect(refused.code).toBe('HTTP_STATUS');
    expect(refused.retryAfter).toBe(seconds);
  });

  test('given an answer over the limit, a server that keeps silent and an address that is not allowed, then each is said', async () => {
    await using server = await loopbackSite((asked, response) => {
      if (asked.url === '/large') response.end('x'.repeat(2_000_000));
    });
    const large = failure(runAction(request, { url: `${server.url}/large` }, loopback));
    expect(await large).toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
    const silent = failure(runAction(request, { url: server.url, timeout: 0.05 }, loopback));
    expect(await silent).toMatchObject({ code: 'TIMEOUT_EXCEEDED', retryable: true });
    const refused = failure(runAction(request, { url: server.url }));
    expect(await refused).toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test('given an attempt that is to stop, then the request stops with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    await using server = await loopbackSite(() => controller.abort(reason));
    await expect(runAction(request, { url: server.url }, { ...loopback, signal: controller.signal })).rejects.toBe(
      reason,
    );
  });

  test('given any text, then it comes back as it is', async () => {
    await using server = await loopbackSite((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(server.asked.at(-1)?.body);
    });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (body) => {
        // A mark at the beginning says that it is UTF-8 and is no part of the text.
        fc.pre(!body.includes('\0') && !body.startsWith('\uFEFF'));
        const { output } = await runAction(request, { url: server.url, method: 'POST', body }, loopback);
        expect(output.body).toBe(body);
      }),
      { numRuns: 30 },
    );
  });
});

describe('download', () => {
  const content = Buffer.from([0, 1, 2, 255]);
  const sha256 = createHash('sha256').update(content).digest('hex');

  test('given an address, then the file stands in the workspace with its facts', async () => {
    await using server = await loopbackSite((_, response) =>
      response.writeHead(200, { 'content-type': 'application/gzip' }).end(content),
    );
    const { output } = await runAction(
      download,
      { url: `${server.url}/a`, path: 'data/a.gz' },
      { ...loopback, workspace },
    );
    expect(output).toEqual({
      path: 'data/a.gz',
      bytes: 4,
      sha256,
      downloaded: true,
      url: `${server.url}/a`,
      content_type: 'application/gzip',
    });
    expect(await readFile(join(workspace, 'data/a.gz'))).toEqual(content);
  });

  test('given a checksum, then a file that has it is not asked for again and another content is not written', async () => {
    await using server = await loopbackSite((_, response) => response.end(content));
    const parameters = { url: server.url, path: 'f', checksum: `sha256:${sha256.toUpperCase()}` };
    const options = { ...loopback, workspace };
    expect((await runAction(download, parameters, options)).output.downloaded).toBe(true);
    expect((await runAction(download, { ...parameters, overwrite: false }, options)).output).toEqual({
      path: 'f',
      bytes: 4,
      sha256,
      downloaded: false,
    });
    expect(server.asked).toHaveLength(1);
    const other = { ...parameters, path: 'g', checksum: `sha512:${'0'.repeat(128)}` };
    expect(await failure(runAction(download, other, options))).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect(await readdir(workspace)).toEqual(['f']);
  });

  test('given a file in the way, a failure or too much, then what is there stays', async () => {
    await using server = await loopbackSite((asked, response) =>
      response.writeHead(asked.url === '/missing' ? 404 : 200).end('x'.repeat(100)),
    );
    const options = { ...loopback, workspace };
    await writeFile(join(workspace, 'f'), 'old');
    const parameters = { url: server.url, path: 'f' };
    expect(await failure(runAction(download, { ...parameters, overwrite: false }, options))).toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect(server.asked).toEqual([]);
    expect(await failure(runAction(download, { ...parameters, url: `${server.url}/missing` }, options))).toMatchObject({
      code: 'HTTP_STATUS',
      retryable: false,
    });
    expect(await failure(runAction(download, { ...parameters, max_bytes: 99 }, options))).toMatchObject({
      code: 'RESPONSE_TOO_LARGE',
    });
    expect(await readFile(join(workspace, 'f'), 'utf8')).toBe('old');
  });

  test.each(['../f', '/tmp/f', 'out/f', 'a\0b', 'folder'])(
    'given the path %j, then nothing is written',
    async (path) => {
      await using server = await loopbackSite((_, response) => response.end('x'));
      const outside = await mkdtemp(join(tmpdir(), 'codomyrmex-outside-'));
      await symlink(outside, join(workspace, 'out'));
      await mkdir(join(workspace, 'folder'));
      const refused = await failure(runAction(download, { url: server.url, path }, { ...loopback, workspace }));
      expect(refused).toMatchObject({ code: 'PATH_REFUSED', retryable: false });
      expect(await readdir(outside)).toEqual([]);
      await rm(outside, { recursive: true });
    },
  );
});
