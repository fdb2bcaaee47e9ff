import { ActionError, type Secrets } from '@codomyrmex/core';
import type { ActionTraits, SecretGiver } from './action-powers.ts';
import { declared, requireEffect } from './declared-effects.ts';

/** The secrets that one action may ask for. */
export class DeclaredSecrets implements Secrets {
  readonly #action: ActionTraits | undefined;
  readonly #store: SecretGiver | undefined;

  constructor(action: ActionTraits | undefined, store: SecretGiver | undefined) {
    this.#action = action;
    this.#store = store;
  }

  get(name: string): string | undefined {
    const action = this.#action;
    requireEffect(declared(action), 'secrets');
    if (action !== undefined && action.secrets?.includes(name) !== true) {
      throw new ActionError(`${action.id} does not declare the secret "${name}", and asked for it`, {
        code: 'EFFECT_NOT_DECLARED',
        retryable: false,
        details: { action: action.id, secret: name, declared: action.secrets ?? [] },
        suggestions: [`The plugin's author adds '${name}' to the secrets of ${action.id}.`],
      });
    }
    return this.#store?.give(name);
  }

  require(name: string): string {
    const value = this.get(name);
    if (value !== undefined) return value;
    throw new ActionError(`the secret "${name}" is not set`, {
      code: 'SECRET_MISSING',
      retryable: false,
      details: { secret: name },
      suggestions: [`Set the environment variable ${name} where codomyrmex runs.`],
    });
  }
}
