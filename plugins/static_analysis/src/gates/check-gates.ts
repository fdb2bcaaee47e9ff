import { type ActionContext, NotApplicable } from '@codomyrmex/core';
import { ComplexityAnalysis } from '../complexity/complexity-analysis.ts';
import { CyclesAnalysis } from '../cycles/cycles-analysis.ts';
import { DuplicatesAnalysis } from '../duplicates/duplicates-analysis.ts';
import { type Scan, type Selection, scan } from '../project/scan.ts';
import type { SkipReason } from '../project/skip-ledger.ts';
import { QualityAnalysis } from '../quality/quality-analysis.ts';
import { SizeAnalysis } from '../size/size-analysis.ts';
import { type Extreme, ExtremesAnalysis, type functionGates } from './extremes-analysis.ts';
import type { GateResult, GatesReport } from './gates-report.ts';
import { type Gate, type Thresholds, thresholdsSchema } from './thresholds.ts';

/** What a gate found; `undefined` where there is nothing that it is about. */
type Measured = number | Extreme | undefined;
/** Asked when all files were read; only of the gates that have a threshold. */
type Measures = Readonly<Record<Gate, (scanned: Scan) => Measured | Promise<Measured>>>;

const CLONES = { minLines: 6, minTokens: 50, listed: 0 };
/** Files that hold code which the other gates did not see, for reasons that are no choice of the project. */
const unread: readonly SkipReason[] = [
  'linter_failed',
  'nested_too_deeply',
  'output_cut',
  'parse_limit',
  'parser_failed',
  'too_deep',
  'too_large',
  'too_many_files',
  'unreadable',
];

/**
 * Measures a project by what it is held to, in one pass over its files.
 * @throws NotApplicable when there is no source file at all.
 */
export async function checkGates(
  context: ActionContext,
  selection: Selection,
  thresholds: Thresholds,
): Promise<GatesReport> {
  const analyses = analysesFor(thresholds);
  const scanned = await scan(context, selection, Object.values(analyses));
  if (analyses.extremes.files === 0) {
    throw new NotApplicable(`no source files that could be measured in ${selection.path}`);
  }
  const measures = measuresOf(context, selection.path, analyses);
  const gates: GateResult[] = [];
  for (const [gate, threshold] of namedThresholds(thresholds)) {
    // The count of unread files comes last: linting adds to it.
    gates.push(judged(gate, threshold, await measures[gate](scanned)));
  }
  const failed = gates.filter(({ status }) => status === 'failed').map(({ gate }) => gate);
  return {
    path: selection.path,
    passed: failed.length === 0,
    gates,
    failed,
    not_applicable: gates.filter(({ status }) => status === 'not_applicable').map(({ gate }) => gate),
    ...scanned.skipped.report(),
    summary:
      failed.length === 0
        ? `no gate of ${gates.length} failed`
        : `${failed.length} of ${gates.length} gates failed: ${failed.join(', ')}`,
  };
}

/** Only what the gates ask for: without a gate on findings, no linter is started. */
function analysesFor(thresholds: Thresholds) {
  const asked = (...gates: readonly Gate[]) => gates.some((gate) => thresholds[gate] !== undefined);
  return {
    extremes: new ExtremesAnalysis(thresholds),
    ...(asked('min_score', 'max_errors', 'max_warnings') && { quality: new QualityAnalysis(0) }),
    ...(asked('max_average_cyclomatic') && { complexity: new ComplexityAnalysis({ functions: 0, files: 0 }) }),
    ...(asked('max_duplicated_percentage') && { duplicates: new DuplicatesAnalysis() }),
    ...(asked('max_import_cycles') && { cycles: new CyclesAnalysis() }),
    ...(asked('min_comment_percentage') && { size: new SizeAnalysis({ files: 0 }) }),
  };
}

function measuresOf(
  context: ActionContext,
  path: string,
  { extremes, quality, complexity, duplicates, cycles, size }: ReturnType<typeof analysesFor>,
): Measures {
  const ofQuality = once((scanned: Scan) => quality?.report(context, path, scanned));
  const ofFunctions = (gate: (typeof functionGates)[number]) => () =>
    extremes.functions === 0 ? undefined : extremes.of(gate);
  return {
    min_score: async (scanned) => (await ofQuality(scanned))?.score,
    max_errors: async (scanned) => (await ofQuality(scanned))?.errors,
    max_warnings: async (scanned) => (await ofQuality(scanned))?.warnings,
    max_cyclomatic: ofFunctions('max_cyclomatic'),
    max_cognitive: ofFunctions('max_cognitive'),
    max_nesting: ofFunctions('max_nesting'),
    max_parameters: ofFunctions('max_parameters'),
    max_function_lines: ofFunctions('max_function_lines'),
    max_file_lines: () => extremes.of('max_file_lines'),
    max_average_cyclomatic: (scanned) =>
      extremes.functions === 0 ? undefined : complexity?.report(path, scanned).average,
    max_duplicated_percentage: (scanned) => duplicates?.report(path, scanned, CLONES).percentage,
    max_import_cycles: (scanned) =>
      cycles === undefined || cycles.files === 0 ? undefined : cycles.report(path, scanned, 0).cycles_count,
    min_comment_percentage: (scanned) => size?.report(path, scanned).comment_percentage,
    max_unread_files: ({ skipped }) => {
      const counts = skipped.report().skipped_by_reason;
      return unread.reduce((sum, reason) => sum + (counts[reason] ?? 0), 0);
    },
  };
}

/** In the order in which the schema names them. */
function namedThresholds(thresholds: Thresholds): readonly (readonly [Gate, number])[] {
  return thresholdsSchema.keyof().options.flatMap((gate) => {
    const threshold = thresholds[gate];
    return threshold === undefined ? [] : [[gate, threshold] as const];
  });
}

function judged(gate: Gate, threshold: number, measured: Measured): GateResult {
  if (measured === undefined) {
    return { gate, status: 'not_applicable', threshold, actual: null, violations: 0, worst: [] };
  }
  if (typeof measured !== 'number') {
    const { largest, violations, worst } = measured;
    return {
      gate,
      status: violations === 0 ? 'passed' : 'failed',
      threshold,
      actual: largest,
      violations,
      worst: [...worst],
    };
  }
  const holds = gate.startsWith('min_') ? measured >= threshold : measured <= threshold;
  return {
    gate,
    status: holds ? 'passed' : 'failed',
    threshold,
    actual: measured,
    violations: holds ? 0 : 1,
    worst: [],
  };
}

function once<Argument, Value>(make: (argument: Argument) => Value): (argument: Argument) => Value {
  let made: { readonly value: Value } | undefined;
  return (argument) => {
    made ??= { value: make(argument) };
    return made.value;
  };
}
