import { defineAction } from '@codomyrmex/core';
import { configuration, listModels, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';
import { languages } from './languages.ts';

export const getSupportedLanguages = defineAction({
  title: 'List the languages',
  description: 'Gives the names of the languages that the module asks models about.',
  input: z.strictObject({}),
  output: z.object({ languages: z.array(z.string()) }),
  effects: [],
  idempotent: true,
  examples: [{ title: 'All of them', input: {} }],
  run: () => ({ languages: [...languages] }),
});

export const getSupportedProviders = defineAction({
  title: 'List the providers',
  description: 'Gives the providers that can be configured, and which one is.',
  input: z.strictObject({}),
  output: z.object({ providers: z.array(z.string()), configured: z.string().nullable() }),
  config: configuration,
  effects: [],
  idempotent: true,
  examples: [{ title: 'All of them', input: {} }],
  run: ({ config }) => ({
    providers: configuration.shape.provider.unwrap().options,
    configured: config.provider ?? null,
  }),
});

export const getAvailableModels = defineAction({
  title: 'List the models',
  description: 'Gives the names of the models that the configured provider offers.',
  input: z.strictObject({}),
  output: z.object({ provider: z.string(), models: z.array(z.string()) }),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  examples: [{ title: 'Those of the configured provider', input: {} }],
  async run(context) {
    const { provider, models } = await listModels(context);
    return { provider, models: [...models] };
  },
});
