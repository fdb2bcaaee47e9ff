import type { Settings } from './git-command.ts';

/**
 * What an action does to a repository. `content` moves files between work tree and store, where the repository's filters
 * would act: with such filters it needs `trusted`.
 */
export type Access =
  | { readonly kind: 'read' }
  | { readonly kind: 'references' }
  | { readonly kind: 'content'; readonly trusted: boolean };

/** Reading leaves the user's configuration out, so that it gives the same on every machine. */
export function settingsFor(access: Access): Settings {
  return access.kind === 'read' ? 'none' : 'user';
}
