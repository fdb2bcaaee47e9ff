import type { ServerResponse } from 'node:http';
import { type Site, site } from './site.ts';

export interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly stream?: boolean;
  readonly response_format?: Readonly<Record<string, unknown>>;
}

/** A server on loopback that speaks as much of OpenAI's interface as its clients need; `answer` gets each question. */
export function fakeProvider(answer: (response: ServerResponse, asked: Asked) => void): Promise<Site> {
  const server: Promise<Site> = site((request, response) => {
    if (request.url === '/v1/models') return void json(response, { data: [{ id: 'b' }, { id: 'a' }] });
    void server.then(({ asked }) => {
      // What this test's own client sent.
      answer(response, JSON.parse(asked.at(-1)?.body ?? '') as Asked);
    });
  });
  return server;
}

export const json = (response: ServerResponse, value: unknown): ServerResponse =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

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
