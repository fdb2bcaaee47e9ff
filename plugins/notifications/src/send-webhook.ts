import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { requireDelivered } from './require-delivered.ts';
import { webhookSignature } from './webhook-signature.ts';

const MAX_HEADERS = 50;
const ANSWER_BYTES = 64 * 1024;

export const sendWebhook = defineAction({
  title: 'Send a webhook',
  description:
    'Posts a value as JSON, with an id that stays the same for every attempt. With sign, headers of the Standard Webhooks specification carry a signature made with the secret WEBHOOK_SECRET.',
  input: z.strictObject({
    url: z.string().min(1).max(16_384).meta({ description: 'An address that begins with http:// or https://.' }),
    payload: z.unknown().meta({ description: 'What is sent, as JSON.' }),
    sign: z.boolean().default(false).meta({ description: 'Sign it with the secret WEBHOOK_SECRET.' }),
    headers: z
      .record(z.string(), z.string())
      .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, `at most ${MAX_HEADERS} headers`)
      .default({})
      .meta({ description: 'Further headers, by name; they replace none that the action sets.' }),
    timeout: z.number().positive().max(600).default(30).meta({ description: 'Seconds.' }),
  }),
  output: z.object({
    id: z.string().meta({ description: 'What the receiver can know a repeated delivery by.' }),
    status: z.int(),
    response: z.string().meta({ description: 'The beginning of the answer.' }),
  }),
  effects: ['net', 'secrets'],
  secrets: ['WEBHOOK_SECRET'],
  idempotent: false,
  examples: [{ title: 'Signed', input: { url: 'https://example.com/hooks', payload: { done: true }, sign: true } }],
  async run(context, { url, payload, sign, headers, timeout }) {
    const message = {
      id: `${context.run}/${context.task}`,
      timestamp: Math.floor(context.now() / 1_000),
      body: JSON.stringify(payload ?? null),
    };
    const response = await context.http.request(url, {
      method: 'POST',
      headers: {
        ...lowerCased(headers),
        'content-type': 'application/json',
        'webhook-id': message.id,
        'webhook-timestamp': String(message.timestamp),
        ...(sign && { 'webhook-signature': webhookSignature(context.secrets.require('WEBHOOK_SECRET'), message) }),
      },
      body: message.body,
      timeout,
      // Followed, a redirect would turn the delivery into a GET that says nothing.
      redirects: 0,
      maxBytes: ANSWER_BYTES,
    });
    requireDelivered(response, 'the receiver');
    return { id: message.id, status: response.status, response: response.text().slice(0, 2_000) };
  },
});

/** So that a given header takes no second place beside ours of the same name. */
const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
