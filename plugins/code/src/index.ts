/**
 * The module `code`: code that nobody vouches for, run in a sandbox with limits or not at all, and the tests of a project.
 * @module @codomyrmex/plugin-code
 */
import { definePlugin } from '@codomyrmex/core';
import { executeCode } from './execute-code.ts';
import { executeWithLimits } from './execute-with-limits.ts';
import { listLanguages } from './list-languages.ts';
import { runTests } from './run-tests.ts';
import { validateLanguage } from './validate-language.ts';

export type { Execution } from './execution.ts';
export type { LanguageState } from './list-languages.ts';

export const code = definePlugin({
  module: 'code',
  version: '0.1.0',
  description: 'Runs code in a sandbox with limits, and refuses where there is none. Runs the tests of a project.',
  entry: import.meta.url,
  actions: {
    execute_code: executeCode,
    execute_with_limits: executeWithLimits,
    validate_language: validateLanguage,
    list_languages: listLanguages,
    run_tests: runTests,
  },
  aliases: { get_supported_languages: 'list_languages' },
});

export default code;
