import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server on 127.0.0.1, gone when it is disposed of. */
export interface LoopbackSite extends AsyncDisposable {
  /** `http://127.0.0.1:` and the port, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** What it was asked so far, in the order in which the questions were complete. */
  readonly asked: { readonly request: IncomingMessage; readonly body: string }[];
}

/**
 * Serves HTTP on a free port of loopback. `answer` is called when a request has come whole; what it throws ends the test's
 * process, so it should not. An action reaches it with `allowedAddresses: ['127.0.0.1']`.
 */
export async function loopbackSite(answer: RequestListener): Promise<LoopbackSite> {
  const asked: { request: IncomingMessage; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ request, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
