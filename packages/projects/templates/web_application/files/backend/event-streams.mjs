import { Refusal } from './refusal.mjs';

const MAX_STREAMS = 100;
/** Connections on which nothing is said are cut by what lies between. */
const HEARTBEAT_MS = 25_000;

/** Pages that are told of changes, as server-sent events. */
export class EventStreams {
  #open = new Set();
  #hasEnded = false;

  open(response) {
    if (this.#hasEnded || this.#open.size >= MAX_STREAMS) {
      throw new Refusal(503, 'too many listen already; try again later', { 'retry-after': '30' });
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    if (response.req.method === 'HEAD') return void response.end();
    response.write('retry: 2000\n\n');
    const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
    heartbeat.unref();
    this.#open.add(response);
    response.once('close', () => {
      clearInterval(heartbeat);
      this.#open.delete(response);
    });
  }

  tell(event) {
    for (const response of this.#open) {
      // Who does not read does not fill our memory: the page connects again and looks.
      if (response.writableNeedDrain) response.destroy();
      else response.write(`event: ${event}\ndata: {}\n\n`);
    }
  }

  /** For good: nothing is opened any more. */
  end() {
    this.#hasEnded = true;
    for (const response of this.#open) response.end();
  }
}
