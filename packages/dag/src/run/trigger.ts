import type { RareRule } from '../plan/task-spec.ts';

/** Whether a rule is met by how the dependencies ended; without any dependency, only `always` is. */
export function triggered(
  rule: RareRule,
  ends: { readonly completed: number; readonly failed: number },
  dependencies: number,
): boolean {
  switch (rule) {
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
