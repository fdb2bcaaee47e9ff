import {
  type ActionContext,
  ActionError,
  defineAction,
  type HttpResponse,
  isOrchestrationError,
} from '@codomyrmex/core';
import * as z from 'zod';
import { requireDelivered } from './require-delivered.ts';

const MAX_BLOCKS = 50;
const TIMEOUT = 30;
const ANSWER_BYTES = 64 * 1024;

export const sendSlack = defineAction({
  title: 'Send a Slack message',
  description:
    'Posts a message to the incoming webhook whose address is the secret SLACK_WEBHOOK_URL. Mattermost and Rocket.Chat take the same form.',
  input: z.strictObject({
    text: z.string().min(1).max(40_000).meta({ description: 'The message; with blocks, what notifications show.' }),
    blocks: z
      .array(z.record(z.string(), z.unknown()))
      .max(MAX_BLOCKS)
      .optional()
      .meta({ description: 'Blocks of Slack’s Block Kit.' }),
  }),
  output: z.object({ status: z.int() }),
  effects: ['net', 'secrets'],
  secrets: ['SLACK_WEBHOOK_URL'],
  idempotent: false,
  examples: [{ title: 'A message', input: { text: 'The nightly build is done.' } }],
  async run(context, message) {
    const response = await posted(context, JSON.stringify(message));
    requireDelivered(response, 'the chat');
    return { status: response.status };
  },
});

/** The address is the secret: what fails is told without it. */
async function posted(context: ActionContext, body: string): Promise<HttpResponse> {
  const url = context.secrets.require('SLACK_WEBHOOK_URL');
  try {
    return await context.http.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      timeout: TIMEOUT,
      redirects: 0,
      maxBytes: ANSWER_BYTES,
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (!isOrchestrationError(error)) throw error;
    throw new ActionError('the chat could not be reached at the address in SLACK_WEBHOOK_URL', {
      code: error.code,
      retryable: error.retryable,
      suggestions: error.code === 'ADDRESS_REFUSED' ? ['Add its host to allowed_addresses of the configuration.'] : [],
    });
  }
}
