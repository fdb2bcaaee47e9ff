import type { Problem } from '@codomyrmex/core';

/** Every key stands in every problem, so that readers need not ask. */
export function wireProblem({
  code,
  message,
  file,
  line,
  column,
  path,
  suggestion,
}: Problem): Readonly<Record<string, unknown>> {
  return {
    code,
    message,
    file: file ?? null,
    line: line ?? null,
    column: column ?? null,
    path,
    suggestion: suggestion ?? null,
  };
}
