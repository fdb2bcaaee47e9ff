/**
 * Static analysis of projects that nobody has to trust.
 * @module @codomyrmex/plugin-static-analysis
 */
import { definePlugin } from '@codomyrmex/core';
import { analyzeCodeQuality } from './actions/analyze-code-quality.ts';
import { analyzeComplexity } from './actions/analyze-complexity.ts';
import { findDuplicates } from './actions/find-duplicates.ts';
import { version } from './tools.ts';

export const staticAnalysis = definePlugin({
  module: 'static_analysis',
  version,
  description: 'Findings, complexity, duplicated code and import cycles of source code in many languages.',
  entry: import.meta.url,
  actions: {
    analyze_code_quality: analyzeCodeQuality,
    analyze_complexity: analyzeComplexity,
    find_duplicates: findDuplicates,
  },
});

export default staticAnalysis;
