import type { Draft, DraftStep, Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';

/** Every step names an action that is installed. */
export const knownActions: Rule = (draft) => draft.steps.flatMap((step) => faultsOf(step, draft));

function faultsOf({ does, found, base }: DraftStep, { catalog, suggestions }: Draft): readonly Fault[] {
  if (does.kind !== 'action' || found === undefined) return [];
  const { module, action } = does;
  switch (found.kind) {
    case 'action':
      return [];
    case 'refused':
      return [
        {
          code: 'effect_refused',
          message: `${found.id} declares ${found.effects.map((effect) => `"${effect}"`).join(', ')}, which is not allowed here`,
          path: [...base, 'action'],
          suggestion: 'allowed_effects of the configuration says what actions may do',
        },
      ];
    case 'unknown_module': {
      const modules = [...catalog.modules()];
      return [
        {
          code: 'unknown_module',
          message: `there is no module "${module}"`,
          path: [...base, 'module'],
          suggestion: suggestions.of(module, modules) ?? `modules are: ${modules.join(', ')}`,
        },
      ];
    }
    case 'unknown_action': {
      const actions = [...catalog.actions(found.module)];
      return [
        {
          code: 'unknown_action',
          message: `the module "${found.module}" has no action "${action}"`,
          path: [...base, 'action'],
          suggestion: suggestions.of(action, actions) ?? `its actions are: ${actions.join(', ')}`,
        },
      ];
    }
  }
}
