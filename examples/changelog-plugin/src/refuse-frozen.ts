import { UsageError } from '@codomyrmex/core';
import type { Hooks } from '@codomyrmex/core/hooks';
import type { Configuration } from './configuration.ts';

/** A gate: while the project is frozen, its releases do not begin. */
export function refuseFrozen(hooks: Hooks, { frozen }: Configuration): void {
  if (frozen === undefined) return;
  hooks.runStarting.tap('changelog', ({ workflow }) => {
    if (!frozen.workflows.includes(workflow)) return;
    throw new UsageError(`workflow "${workflow}" does not run now: ${frozen.reason}`, {
      code: 'RELEASES_FROZEN',
      suggestions: ['Wait, or take "frozen" out of plugins.changelog in the configuration.'],
    });
  });
}
