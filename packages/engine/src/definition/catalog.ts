import type { Action } from '@codomyrmex/core';
import type { ActionLookup, RefusedAction } from '../registry/plugin-registry.ts';
import { actionNames, moduleNames } from './aliases.ts';

/** The actions that a workflow can be made of. */
export interface ActionCatalog {
  action(module: string, name: string): ActionLookup;
  modules(): Iterable<string>;
  actions(module: string): Iterable<string>;
}

export type FoundAction =
  | { readonly kind: 'action'; readonly action: Action }
  | RefusedAction
  | { readonly kind: 'unknown_module' }
  /** `module`: the name under which the catalog knows the module. */
  | { readonly kind: 'unknown_action'; readonly module: string };

/** The action of an address as it was written, or of another name for the same. */
export function findAction(catalog: ActionCatalog, module: string, name: string): FoundAction {
  let known: string | undefined;
  for (const moduleName of moduleNames(module)) {
    for (const actionName of actionNames(moduleName, name)) {
      const found = catalog.action(moduleName, actionName);
      if (found === 'unknown_module') break;
      if (found === 'unknown_action') known ??= moduleName;
      else return 'kind' in found ? found : { kind: 'action', action: found };
    }
  }
  return known === undefined ? { kind: 'unknown_module' } : { kind: 'unknown_action', module: known };
}
