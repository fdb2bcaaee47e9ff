/**
 * A provider of language models that a test answers for.
 * @module @codomyrmex/testing/language-models
 */
import type { ServerResponse } from 'node:http';
import { type LoopbackSite, loopbackSite } from './loopback-site.ts';

/** A question as it came, in OpenAI's form. */
export interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly stream?: boolean;
  readonly response_format?: Readonly<Record<string, unknown>>;
}

/**
 * A server on loopback that speaks as much of OpenAI's interface as its clients need; `answer` gets each question. It offers
 * the models `a` and `b`. A plugin reaches it with its `url` and `/v1` as `base_url` in the configuration and
 * `allowedAddresses: ['127.0.0.1']`.
 */
export function fakeProvider(answer: (response: ServerResponse, asked: Asked) => void): Promise<LoopbackSite> {
  const server: Promise<LoopbackSite> = loopbackSite((request, response) => {
    if (request.url === '/v1/models') return void sendJson(response, { data: [{ id: 'b' }, { id: 'a' }] });
    void server.then(({ asked }) => {
      // What this test's own client sent.
      answer(response, JSON.parse(asked.at(-1)?.body ?? '') as Asked);
    });
  });
  return server;
}

/** Answers with a value as JSON. */
export const sendJson = (response: ServerResponse, value: unknown): ServerResponse =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

/** A whole answer of a model in OpenAI's form. */
export const completion = (
  content: string,
  { finish_reason = 'stop', prompt_tokens = 7, completion_tokens = 3 } = {},
) => ({
  id: 'c1',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason }],
  usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
});

/** One event of an answer that comes bit by bit. */
export const piece = (content: string, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c1', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, ...more }] })}\n\n`;
