import { type ActionContext, ActionError } from '@codomyrmex/core';
import type { Configuration } from './configuration.ts';

/** The configured provider, with what it takes to speak to it. */
export interface Provider {
  readonly kind: NonNullable<Configuration['provider']>;
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
}

export const secretNames = ['LLM_API_KEY', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY'] as const;

const defaults = {
  openai_compatible: { baseUrl: 'https://api.openai.com/v1', key: 'OPENAI_API_KEY' },
  anthropic: { baseUrl: 'https://api.anthropic.com/v1', key: 'ANTHROPIC_API_KEY' },
  ollama: { baseUrl: 'http://localhost:11434/v1', key: undefined },
} as const;

/** @throws ActionError NOT_CONFIGURED, SECRET_MISSING. */
export function providerOf({ secrets }: Pick<ActionContext, 'secrets'>, configured: Configuration): Provider {
  const { provider: kind } = configured;
  if (kind === undefined) {
    throw new ActionError('no language model is configured', {
      code: 'NOT_CONFIGURED',
      retryable: false,
      suggestions: [
        'Name provider and model in the configuration, under plugins and the module: openai_compatible, anthropic or ollama.',
      ],
    });
  }
  const { baseUrl, key } = defaults[kind];
  // A key of a provider goes to its own address only; LLM_API_KEY is for wherever the configuration leads.
  const own = key !== undefined && (configured.base_url ?? baseUrl) === baseUrl ? key : undefined;
  const apiKey = secrets.get('LLM_API_KEY') ?? (own === undefined ? undefined : secrets.get(own));
  if (apiKey === undefined && (own !== undefined || kind === 'anthropic')) secrets.require(own ?? 'LLM_API_KEY');
  return { kind, baseUrl: (configured.base_url ?? baseUrl).replace(/\/+$/, ''), apiKey };
}

/** @throws ActionError NOT_CONFIGURED. */
export function modelOf(named: string | undefined, configured: Configuration): string {
  const model = named ?? configured.model;
  if (model !== undefined) return model;
  throw new ActionError('no model is named', {
    code: 'NOT_CONFIGURED',
    retryable: false,
    suggestions: ['Name model in the parameters, or in the configuration, under plugins and the module.'],
  });
}
