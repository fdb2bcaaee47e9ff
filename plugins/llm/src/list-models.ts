import { defineAction } from '@codomyrmex/core';
import { configuration, listModels as modelsOf, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';

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
    const { provider, models } = await modelsOf(context);
    return { provider, models: [...models] };
  },
});
