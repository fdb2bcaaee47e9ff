import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configuration } from './configuration.ts';
import { type Provider, providerOf, secretNames } from './provider.ts';

const MAX_MODELS = 10_000;
const listed = z.object({ data: z.array(z.object({ id: z.string().max(500) })).max(MAX_MODELS) });

export const listModels = defineAction({
  title: 'List the models of the provider',
  description: 'Gives the names of the models that the configured provider offers.',
  input: z.strictObject({}),
  output: z.object({ provider: z.string(), models: z.array(z.string()) }),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  examples: [{ title: 'All', input: {} }],
  async run(context) {
    const provider = providerOf(context, context.config);
    const response = await context.http.request(`${provider.baseUrl}/models`, {
      headers: authorization(provider),
      timeout: 30,
      redirects: 0,
      maxBytes: 4 * 1024 * 1024,
    });
    if (response.status !== 200) {
      throw new ActionError(`the model's provider answered ${response.status}`, {
        code: 'MODEL_FAILED',
        retryable: response.status === 429 || response.status >= 500,
        details: { status: response.status },
      });
    }
    const found = listed.safeParse(response.json());
    if (!found.success) throw new ActionError('the provider gave no list of models', { code: 'INVALID_RESPONSE' });
    return { provider: provider.kind, models: found.data.data.map(({ id }) => id).toSorted() };
  },
});

function authorization({ kind, apiKey }: Provider): Record<string, string> {
  if (apiKey === undefined) return {};
  return kind === 'anthropic'
    ? { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }
    : { authorization: `Bearer ${apiKey}` };
}
