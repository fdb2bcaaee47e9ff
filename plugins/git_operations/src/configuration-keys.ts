/**
 * Keys of the repository's configuration that may be read and set: none names a program, an address, a file or a secret,
 * and none lets git run one.
 */
export const configurationKeys = [
  'core.autocrlf',
  'core.eol',
  'core.fileMode',
  'core.ignoreCase',
  'core.safecrlf',
  'diff.algorithm',
  'diff.renames',
  'fetch.prune',
  'init.defaultBranch',
  'merge.conflictStyle',
  'merge.ff',
  'pull.ff',
  'pull.rebase',
  'push.autoSetupRemote',
  'push.default',
  'push.followTags',
  'rebase.autoSquash',
  'rerere.enabled',
  'user.email',
  'user.name',
] as const;
