import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { expectStatus, requireStatus } from './expected-status.ts';
import { bodySchema, readBody, responseForms } from './read-body.ts';
import { addressOf, encodable, headersOf, members, targetShape } from './target.ts';

const MAX_BYTES = 16 * 1024 * 1024;

const input = z.strictObject({
  ...targetShape,
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .default('GET')
    .meta({ description: 'The method of the request; GET and HEAD send no body.' }),
  body: z.json().optional().meta({ description: 'Text as it is; any other value is sent as JSON.' }),
  form: members
    .optional()
    .meta({ description: 'Sent as a form (application/x-www-form-urlencoded), in the place of body.' }),
  response: z
    .enum(responseForms)
    .default('auto')
    .meta({ description: 'How the body is given: by its content type unless said; file puts it among the artifacts.' }),
  expect_status: expectStatus,
  max_bytes: z
    .int()
    .min(1)
    .max(MAX_BYTES)
    .default(1024 * 1024)
    .meta({ description: 'A larger answer fails the step; http.download takes large ones.' }),
});
type Input = z.output<typeof input>;

export const request = defineAction({
  title: 'Make an HTTP request',
  description:
    'One request to a public address, or to one that the configuration allows. A status that is not expected fails the step; where another attempt may help, it is retryable and not before the Retry-After of the server.',
  input,
  output: bodySchema.extend({
    status: z.int(),
    url: z.string().meta({ description: 'Where the answer came from, after redirects.' }),
    headers: z.record(z.string(), z.string()).meta({ description: 'Names in lower case.' }),
    bytes: z.int().min(0),
    duration_ms: z.number().min(0),
  }),
  effects: ['net'],
  idempotent: false,
  examples: [
    { title: 'Read JSON', input: { url: 'https://api.example.com/items', query: { limit: 10 } } },
    { title: 'Send JSON', input: { url: 'https://api.example.com/items', method: 'POST', body: { name: 'x' } } },
  ],
  async run(context, parameters) {
    const began = context.now();
    const response = await context.http.request(addressOf(parameters), {
      ...sent(parameters),
      method: parameters.method,
      timeout: parameters.timeout,
      redirects: parameters.max_redirects,
      maxBytes: parameters.max_bytes,
    });
    requireStatus(response, parameters.expect_status, context.now());
    return {
      status: response.status,
      url: response.url,
      headers: { ...response.headers },
      bytes: response.body.byteLength,
      duration_ms: Math.max(0, context.now() - began),
      ...(await readBody(context, response, parameters.response)),
    };
  },
});

function sent(parameters: Input): { readonly headers: Record<string, string>; readonly body?: string } {
  const { method, body, form } = parameters;
  const headers = headersOf(parameters);
  if (body === undefined && form === undefined) return { headers };
  if (method === 'GET' || method === 'HEAD') throw invalid(`a ${method} has no body`, 'Use POST, or query.');
  if (body !== undefined && form !== undefined) throw invalid('body and form cannot both be sent', 'Leave one out.');
  if (form !== undefined) {
    return {
      headers: typed(headers, 'application/x-www-form-urlencoded'),
      body: new URLSearchParams(encodable(form)).toString(),
    };
  }
  if (typeof body === 'string') return { headers: typed(headers, 'text/plain; charset=utf-8'), body };
  return { headers: typed(headers, 'application/json'), body: JSON.stringify(body) };
}

/** A content type that is given stays. */
function typed(headers: Record<string, string>, type: string): Record<string, string> {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return isGiven ? headers : { ...headers, 'content-type': type };
}

const invalid = (message: string, suggestion: string): ActionError =>
  new ActionError(message, { code: 'INVALID_PARAMETERS', retryable: false, suggestions: [suggestion] });
