import { defineAction, failureFrom } from '@codomyrmex/core';
import { configuration, listModels, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';

export const validateApiKeys = defineAction({
  title: 'Check the API keys',
  description: 'Tells which keys are set, and whether the configured provider takes the one that it gets; never a key.',
  input: z.strictObject({}),
  output: z.object({
    keys_set: z.array(z.string()),
    provider: z.string().nullable(),
    accepted: z.boolean().nullable().meta({ description: 'null where no provider could be asked.' }),
    reason: z.string().optional(),
  }),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  examples: [{ title: 'Before a workflow that asks a model', input: {} }],
  async run(context) {
    const keys_set = secretNames.filter((name) => context.secrets.get(name) !== undefined);
    const provider = context.config.provider ?? null;
    if (provider === null) return { keys_set, provider, accepted: null, reason: 'no provider is configured' };
    try {
      await listModels(context);
      return { keys_set, provider, accepted: true };
    } catch (error) {
      context.signal.throwIfAborted();
      const { message, details, code } = failureFrom(error);
      const isRefused = code === 'SECRET_MISSING' || details?.status === 401 || details?.status === 403;
      return { keys_set, provider, accepted: isRefused ? false : null, reason: message };
    }
  },
});
