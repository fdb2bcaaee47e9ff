/** What git may know of this process's environment: where programs, keys and its settings are, and nothing of another repository. */
const names = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SSH_AUTH_SOCK',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
];

/** The environment of every git that is started here: it asks nobody, and speaks English. */
export function gitEnvironment(): Readonly<Record<string, string>> {
  const kept = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
}
