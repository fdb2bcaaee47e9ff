/**
 * The module `llm`: questions to language models as steps.
 * @module @codomyrmex/plugin-llm
 */
import { definePlugin } from '@codomyrmex/core';
import { configuration } from '@codomyrmex/language-models';
import { ask } from './ask.ts';
import { generateObject } from './generate-object.ts';
import { getConfig } from './get-config.ts';
import { listModels } from './list-models.ts';

export const llm = definePlugin({
  module: 'llm',
  version: '0.1.0',
  description: 'Asks language models of any provider, within a budget.',
  entry: import.meta.url,
  config: configuration,
  actions: { ask, generate_object: generateObject, list_models: listModels, get_config: getConfig },
  aliases: { generate: 'generate_object' },
});

export default llm;
