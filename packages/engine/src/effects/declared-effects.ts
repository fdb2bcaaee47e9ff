import { ActionError, type Effect } from '@codomyrmex/core';
import type { ActionTraits } from './action-powers.ts';

/** Whether an action said that it does what it is about to do. */
export interface EffectCheck {
  /** `undefined` when it did. */
  refusal(effect: Effect): ActionError | undefined;
}

/** Of who may do everything. */
export const anyEffect: EffectCheck = { refusal: () => undefined };

/** Everything is allowed where it is not known which action asks. */
export function declared(action: ActionTraits | undefined): EffectCheck {
  if (action === undefined) return anyEffect;
  return { refusal: (effect) => (action.effects.includes(effect) ? undefined : notDeclared(action, effect)) };
}

/** @throws ActionError EFFECT_NOT_DECLARED. */
export function requireEffect(check: EffectCheck, effect: Effect): void {
  const refusal = check.refusal(effect);
  if (refusal !== undefined) throw refusal;
}

const notDeclared = ({ id, effects }: ActionTraits, effect: Effect): ActionError =>
  new ActionError(`${id} does not declare the effect "${effect}", and tried it`, {
    code: 'EFFECT_NOT_DECLARED',
    retryable: false,
    details: { action: id, effect, declared: effects },
    suggestions: [`The plugin's author adds '${effect}' to the effects of ${id}.`],
  });
