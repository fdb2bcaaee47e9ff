/** What the definition of a run says of durability, if it does: it must be known before the store is opened for writing. */
export function ownDurability(
  definition: { readonly durability?: unknown } | undefined,
): 'relaxed' | 'strict' | undefined {
  const durability = definition?.durability;
  return durability === 'strict' || durability === 'relaxed' ? durability : undefined;
}
