import type { TriggerRule } from '@codomyrmex/core';

/** Whether a rule is met by how the dependencies ended; without any dependency, `any_…` and `failure` are not. */
export function triggered(
  rule: TriggerRule,
  ends: { readonly completed: number; readonly failed: number },
  dependencies: number,
): boolean {
  switch (rule) {
    case 'success':
      return ends.completed === dependencies;
    case 'failure':
      return ends.failed > 0 && ends.failed === dependencies;
    case 'always':
      return true;
    case 'any_success':
      return ends.completed > 0;
    case 'any_failure':
      return ends.failed > 0;
  }
}
