import { DefinitionError, type Problem } from '@codomyrmex/core';

export function invalid(name: string, problems: readonly Problem[]): DefinitionError {
  return new DefinitionError(`workflow "${name}" is not valid: ${shortly(problems)}`, problems);
}

/** The first of several problems, and how many more there are. */
export function shortly(problems: readonly Problem[]): string {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `${first?.message ?? 'unknown problem'}${more}`;
}
