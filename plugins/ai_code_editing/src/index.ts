/**
 * The module `ai_code_editing`: code written, changed, judged, compared and documented by a language model, and insights from analyses.
 * @module @codomyrmex/plugin-ai-code-editing
 */
import { definePlugin } from '@codomyrmex/core';
import { configuration } from '@codomyrmex/language-models';
import { analyzeCodeQuality } from './analyze-code-quality.ts';
import { compareCodeVersions } from './compare-code-versions.ts';
import { generateCodeBatch } from './generate-code-batch.ts';
import { generateCodeDocumentation } from './generate-code-documentation.ts';
import { generateCodeInsights } from './generate-code-insights.ts';
import { generateCodeSnippet } from './generate-code-snippet.ts';
import { getAvailableModels, getSupportedLanguages, getSupportedProviders } from './get-supported.ts';
import { refactorCodeSnippet } from './refactor-code-snippet.ts';
import { validateApiKeys } from './validate-api-keys.ts';

export const aiCodeEditing = definePlugin({
  module: 'ai_code_editing',
  version: '0.1.0',
  description:
    'Writes, refactors, judges, compares and documents code with a language model; draws insights from analyses.',
  entry: import.meta.url,
  config: configuration,
  actions: {
    generate_code_snippet: generateCodeSnippet,
    refactor_code_snippet: refactorCodeSnippet,
    analyze_code_quality: analyzeCodeQuality,
    compare_code_versions: compareCodeVersions,
    generate_code_documentation: generateCodeDocumentation,
    generate_code_batch: generateCodeBatch,
    generate_code_insights: generateCodeInsights,
    get_supported_languages: getSupportedLanguages,
    get_supported_providers: getSupportedProviders,
    get_available_models: getAvailableModels,
    validate_api_keys: validateApiKeys,
  },
  aliases: { generate_insights: 'generate_code_insights' },
});

export default aiCodeEditing;
