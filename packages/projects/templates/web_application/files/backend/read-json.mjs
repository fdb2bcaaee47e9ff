import { Refusal } from './refusal.mjs';

const MAX_BYTES = 16 * 1024;

/**
 * The body of a request. Asking for the content type also keeps forms of foreign pages out: browsers ask first, whether
 * they may send JSON to another origin, and nothing here says yes.
 */
export async function readJson(request) {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new Refusal(415, 'send application/json');
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Refusal(413, `send at most ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Refusal(400, 'the body is no JSON');
  }
}
