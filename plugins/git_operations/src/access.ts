import type { Settings } from './git-command.ts';

/**
 * What an action does to a repository. `content` moves files between work tree and store, where the repository's filters
 * would act, and with `merges` joins versions of them, where its merge drivers would: with such it needs `trusted`.
 * `transfer` exchanges commits with another repository.
 */
export type Access =
  | { readonly kind: 'read' }
  | { readonly kind: 'references' }
  | { readonly kind: 'transfer'; readonly trusted: boolean }
  | { readonly kind: 'content'; readonly trusted: boolean; readonly merges?: boolean };

/** Reading leaves the user's configuration out, so that it gives the same on every machine. */
export function settingsFor(access: Access): Settings {
  return access.kind === 'read' ? 'none' : 'user';
}

/** Whether the repository's own programs may act. */
export function isTrusted(access: Access): boolean {
  return (access.kind === 'content' || access.kind === 'transfer') && access.trusted;
}
