/**
 * Static analysis of projects that nobody has to trust.
 * @module @codomyrmex/plugin-static-analysis
 */
import { definePlugin } from '@codomyrmex/core';
import { analyzeCodeQuality } from './actions/analyze-code-quality.ts';
import { analyzeComplexity } from './actions/analyze-complexity.ts';
import { analyzeFile } from './actions/analyze-file.ts';
import { analyzeProject } from './actions/analyze-project.ts';
import { checkQualityGates } from './actions/check-quality-gates.ts';
import { exportSarif } from './actions/export-sarif.ts';
import { findDuplicates } from './actions/find-duplicates.ts';
import { findImportCycles } from './actions/find-import-cycles.ts';
import { getAvailableTools } from './actions/get-available-tools.ts';
import { listSymbols } from './actions/list-symbols.ts';
import { measureSize } from './actions/measure-size.ts';
import { scanImports } from './actions/scan-imports.ts';
import { version } from './version.ts';

export type { AnalysisType, CombinedReport } from './combined-report.ts';
export type { ComplexityReport, FileComplexity, FunctionComplexity } from './complexity/complexity-report.ts';
export type { CyclesReport } from './cycles/cycles-report.ts';
export type { DuplicatesReport } from './duplicates/duplicates-report.ts';
export type { GateResult, GatesReport } from './gates/gates-report.ts';
export type { ImportsReport } from './imports/imports-report.ts';
export type { SkippedReport, SkipReason } from './project/skip-ledger.ts';
export type { Finding, Severity } from './quality/finding.ts';
export type { QualityReport } from './quality/quality-report.ts';
export type { SizeReport } from './size/size-report.ts';
export type { SymbolKind } from './symbols/symbol-kinds.ts';
export type { SymbolsReport } from './symbols/symbols-report.ts';

export const staticAnalysis = definePlugin({
  module: 'static_analysis',
  version,
  description: 'Findings, complexity, size, duplicated code, symbols and imports of source code in many languages.',
  entry: import.meta.url,
  actions: {
    analyze_code_quality: analyzeCodeQuality,
    analyze_complexity: analyzeComplexity,
    analyze_file: analyzeFile,
    analyze_project: analyzeProject,
    check_quality_gates: checkQualityGates,
    export_sarif: exportSarif,
    find_duplicates: findDuplicates,
    find_import_cycles: findImportCycles,
    get_available_tools: getAvailableTools,
    list_symbols: listSymbols,
    measure_size: measureSize,
    scan_imports: scanImports,
  },
  // The Python system's names, and that of the one file form of the same work.
  aliases: { extract_imports: 'scan_imports', extract_imports_ast: 'scan_imports' },
});

export default staticAnalysis;
