import type { ActionPowers, ActionTraits } from './action-powers.ts';

/** The powers of one action as plain data, for another thread or process. Only secrets that it declares are among them. */
export interface LentPowers {
  readonly traits: ActionTraits;
  readonly config: unknown;
  readonly secrets: Readonly<Record<string, string>>;
  readonly allowedAddresses: readonly string[];
}

export function lentPowers(
  { id, module, effects, secrets }: ActionTraits,
  powers: ActionPowers | undefined,
): LentPowers {
  const names = effects.includes('secrets') ? (secrets ?? []) : [];
  const given = names.flatMap((name) => {
    const value = powers?.secrets.give(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    traits: { id, module, effects, ...(secrets !== undefined && { secrets }) },
    config: powers?.config(module),
    secrets: Object.fromEntries(given),
    allowedAddresses: powers?.allowedAddresses ?? [],
  };
}

/** What was lent, where it was lent to. */
export const powersOf = ({ secrets, config, allowedAddresses }: LentPowers): ActionPowers => ({
  secrets: { give: (name) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined) },
  config: () => config,
  allowedAddresses,
});
