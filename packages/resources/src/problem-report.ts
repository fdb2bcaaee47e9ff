import type { Problem } from '@codomyrmex/core';

/** Collects everything that is wrong, each with its place. */
export class ProblemReport {
  readonly problems: Problem[] = [];

  add(code: string, path: string, message: string, suggestion?: string): void {
    this.problems.push({ code, path, message, suggestion });
  }
}
