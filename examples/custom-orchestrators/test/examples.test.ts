import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const built = (name: string) => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));

async function printed(name: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [built(name)]);
  return stdout.trimEnd().split('\n');
}

it('given the scheduler without an engine, then retries, rules and capacity are as with one', async () => {
  const lines = await printed('1-scheduler');
  expect(lines.filter((line) => line.startsWith('!')).sort()).toEqual([
    '! Error: no credentials',
    '! Error: the database is starting',
  ]);
  expect(lines.filter((line) => !line.startsWith('!'))).toEqual([
    'fetch: completed, attempt 1',
    'lint: completed, attempt 1',
    'compile: completed, attempt 1',
    'test: completed, attempt 1',
    'migrate: completed, attempt 2',
    'publish: failed',
    'announce: skipped',
    'report: completed, attempt 1',
    'never more than 2 of 2 cores',
  ]);
});

it('given a journal of its own, then the run’s facts are in its file', async () => {
  expect(await printed('2-own-journal')).toEqual([
    '{"status":"completed","steps":2}',
    'run.jsonl begins with record and begun',
    'run_started',
    'attempt_started',
    'attempt_succeeded',
    'attempt_started',
    'attempt_succeeded',
    'run_ended',
  ]);
});

it('given effects of its own, then a worker counts, the file’s secret signs, and a minute passes in a moment', async () => {
  expect(await printed('3-own-effects')).toEqual([
    '{"id":"example-1","status":"completed","words":2}',
    expect.stringMatching(/^\{"attempts":2,"output":\{"signature":"[0-9a-f]{16}"\}\}$/),
    'counted by the worker',
    'took about a minute or more by its own clock',
  ]);
});

type Call = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

async function served() {
  const folder = mkdtempSync(join(tmpdir(), 'http-server-'));
  const child = spawn(process.execPath, [built('4-http-server'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    rmSync(folder, { recursive: true });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { url, token } = JSON.parse((await lines.next()).value ?? '') as { url: string; token: string }; // as it prints them
  const call = (path: string, { headers, ...options }: Call = {}) =>
    fetch(`${url}${path}`, { ...options, headers: { authorization: `Bearer ${token}`, ...headers } });
  const post = (body: unknown) => call('/runs', { method: 'POST', body: JSON.stringify(body) });
  return { child, lines, url, call, post };
}

const eventsOf = (text: string) => [...text.matchAll(/^event: (.+)$/gm)].map(([, type]) => type);

it('given the HTTP server, when a run is started, then its facts stream to its end, can be taken up again, and it is shown', async () => {
  const { call, post } = await served();
  const started = await post({ workflow: 'signing', parameters: { text: 'four words in all' } });
  expect(started.status).toBe(202);
  const { execution_id: id } = (await started.json()) as { execution_id: string }; // as the status says
  expect(started.headers.get('location')).toBe(`/runs/${id}`);
  const stream = await call(`/runs/${id}/events`);
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  const text = await stream.text();
  expect(eventsOf(text)).toEqual([
    'run_started',
    'attempt_started',
    'attempt_succeeded',
    'attempt_started',
    'attempt_failed',
    'backoff_ended',
    'attempt_started',
    'attempt_succeeded',
    'run_ended',
  ]);
  expect(text).toMatch(/"step":"sign","attempt":2/);
  expect(text).toMatch(/"status":"completed"/);
  const rest = await call(`/runs/${id}/events`, { headers: { 'last-event-id': '6' } });
  expect(eventsOf(await rest.text())).toEqual(['attempt_succeeded', 'run_ended']);
  const shown = await call(`/runs/${id}`);
  expect(await shown.json()).toMatchObject({
    execution_id: id,
    status: 'completed',
    results: { count: { output: { words: 4 } } },
  });
});

it('given requests that are wrong, then each is refused with a status and a code, and the server goes on', async () => {
  const { call, post, url } = await served();
  const told = async (answer: Promise<Response>) => {
    const { status, ...response } = await answer.then(async (one) => ({ status: one.status, body: await one.json() }));
    return [status, (response.body as { error_code: string }).error_code]; // every refusal has one
  };
  expect(await told(fetch(`${url}/runs`, { method: 'POST' }))).toEqual([401, 'UNAUTHORIZED']);
  expect(await told(fetch(`${url}/runs`, { headers: { authorization: 'Bearer x' } }))).toEqual([401, 'UNAUTHORIZED']);
  expect(await told(call('/nothing'))).toEqual([404, 'ROUTE_NOT_FOUND']);
  expect(await told(call('/runs/nobody'))).toEqual([404, 'RUN_NOT_FOUND']);
  expect(await told(call('/runs/nobody/events'))).toEqual([404, 'RUN_NOT_FOUND']);
  expect(await told(call('/runs', { method: 'POST', body: '{' }))).toEqual([400, 'INVALID_JSON']);
  expect(await told(post({ workflow: 'signing', extra: 1 }))).toEqual([400, 'INVALID_REQUEST']);
  expect(await told(post({ workflow: '__proto__' }))).toEqual([404, 'WORKFLOW_NOT_FOUND']);
  expect(await told(post({ workflow: 'signing' }))).toEqual([400, 'INVALID_WORKFLOW']);
  expect(await told(post({ workflow: 'signing', parameters: { text: 'x'.repeat(70_000) } }))).toEqual([
    413,
    'BODY_TOO_LARGE',
  ]);
  expect((await post({ workflow: 'signing', parameters: { text: 'x' } })).status).toBe(202);
});

it('given a run that goes on, when the server is asked to end, then the run and its stream come to their end first', async () => {
  const { child, lines, call, post } = await served();
  const started = await post({ workflow: 'signing', parameters: { text: 'x' } });
  const stream = await call(`/runs/${((await started.json()) as { execution_id: string }).execution_id}/events`); // as above
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  expect(eventsOf(await stream.text()).at(-1)).toBe('run_ended');
  expect((await lines.next()).value).toBe('every run has ended, or can be resumed');
  expect(await exit).toEqual([0, null]);
});
