import { defineAction } from '@codomyrmex/core';
import { configuration, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';

export const getConfig = defineAction({
  title: 'Show what is configured',
  description: 'Gives the configuration of the module, and which API keys are set; never a key.',
  input: z.strictObject({}),
  output: z.object({
    configured: z.boolean().meta({ description: 'Whether a provider is named.' }),
    configuration,
    keys_set: z.array(z.string()),
  }),
  config: configuration,
  effects: ['secrets'],
  secrets: secretNames,
  idempotent: true,
  examples: [{ title: 'All', input: {} }],
  run: ({ config, secrets }) => ({
    configured: config.provider !== undefined,
    configuration: config,
    keys_set: secretNames.filter((name) => secrets.get(name) !== undefined),
  }),
});
