import type { Isolation } from '@codomyrmex/core';
import type { ActionEffects, PlannedEffects } from '@codomyrmex/engine';
import { safe } from '../terminal.ts';

/** What a run would do to the world, and how far it is held to that: a line for all of it, and one for each action. */
export function effectsText({ effects, not_enforced: free, steps }: PlannedEffects): string {
  const groups = new Map<string, readonly string[]>();
  for (const [step, { action, effects: declared, isolation }] of actionsIn(steps)) {
    const text = `${action}: ${declared.join(', ') || 'none'}; ${enforcement[isolation]}`;
    groups.set(text, [...(groups.get(text) ?? []), step]);
  }
  const lines = [...groups].map(([text, names]) => `  ${safe(`${text} (${names.join(', ')})`)}`);
  const open = free.length === 0 ? '' : `; not enforced: ${free.join(', ')}`;
  return [`effects: ${effects.join(', ') || 'none'}${open}`, ...lines].join('\n');
}

const enforcement: Readonly<Record<Isolation, string>> = {
  none: "not enforced, in codomyrmex's own process",
  thread: 'not enforced, on a thread of our process',
  process: 'not enforced but for the environment, in a process of its own',
  sandbox: 'enforced, in a sandbox',
};

/** Steps of workflows in it are told as `step/step`. */
function actionsIn(steps: PlannedEffects['steps'], above = ''): readonly (readonly [string, ActionEffects])[] {
  return Object.entries(steps).flatMap(([name, told]): readonly (readonly [string, ActionEffects])[] =>
    'workflow' in told ? actionsIn(told.steps, `${above}${name}/`) : [[`${above}${name}`, told]],
  );
}
