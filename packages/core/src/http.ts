/** HTTP as an action may use it: public addresses only, and those that the configuration allows; needs the effect `net`. */
export interface Http {
  /**
   * One exchange, read whole. A status of 400 and above is a result, not an error.
   * @throws ActionError ADDRESS_REFUSED for an address that may not be reached, HTTP_FAILED when there is no answer (retryable),
   * RESPONSE_TOO_LARGE, INVALID_PARAMETERS for what is no request.
   */
  request(url: string, options?: HttpOptions): Promise<HttpResponse>;
  /** The same guard in the platform's form, for libraries that take a `fetch`, and for what is read as it comes. */
  readonly fetch: typeof globalThis.fetch;
}

export interface HttpOptions {
  /** GET unless given. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Seconds for the whole exchange; 60 unless given. It ends with the attempt in any case. */
  readonly timeout?: number;
  /** Bytes of the answer's body; 16 MiB unless given. */
  readonly maxBytes?: number;
  /** How many redirects are followed; 5 unless given. Credentials do not cross to another origin. */
  readonly redirects?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** Names in lower case; several values of one name are joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  text(): string;
  /** The body as JSON. @throws ActionError INVALID_RESPONSE. */
  json(): unknown;
}
