import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runAction } from '@codomyrmex/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gitOperations } from '../src/index.ts';

const git = gitOperations.actions;

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += String(part);
  return text;
}

/** GitHub as far as a test needs it, on this machine. */
async function github(reply: (asked: Asked) => Reply) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, authorization: headers.authorization, body: await textOf(request) };
      asked.push(one);
      const { status = 200, headers: given = {}, body } = reply(one);
      response.writeHead(status, { 'content-type': 'application/json', ...given }).end(JSON.stringify(body));
    })();
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const options = {
    allowedAddresses: ['127.0.0.1'],
    secrets: { GITHUB_TOKEN: 'ghp_secret' },
    config: { github_api_url: `http://127.0.0.1:${port}/api/v3/` },
  };
  return { asked, options };
}

const answered = (number: number, more: object = {}) => ({
  number,
  html_url: `https://github.com/ada/tools/pull/${number}`,
  state: 'open',
  title: 'A title',
  body: null,
  draft: false,
  user: { login: 'ada' },
  head: { ref: 'topic', sha: 'a'.repeat(40), repo: null },
  base: { ref: 'main', sha: 'b'.repeat(40) },
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-02T00:00:00Z',
  merged_at: null,
  ...more,
});

const repository = { repo_owner: 'ada', repo_name: 'tools' };
const wanted = { ...repository, head_branch: 'topic', base_branch: 'main', title: 'A title' };

describe('create_pull_request', () => {
  test('given a branch, when a pull request is asked for, then GitHub is told with the token, which no result has', async () => {
    const { asked, options } = await github(() => ({ status: 201, body: answered(7) }));
    const ran = await runAction(git.create_pull_request, { ...wanted, body: 'Why "so"' }, options);
    expect(ran.output).toMatchObject({
      created: true,
      pull_request: { number: 7, url: 'https://github.com/ada/tools/pull/7', merged: false, author: 'ada', body: '' },
    });
    expect(asked).toMatchObject([
      { method: 'POST', url: '/api/v3/repos/ada/tools/pulls', authorization: 'Bearer ghp_secret' },
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      head: 'topic',
      base: 'main',
      title: 'A title',
      body: 'Why "so"',
      draft: false,
    });
    expect(JSON.stringify(ran)).not.toContain('ghp_secret');
  });

  test('given one that is open already, when it is asked for again, then that one is found', async () => {
    const { asked, options } = await github(({ method }) =>
      method === 'POST'
        ? {
            status: 422,
            body: {
              message: 'Validation Failed',
              errors: [{ message: 'A pull request already exists for ada:topic.' }],
            },
          }
        : { body: [answered(7)] },
    );
    const { output } = await runAction(git.create_pull_request, wanted, options);
    expect(output).toMatchObject({ created: false, pull_request: { number: 7 } });
    expect(asked[1]?.url).toBe('/api/v3/repos/ada/tools/pulls?state=open&head=ada%3Atopic&base=main');
  });

  test.each([
    [{ status: 401, body: { message: 'Bad credentials' } }, 'GITHUB_UNAUTHORIZED', false],
    [{ status: 403, body: { message: 'Resource not accessible' } }, 'GITHUB_FORBIDDEN', false],
    [{ status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: { message: 'limit' } }, 'RATE_LIMITED', true],
    [{ status: 429, headers: { 'retry-after': '7' }, body: 'slow' }, 'RATE_LIMITED', true],
    [{ status: 404, body: { message: 'Not Found' } }, 'GITHUB_NOT_FOUND', false],
    [{ status: 422, body: { message: 'Validation Failed', errors: [{ field: 'head' }] } }, 'GITHUB_REFUSED', false],
    [{ status: 502, body: null }, 'GITHUB_FAILED', true],
    [{ status: 201, body: { number: 'seven' } }, 'INVALID_RESPONSE', false],
  ])('given the answer %j, when asked, then it is %s', async (reply, code, retryable) => {
    const { options } = await github(() => reply);
    await expect(runAction(git.create_pull_request, wanted, options)).rejects.toMatchObject({ code, retryable });
  });

  test('given names that leave the path, or an address without TLS elsewhere, when asked, then nothing is sent', async () => {
    const { asked, options } = await github(() => ({ body: {} }));
    for (const wrong of [
      { repo_owner: '../admin' },
      { repo_name: '..' },
      { repo_name: 'a/b' },
      { repo_name: 'a?b' },
      { head_branch: '-x' },
      { base_branch: 'a..b' },
      { github_token: 'a\r\nx: y' },
    ]) {
      await expect(runAction(git.create_pull_request, { ...wanted, ...wrong }, options)).rejects.toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
    for (const github_api_url of [
      'http://example.org',
      'https://user:x@example.org',
      'file:///etc',
      'http://127.0.0.1@evil.example',
    ]) {
      await expect(
        runAction(git.create_pull_request, wanted, { ...options, config: { github_api_url } }),
      ).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
    }
    expect(asked).toEqual([]);
  });
});

describe('get_pull_requests and get_pull_request', () => {
  test('given more than a page, when listed, then pages are read as far as the limit needs', async () => {
    const { asked, options } = await github(({ url }) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page'));
      const count = page < 3 ? 100 : 20;
      return { body: Array.from({ length: count }, (_, index) => answered((page - 1) * 100 + index + 1)) };
    });
    const list = async (input: object) =>
      (await runAction(git.get_pull_requests, { ...repository, ...input }, options)).output;
    const some = await list({ limit: 150, state: 'all' });
    expect([some.pull_requests.length, some.pull_requests[149]?.number, some.truncated]).toEqual([150, 150, true]);
    expect(asked.map(({ url }) => url)).toEqual([
      '/api/v3/repos/ada/tools/pulls?state=all&per_page=100&page=1',
      '/api/v3/repos/ada/tools/pulls?state=all&per_page=100&page=2',
    ]);
    const all = await list({ limit: 1_000 });
    expect([all.pull_requests.length, all.truncated]).toEqual([220, false]);
  });

  test('given one that was merged, and no token, when asked for, then it says so, and no token is sent', async () => {
    const { asked, options } = await github(() => ({
      body: answered(9, { state: 'closed', merged_at: '2026-01-03T00:00:00Z', user: null }),
    }));
    const { output } = await runAction(
      git.get_pull_request,
      { ...repository, pr_number: 9 },
      { ...options, secrets: {} },
    );
    expect(output.pull_request).toMatchObject({ state: 'closed', merged: true, author: null });
    expect(asked).toMatchObject([{ url: '/api/v3/repos/ada/tools/pulls/9', authorization: undefined }]);
  });
});
