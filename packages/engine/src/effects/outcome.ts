import {
  type Action,
  type ActionContext,
  ActionError,
  exportedPlugin,
  type Failure,
  failureFrom,
  isNotApplicable,
  NotApplicable,
  whyNotJson,
} from '@codomyrmex/core';
import { actionFailure } from './action-failure.ts';
import { checkedInput } from './checked-values.ts';
import { thrownFailure } from './thrown-failure.ts';

/** How an action ended on another thread or in another process, as plain data. */
export type Outcome =
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'not_applicable'; readonly reason: string };

/** An action by where it is: what another thread or process needs to find it. */
export interface ActionPlace {
  /** `import.meta.url` of the file whose default export is the plugin. */
  readonly entry: string;
  readonly action: string;
  readonly input: unknown;
}

/** Loads an action and runs it. Never rejects. */
export async function outcomeOf(place: ActionPlace, context: ActionContext): Promise<Outcome> {
  try {
    const action = await actionAt(place);
    const output: unknown = await action.run(context, checkedInput(action, place.input));
    const why = whyNotJson(output);
    if (why === undefined) return { kind: 'done', output };
    const error = new ActionError(`${action.id} gave what cannot be kept: ${why}`, {
      code: 'INVALID_OUTPUT',
      retryable: false,
    });
    return { kind: 'failed', failure: failureFrom(error) };
  } catch (error) {
    if (isNotApplicable(error)) return { kind: 'not_applicable', reason: error.message };
    return { kind: 'failed', failure: actionFailure(error) };
  }
}

/** What an action gave. @throws what it threw. */
export function outputOf(outcome: Outcome): unknown {
  switch (outcome.kind) {
    case 'done':
      return outcome.output;
    case 'failed':
      throw thrownFailure(outcome.failure);
    case 'not_applicable':
      throw new NotApplicable(outcome.reason);
  }
}

async function actionAt({ entry, action }: ActionPlace): Promise<Action> {
  const plugin = exportedPlugin(await import(entry));
  if (plugin === undefined) {
    throw new ActionError(`${entry} has no plugin as its default export, so its actions cannot run isolated`, {
      code: 'MODULE_NOT_FOUND',
      retryable: false,
      suggestions: ['Set entry to import.meta.url of the file that exports the plugin as default.'],
    });
  }
  const found = Object.hasOwn(plugin.actions, action) ? plugin.actions[action] : undefined;
  if (found !== undefined) return found;
  throw new ActionError(`${plugin.module} as loaded from ${entry} has no action ${action}`, {
    code: 'ACTION_NOT_FOUND',
    retryable: false,
  });
}
