/**
 * Static analysis of projects that nobody has to trust.
 * @module @codomyrmex/plugin-static-analysis
 */
import { definePlugin } from '@codomyrmex/core';
import { analyzeCodeQuality } from './actions/analyze-code-quality.ts';
import { analyzeComplexity } from './actions/analyze-complexity.ts';
import { analyzeFile } from './actions/analyze-file.ts';
import { analyzeProject } from './actions/analyze-project.ts';
import { findDuplicates } from './actions/find-duplicates.ts';
import { findImportCycles } from './actions/find-import-cycles.ts';
import { getAvailableTools } from './actions/get-available-tools.ts';
import { version } from './tools.ts';

export type { AnalysisType, CombinedReport } from './combined-report.ts';
export type { ComplexityReport, FileComplexity, FunctionComplexity } from './complexity/complexity-report.ts';
export type { CyclesReport } from './cycles/cycles-report.ts';
export type { DuplicatesReport } from './duplicates/duplicates-report.ts';
export type { SkippedReport, SkipReason } from './project/skip-ledger.ts';
export type { Finding, Severity } from './quality/finding.ts';
export type { QualityReport } from './quality/quality-report.ts';

export const staticAnalysis = definePlugin({
  module: 'static_analysis',
  version,
  description: 'Findings, complexity, duplicated code and import cycles of source code in many languages.',
  entry: import.meta.url,
  actions: {
    analyze_code_quality: analyzeCodeQuality,
    analyze_complexity: analyzeComplexity,
    analyze_file: analyzeFile,
    analyze_project: analyzeProject,
    find_duplicates: findDuplicates,
    find_import_cycles: findImportCycles,
    get_available_tools: getAvailableTools,
  },
});

export default staticAnalysis;
