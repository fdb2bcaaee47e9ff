import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ErrorResponse, errorResponse, NotFoundError, runId, UsageError } from '@codomyrmex/core';
import { definitionFrom, type Orchestrator } from '@codomyrmex/engine';
import * as z from 'zod';
import { hasToken } from './bearer.ts';
import { jsonBody } from './bounded-body.ts';
import { type StreamPorts, streamEvents } from './event-stream.ts';

export interface RunServerOptions extends StreamPorts {
  readonly orchestrator: StreamPorts['orchestrator'] & Pick<Orchestrator, 'prepare' | 'start' | 'document' | 'close'>;
  readonly token: string;
  /** What can be started, by name: who may call is not thereby somebody who may run anything. */
  readonly workflows: Readonly<Record<string, object>>;
  readonly workspace: string;
}

const orderSchema = z.strictObject({
  workflow: z.string(),
  parameters: z.record(z.string(), z.unknown()).default({}),
});

const RUN = /^\/runs\/([\w-]{1,64})(\/events)?$/;
const LAST_MS = 10_000;
const LAST_WRITES_MS = 2_000;

/** Starts and shows runs over HTTP on loopback. `close` lets runs end for ten seconds; those that do not can be resumed. */
export class RunServer {
  readonly #options: RunServerOptions;
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #streams = new Set<Promise<void>>();

  constructor(options: RunServerOptions) {
    this.#options = options;
    this.#server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
      this.#answer(request, response).catch((error: unknown) => fail(response, error));
    });
    this.#server.maxConnections = 100;
  }

  /** The address, when it listens. */
  async listen(port = 0): Promise<string> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    const { orchestrator } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, LAST_MS);
    });
    await Promise.race([Promise.allSettled([...orchestrator.runtime.live.values()].map(({ ended }) => ended)), late]);
    clearTimeout(timer);
    this.#closing.abort();
    // A reader who takes nothing any more is cut off.
    const cut = setTimeout(() => this.#server.closeAllConnections(), LAST_WRITES_MS);
    await Promise.allSettled(this.#streams);
    await orchestrator.close();
    this.#server.closeIdleConnections();
    await closed;
    clearTimeout(cut);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { orchestrator, token } = this.#options;
    if (!hasToken(request, token)) {
      throw new UsageError('a bearer token is needed', { code: 'UNAUTHORIZED' });
    }
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'POST' && pathname === '/runs') return this.#start(request, response);
    const [, id, events] = RUN.exec(pathname) ?? [];
    if (request.method !== 'GET' || id === undefined) {
      throw new NotFoundError(`there is no ${request.method} ${pathname}`, { code: 'ROUTE_NOT_FOUND' });
    }
    if (events === undefined) return send(response, 200, await orchestrator.document(id));
    const run = await orchestrator.runtime.snapshot(runId(id));
    if (run === undefined) throw new NotFoundError(`there is no run ${id}`, { code: 'RUN_NOT_FOUND' });
    const stream = { run, position: positionAfter(request), closing: this.#closing.signal };
    const streaming = streamEvents(this.#options, stream, response);
    this.#streams.add(streaming);
    await streaming.finally(() => this.#streams.delete(streaming));
  }

  async #start(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { orchestrator, workflows, workspace } = this.#options;
    const order = orderSchema.safeParse(await jsonBody(request));
    if (!order.success) throw new UsageError(z.prettifyError(order.error), { code: 'INVALID_REQUEST' });
    const { workflow, parameters } = order.data;
    const definition = Object.hasOwn(workflows, workflow) ? workflows[workflow] : undefined;
    if (definition === undefined) {
      throw new NotFoundError(`there is no workflow "${workflow}"`, {
        code: 'WORKFLOW_NOT_FOUND',
        suggestions: [`one of ${Object.keys(workflows).join(', ')}`],
      });
    }
    const prepared = await orchestrator.prepare(definitionFrom(definition, workflow), { workspace, parameters });
    const { id } = await orchestrator.start(prepared);
    response.setHeader('location', `/runs/${id}`);
    send(response, 202, { execution_id: id });
  }
}

function positionAfter({ headers }: IncomingMessage): number {
  const last = headers['last-event-id'];
  if (last === undefined) return 0;
  if (typeof last !== 'string' || !/^\d{1,9}$/.test(last)) {
    throw new UsageError('Last-Event-ID is the id of an event', { code: 'INVALID_REQUEST' });
  }
  return Number(last) + 1;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function fail(response: ServerResponse, error: unknown): void {
  // A stream that has begun can only be broken off.
  if (response.headersSent) return void response.destroy();
  const body = errorResponse(error);
  // What is left of a body that is too large is not read.
  if (body.error_code === 'BODY_TOO_LARGE') response.setHeader('connection', 'close');
  send(response, statusOf(body), body);
}

function statusOf({ error_code: code }: ErrorResponse): number {
  if (code === 'UNAUTHORIZED') return 401;
  if (code.endsWith('_NOT_FOUND')) return 404;
  if (code === 'BODY_TOO_LARGE') return 413;
  return ['INVALID_JSON', 'INVALID_REQUEST', 'INVALID_PARAMETERS', 'INVALID_WORKFLOW'].includes(code) ? 400 : 500;
}
