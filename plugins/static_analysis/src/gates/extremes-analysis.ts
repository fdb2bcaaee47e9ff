import type { FunctionMetrics } from '../complexity/function-metrics.ts';
import type { Analysis, FileTree } from '../project/analysis.ts';
import type { SourceFile } from '../project/source-file.ts';
import { TopList } from '../project/top-list.ts';
import { quoted } from '../quality/finding.ts';
import { lineCounts } from '../size/line-kinds.ts';
import type { GateResult } from './gates-report.ts';
import type { Thresholds } from './thresholds.ts';

type Offender = GateResult['worst'][number];

/** What is largest of a measure, and who is beyond its threshold. */
export interface Extreme {
  readonly largest: number;
  readonly violations: number;
  readonly worst: readonly Offender[];
}

const MAX_WORST = 10;
const MAX_NAME = 200;

/** Of each gate about functions: what it measures. */
const functionMeasures = {
  max_cyclomatic: ({ cyclomatic }) => cyclomatic,
  max_cognitive: ({ cognitive }) => cognitive,
  max_nesting: ({ nesting }) => nesting,
  max_parameters: ({ parameters }) => parameters,
  max_function_lines: ({ line, endLine }) => endLine - line + 1,
} as const satisfies Readonly<Record<string, (measured: FunctionMetrics) => number>>;
export type FunctionGate = keyof typeof functionMeasures;
// The keys are those of the object above.
export const functionGates = Object.keys(functionMeasures) as readonly FunctionGate[];

/** Finds the functions and files that are beyond thresholds. */
export class ExtremesAnalysis implements Analysis {
  readonly needsTrees = true;
  readonly unwanted = 'unsupported';
  readonly #gates: ReadonlyMap<FunctionGate | 'max_file_lines', Tally>;
  #functions = 0;
  #files = 0;

  constructor(thresholds: Thresholds) {
    this.#gates = new Map(
      ([...functionGates, 'max_file_lines'] as const).flatMap((gate) => {
        const threshold = thresholds[gate];
        return threshold === undefined ? [] : [[gate, new Tally(threshold)]];
      }),
    );
  }

  get files(): number {
    return this.#files;
  }

  get functions(): number {
    return this.#functions;
  }

  wants(): boolean {
    return true;
  }

  read(file: SourceFile, tree: FileTree | undefined): void {
    this.#files++;
    this.#gates.get('max_file_lines')?.add({ file: file.path, value: lineCounts(file).code });
    if (tree === undefined) return;
    for (const measured of tree.metrics().functions) {
      this.#functions++;
      const { line } = measured;
      const name = quoted(measured.name, MAX_NAME);
      for (const gate of functionGates) {
        this.#gates.get(gate)?.add({ file: file.path, line, name, value: functionMeasures[gate](measured) });
      }
    }
  }

  of(gate: FunctionGate | 'max_file_lines'): Extreme | undefined {
    return this.#gates.get(gate)?.extreme();
  }
}

class Tally {
  readonly #threshold: number;
  readonly #worst = new TopList<Offender>(MAX_WORST, byValue);
  #largest = 0;
  #violations = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  add(one: Offender): void {
    this.#largest = Math.max(this.#largest, one.value);
    if (one.value <= this.#threshold) return;
    this.#violations++;
    this.#worst.add(one);
  }

  extreme(): Extreme {
    return { largest: this.#largest, violations: this.#violations, worst: this.#worst.sorted() };
  }
}

function byValue(a: Offender, b: Offender): number {
  if (a.value !== b.value) return b.value - a.value;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
