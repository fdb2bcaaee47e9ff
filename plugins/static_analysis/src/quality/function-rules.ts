import type { FileMetrics, FunctionMetrics } from '../complexity/function-metrics.ts';
import type { Finding } from './finding.ts';

/** Above these a function is reported. */
const functionLimits = { lines: 100, parameters: 7, nesting: 5, cyclomatic: 20 } as const;

export function functionFindings(file: string, { functions }: FileMetrics): readonly Finding[] {
  return functions.flatMap((measured) =>
    complaints(measured).map(([rule, message]) => ({
      file,
      line: measured.line,
      column: 1,
      rule,
      severity: 'warning' as const,
      message: `${measured.name} ${message}`,
    })),
  );
}

function complaints(measured: FunctionMetrics): readonly (readonly [rule: string, message: string])[] {
  const lines = measured.endLine - measured.line + 1;
  const { parameters, nesting, cyclomatic } = measured;
  const found: (readonly [string, string])[] = [];
  if (lines > functionLimits.lines) {
    found.push(['long-function', `has ${lines} lines, more than ${functionLimits.lines}`]);
  }
  if (parameters > functionLimits.parameters) {
    found.push(['too-many-parameters', `takes ${parameters} parameters, more than ${functionLimits.parameters}`]);
  }
  if (nesting > functionLimits.nesting) {
    found.push(['deep-nesting', `nests ${nesting} levels deep, more than ${functionLimits.nesting}`]);
  }
  if (cyclomatic > functionLimits.cyclomatic) {
    found.push(['complex-function', `has ${cyclomatic} paths, more than ${functionLimits.cyclomatic}`]);
  }
  return found;
}
