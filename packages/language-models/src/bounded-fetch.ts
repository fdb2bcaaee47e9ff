import { ActionError, type Http } from '@codomyrmex/core';

const MAX_BYTES = 16 * 1024 * 1024;

/** The guarded fetch for a library that reads answers whole: nothing larger comes through, and a key follows no redirect. */
export function boundedFetch(http: Http): Http['fetch'] {
  return async (input, init) => {
    const response = await http.fetch(input, { ...init, redirect: 'error' });
    const { status, statusText, headers } = response;
    const body = response.body?.pipeThrough(upTo(MAX_BYTES)) ?? null;
    return new Response(body, { status, statusText, headers: unpacked(headers) });
  };
}

/** What was packed has been unpacked on the way. */
function unpacked(given: Headers): Headers {
  const headers = new Headers([...given]);
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  return headers;
}

function upTo(most: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes <= most) controller.enqueue(chunk);
      else {
        controller.error(
          new ActionError(`the model's answer is larger than ${most} bytes`, {
            code: 'RESPONSE_TOO_LARGE',
            retryable: false,
          }),
        );
      }
    },
  });
}
