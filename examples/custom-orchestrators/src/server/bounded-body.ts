import type { IncomingMessage } from 'node:http';
import { UsageError } from '@codomyrmex/core';

const MAX_BODY_BYTES = 64 * 1024;

/** The body as JSON; nothing more than the limit is ever held. @throws UsageError BODY_TOO_LARGE, INVALID_JSON. */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new UsageError(`a request has at most ${MAX_BODY_BYTES} bytes`, { code: 'BODY_TOO_LARGE' });
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new UsageError('the body is no JSON', { code: 'INVALID_JSON', cause });
  }
}
