import type { Plan } from '../plan/plan.ts';
import type { SkipReason } from '../run/state.ts';

/** Why a task was skipped, as people and programs read it: `dependency_failed: analyze`. */
export function skipText(plan: Plan, because: SkipReason): string {
  switch (because.kind) {
    case 'dependency_failed':
    case 'dependency_skipped':
    case 'dependency_cancelled':
    case 'run_stopped':
      return `${because.kind}: ${plan.names[because.task] ?? because.task}`;
    case 'dependency_missing':
      return `dependency_missing: ${because.name}`;
    case 'not_applicable':
      return `not_applicable: ${because.reason}`;
    case 'rule_not_met':
    case 'condition_false':
    case 'run_did_not_fail':
    case 'nothing_to_undo':
      return because.kind;
  }
}
