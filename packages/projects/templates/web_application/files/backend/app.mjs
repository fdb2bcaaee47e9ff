// The HTTP interface. docs/api.md describes it.
import { createServer } from 'node:http';
import { EventStreams } from './event-streams.mjs';
import { checkedNote } from './note.mjs';
import { readJson } from './read-json.mjs';
import { Refusal } from './refusal.mjs';

const headers = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/**
 * @param {{ store: import('../database/store.mjs').Store, pages: import('./pages.mjs').Pages, report: (error: unknown) => void }} parts
 *   `report` is told what nobody expected; who asked is told nothing of it.
 */
export function createApp({ store, pages, report }) {
  const streams = new EventStreams();
  const routes = [
    ['GET', /^\/api\/health$/, async () => json(200, { status: 'ok', notes: await store.count() })],
    ['GET', /^\/api\/notes$/, async () => json(200, { notes: await store.list() })],
    [
      'POST',
      /^\/api\/notes$/,
      async (request) => {
        const note = await store.add(checkedNote(await readJson(request)));
        streams.tell('changed');
        return json(201, { note });
      },
    ],
    [
      'DELETE',
      /^\/api\/notes\/([1-9]\d{0,14})$/,
      async (_, id) => {
        if (!(await store.remove(Number(id)))) throw new Refusal(404, `there is no note ${id}`);
        streams.tell('changed');
        return { status: 204 };
      },
    ],
    ['GET', /^\/api\/events$/, (_, __, response) => streams.open(response)],
  ];

  async function answer(request, response) {
    const [path] = request.url.split('?');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!path.startsWith('/api/')) {
      if (!isRead) throw new Refusal(405, 'pages can only be read', { allow: 'GET, HEAD' });
      return pages.answer(path, request.headers['if-none-match']);
    }
    const fitting = routes.filter(([, pattern]) => pattern.test(path));
    if (fitting.length === 0) throw new Refusal(404, 'there is nothing here');
    const route = fitting.find(([method]) => method === request.method || (method === 'GET' && isRead));
    if (route === undefined) {
      const allow = fitting.map(([method]) => method).join(', ');
      throw new Refusal(405, `use ${allow}`, { allow });
    }
    const [, pattern, handle] = route;
    return handle(request, pattern.exec(path)[1], response);
  }

  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    try {
      const given = await answer(request, response);
      // A stream answers for itself, for as long as it lasts.
      if (given !== undefined) send(request, response, given);
    } catch (error) {
      if (!(error instanceof Refusal)) report(error);
      const { status, message, more } =
        error instanceof Refusal
          ? error
          : new Refusal(500, 'something went wrong here; it is in the log of the server');
      if (response.headersSent) response.destroy();
      else send(request, response, json(status, { error: message }, more));
    }
  });
  return { server, endStreams: () => streams.end() };
}

const json = (status, value, more = {}) => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...more },
  body: Buffer.from(JSON.stringify(value)),
});

function send(request, response, { status, headers: own = {}, body }) {
  // What was not read of a request that is refused would be taken for the next one.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { ...own, ...(body === undefined ? {} : { 'content-length': body.length }) });
  response.end(request.method === 'HEAD' ? undefined : body);
}
