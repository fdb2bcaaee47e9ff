import type { Action, ActionContext, Effect, Plugin } from '@codomyrmex/core';
import { ActionError } from '@codomyrmex/core';
import { type Record, recordedContext } from './recorded-context.ts';
import type { RecordedEffect, StandIns } from './recorded-effect.ts';
import type { WorkInHand } from './work-in-hand.ts';

/** A plugin whose actions run in our process, tell what they do, and meet stand-ins. */
export function recordedPlugin(plugin: Plugin, record: Record, { standIns, inHand }: Around): Plugin {
  const actions = Object.entries(plugin.actions).map(([name, action]) => [
    name,
    recorded(action, record, { standIns, inHand }),
  ]);
  return { ...plugin, actions: Object.fromEntries(actions) };
}

interface Around {
  readonly standIns: StandIns;
  readonly inHand: WorkInHand;
}

function recorded(action: Action, record: Record, { standIns, inHand }: Around): Action {
  const tell: Record = (effect) => {
    refuseUndeclared(action, effect);
    record(effect);
  };
  const run = (context: ActionContext, input: unknown): unknown =>
    inHand.during(() => action.run(recordedContext(context, tell, standIns), input));
  // Elsewhere than in our process nothing could be recorded, and there nothing can be limited.
  const { limits: _limits, ...rest } = action;
  return { ...rest, isolation: 'none', run };
}

function refuseUndeclared({ id, effects }: Action, { kind }: RecordedEffect): void {
  const effect = effectOf(kind);
  if (effects.includes(effect)) return;
  throw new ActionError(`${id} does not declare the effect "${effect}", and tried it`, {
    code: 'EFFECT_NOT_DECLARED',
    retryable: false,
    details: { action: id, effect, declared: effects },
    suggestions: [`Add '${effect}' to the effects of ${id}.`],
  });
}

function effectOf(kind: RecordedEffect['kind']): Effect {
  switch (kind) {
    case 'http':
      return 'net';
    case 'secret':
      return 'secrets';
    case 'exec':
    case 'fs:read':
    case 'fs:write':
      return kind;
  }
}
