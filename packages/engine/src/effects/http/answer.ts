import { ActionError, type HttpResponse } from '@codomyrmex/core';

/** An answer that was read whole. */
export class Answer implements HttpResponse {
  readonly status: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;

  private constructor(response: Response, url: string, body: Uint8Array) {
    this.status = response.status;
    this.url = url;
    // Iterated, cookies come one by one; asked for by name, joined.
    this.headers = Object.fromEntries(
      [...response.headers.keys()].map((name) => [name, response.headers.get(name) ?? '']),
    );
    this.body = body;
  }

  /** @throws ActionError RESPONSE_TOO_LARGE, as soon as more than `maxBytes` have come. */
  static async read(response: Response, url: string, maxBytes: number): Promise<Answer> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      size += part.value.byteLength;
      if (!(size <= maxBytes)) {
        await reader?.cancel();
        throw new ActionError(`the answer is larger than ${maxBytes} bytes`, {
          code: 'RESPONSE_TOO_LARGE',
          retryable: false,
        });
      }
      chunks.push(part.value);
    }
    return new Answer(response, url, Buffer.concat(chunks, size));
  }

  text(): string {
    return Buffer.from(this.body).toString('utf8');
  }

  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch (cause) {
      const type = this.headers['content-type'] ?? 'no content-type';
      throw new ActionError(`the answer (${this.status}, ${type}) is no JSON`, {
        code: 'INVALID_RESPONSE',
        retryable: false,
        cause,
      });
    }
  }
}
