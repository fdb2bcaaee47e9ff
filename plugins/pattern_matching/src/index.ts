/**
 * The `pattern_matching` module: search in files and replace what is found, in linear time.
 * @module @codomyrmex/plugin-pattern-matching
 */
import { definePlugin } from '@codomyrmex/core';
import { replacePattern } from './replace-pattern.ts';
import { searchPattern } from './search-pattern.ts';

export const patternMatching = definePlugin({
  module: 'pattern_matching',
  version: '0.1.0',
  description: 'Finds and replaces texts and regular expressions in files, in time that grows with their size alone.',
  entry: import.meta.url,
  actions: { search_pattern: searchPattern, replace_pattern: replacePattern },
  aliases: { find_pattern: 'search_pattern', search_text: 'search_pattern' },
});

export default patternMatching;
