import { ActionError, type HttpOptions } from '@codomyrmex/core';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What another origin may see. Every other header may say who we are: services name their keys as they like. */
const CROSSING = /^(accept|cache-control|content-|if-|range$|user-agent$)/;
/** What belongs to the connection and is not the caller's to say. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** One request as it stands: each redirect changes it. */
export class HttpExchange {
  #url: URL;
  #method: string;
  #body: HttpOptions['body'];
  readonly #headers: Headers;

  /** @throws ActionError INVALID_PARAMETERS for what is no request. */
  constructor(url: string, { method = 'GET', headers = {}, body }: HttpOptions) {
    this.#url = httpUrl(url);
    this.#method = method.toUpperCase();
    this.#body = body;
    this.#headers = headersOf(headers);
    this.#takeCredentials();
    if (!/^[A-Z]{1,20}$/.test(this.#method) || ['CONNECT', 'TRACE', 'TRACK'].includes(this.#method)) {
      throw invalid(`${JSON.stringify(method.slice(0, 40))} is no method that can be used`);
    }
    if (body !== undefined && ['GET', 'HEAD'].includes(this.#method)) throw invalid(`${this.#method} has no body`);
  }

  get url(): string {
    return this.#url.href;
  }

  /** For messages: neither credentials nor a query, which may hold some. */
  get shown(): string {
    return `${this.#method} ${this.#url.origin}${this.#url.pathname}`;
  }

  get init(): RequestInit {
    const body = this.#body;
    return {
      method: this.#method,
      headers: this.#headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : Buffer.from(body) }),
    };
  }

  /** Whether the answer leads elsewhere; then this is the request to make there. @throws ActionError HTTP_FAILED. */
  isRedirectedBy(response: Response): boolean {
    const location = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || location === null) return false;
    const from = this.#url;
    const next = parsed(location, from.href);
    if (next === undefined) {
      throw new ActionError(`${this.shown} is redirected to what is no HTTP address`, {
        code: 'HTTP_FAILED',
        retryable: false,
      });
    }
    this.#url = next;
    if (next.origin !== from.origin) this.#keepCrossing();
    // Where another site puts credentials, they are its own.
    this.#url.username = '';
    this.#url.password = '';
    const becomesGet =
      response.status === 303 ? this.#method !== 'HEAD' : response.status < 303 && this.#method === 'POST';
    if (becomesGet) {
      this.#method = 'GET';
      this.#body = undefined;
      for (const name of ['content-type', 'content-length', 'content-encoding']) this.#headers.delete(name);
    }
    return true;
  }

  /** `https://user:word@host` is an older way to write a header, and fetch refuses it. */
  #takeCredentials(): void {
    const { username, password } = this.#url;
    if (username === '' && password === '') return;
    this.#url.username = '';
    this.#url.password = '';
    if (this.#headers.has('authorization')) return;
    const pair = `${decoded(username)}:${decoded(password)}`;
    this.#headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  }

  #keepCrossing(): void {
    const telling = [...this.#headers.keys()].filter((name) => !CROSSING.test(name));
    for (const name of telling) this.#headers.delete(name);
  }
}

/** `undefined` for what is none of HTTP. Node 20 has no `URL.parse`. */
function parsed(written: string, base?: string): URL | undefined {
  const url = URL.canParse(written, base) ? new URL(written, base) : undefined;
  return url !== undefined && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}

function httpUrl(written: string): URL {
  const url = parsed(written);
  if (url !== undefined) return url;
  // What stands before an @ may be a password.
  const shown = written.slice(0, 200).replace(/^(.*?:)?\/*[^/]*@/, '$1//***@');
  throw invalid(`${JSON.stringify(shown)} is no address that begins with http:// or https://`);
}

/** As the header has it; what is no percent form stands as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function headersOf(written: Readonly<Record<string, string>>): Headers {
  const headers = parsedHeaders(written);
  for (const name of headers.keys()) {
    if (OF_THE_CONNECTION.has(name)) throw invalid(`the header ${name} is the connection's and cannot be set`);
  }
  return headers;
}

function parsedHeaders(written: Readonly<Record<string, string>>): Headers {
  try {
    return new Headers(written);
  } catch (cause) {
    throw invalid('the headers are none: names are words, values are one line', cause);
  }
}

const invalid = (message: string, cause?: unknown): ActionError =>
  new ActionError(message, { code: 'INVALID_PARAMETERS', retryable: false, cause });
