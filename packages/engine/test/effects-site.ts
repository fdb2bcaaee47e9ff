import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { declared } from '../src/effects/declared-effects.ts';
import { GuardedHttp } from '../src/effects/http/guarded-http.ts';

const servers: Server[] = [];
const opened: GuardedHttp[] = [];
/** For `afterEach`. */
export async function closeSites(): Promise<void> {
  for (const http of opened.splice(0)) await http.close();
  await Promise.all(
    servers.splice(0).map(async (server) => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }),
  );
}

export interface Site {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  readonly requests: IncomingMessage[];
  readonly bodies: string[];
  readonly sockets: Set<Socket>;
}

/** A server on loopback that keeps what it was asked. */
export async function site(answer: RequestListener = (_, response) => response.end('ok')): Promise<Site> {
  const requests: IncomingMessage[] = [];
  const bodies: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    requests.push(request);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      answer(request, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}`, requests, bodies, sockets };
}

export function guarded(allowed: readonly string[] = ['127.0.0.1'], signal?: AbortSignal): GuardedHttp {
  const http = new GuardedHttp({
    allowed,
    signal: () => signal ?? new AbortController().signal,
    check: declared({ id: 'm.a', module: 'm', effects: ['net'] }),
  });
  opened.push(http);
  return http;
}

export const redirectTo =
  (location: string, status = 302): RequestListener =>
  (_, response) =>
    response.writeHead(status, { location }).end();
