import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import type { Configuration } from './configuration.ts';
import { type Provider, providerOf } from './provider.ts';

const MAX_MODELS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
const TIMEOUT = 30;
const listed = z.object({ data: z.array(z.object({ id: z.string().max(500) })).max(MAX_MODELS) });

export interface ListedModels {
  readonly provider: string;
  readonly models: readonly string[];
}

/** What the configured provider offers. */
export async function listModels(context: ActionContext<Configuration>): Promise<ListedModels> {
  const provider = providerOf(context, context.config);
  const response = await context.http.request(`${provider.baseUrl}/models`, {
    headers: authorization(provider),
    timeout: TIMEOUT,
    redirects: 0,
    maxBytes: MAX_BYTES,
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
}

function authorization({ kind, apiKey }: Provider): Record<string, string> {
  if (apiKey === undefined) return {};
  return kind === 'anthropic'
    ? { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }
    : { authorization: `Bearer ${apiKey}` };
}
