/** A setting that outranks every configuration file. */
export type Setting = readonly [key: string, value: string];

/**
 * Settings for every command, whoever wrote the configuration of the repository: no program that a key names is started
 * (file system monitor, pager, editor, signing), no other repository is entered, nothing goes on in the background.
 */
const always: readonly Setting[] = [
  ['core.fsmonitor', 'false'],
  ['core.pager', 'cat'],
  ['core.editor', ':'],
  ['sequence.editor', ':'],
  ['core.askPass', ''],
  ['core.quotePath', 'false'],
  ['color.ui', 'false'],
  ['advice.detachedHead', 'false'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['log.showSignature', 'false'],
  ['status.submoduleSummary', 'false'],
  ['submodule.recurse', 'false'],
  ['protocol.ext.allow', 'never'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  // An operation puts nothing aside, replays no earlier resolution and moves no other branch than what it was asked for.
  ['merge.autoStash', 'false'],
  ['rebase.autoStash', 'false'],
  ['rebase.updateRefs', 'false'],
  ['rerere.enabled', 'false'],
];

/** What a repository's owner may want to happen on a commit, and a stranger must not cause: hooks and signing programs. */
const untrusted: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['commit.gpgSign', 'false'],
  ['tag.gpgSign', 'false'],
  ['tag.forceSignAnnotated', 'false'],
  ['push.gpgSign', 'false'],
  ['merge.verifySignatures', 'false'],
  // Run where objects are borrowed from another repository; this program lists nothing.
  ['core.alternateRefsCommand', 'true'],
];

/** `own`: the repository's hooks, filters and signing act as they are configured. `none`: they do not. */
export type Programs = 'none' | 'own';

export function settingArguments(programs: Programs): string[] {
  const settings = programs === 'own' ? always : [...always, ...untrusted];
  return settings.flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

/**
 * Settings as variables, for keys that an argument cannot carry: `-c` ends a key at its first `=`, and the name of a
 * filter may hold one. Needs git 2.31.
 */
export function settingVariables(settings: readonly Setting[]): Record<string, string> {
  const variables: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const [index, [key, value]] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = key;
    variables[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return variables;
}

/** Keys of a filter driver: programs that git feeds files through when it compares, adds or checks them out. */
const filterKey = /^filter\.([\s\S]+)\.(?:clean|smudge|process)$/;

/** Keys of a merge driver: a program that joins the versions of a file. */
const mergeDriverKey = /^merge\.([\s\S]+)\.driver$/;

const programKeys: readonly RegExp[] = [
  filterKey,
  mergeDriverKey,
  /^core\.(?:fsmonitor|hookspath|pager|editor|askpass|sshcommand|gitproxy|alternaterefscommand)$/,
  /^(?:diff|gpg|credential|remote|trailer)\.(?:[\s\S]*\.)?(?:command|cmd|textconv|program|defaultkeycommand|helper|uploadpack|receivepack|vcs)$/,
  /^(?:gc\.recentobjectshook|diff\.external|interactive\.difffilter|sequence\.editor)$/,
];

export interface ConfigEntry {
  /** `system`, `global`, `local`, `worktree` or `command`. */
  readonly scope: string;
  readonly key: string;
}

/** The output of `git config --list --show-scope --name-only -z`: scope and key in turn, each ended by NUL. */
export function parseConfigEntries(output: string): ConfigEntry[] {
  const parts = output.split('\0');
  const entries: ConfigEntry[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    entries.push({ scope: parts[index] ?? '', key: parts[index + 1] ?? '' });
  }
  return entries;
}

const isOwn = ({ scope }: ConfigEntry): boolean => scope === 'local' || scope === 'worktree';

/** The keys of the repository's own configuration, each once. */
export function ownKeys(entries: readonly ConfigEntry[]): string[] {
  return [...new Set(entries.filter(isOwn).map(({ key }) => key))];
}

/** Those of the keys that name programs. */
export function ownPrograms(keys: readonly string[]): string[] {
  return keys.filter((key) => programKeys.some((pattern) => pattern.test(key)));
}

/** The filter drivers among the keys. */
export function ownFilters(keys: readonly string[]): string[] {
  return namesIn(keys, filterKey);
}

/** The merge drivers among the keys. */
export function ownMergeDrivers(keys: readonly string[]): string[] {
  return namesIn(keys, mergeDriverKey);
}

function namesIn(keys: readonly string[], pattern: RegExp): string[] {
  return [...new Set(keys.flatMap((key) => pattern.exec(key)?.[1] ?? []))];
}

/** Options that a branch of the repository's own configuration adds to every merge: a strategy, a signature. */
export function withoutMergeOptions(keys: readonly string[]): Setting[] {
  return keys.filter((key) => /^branch\.[\s\S]+\.mergeoptions$/.test(key)).map((key): Setting => [key, '']);
}

/** Settings under which the drivers pass content through unchanged. */
export function withoutFilters(drivers: readonly string[]): Setting[] {
  return drivers.flatMap((name): Setting[] => [
    [`filter.${name}.clean`, ''],
    [`filter.${name}.smudge`, ''],
    [`filter.${name}.process`, ''],
    [`filter.${name}.required`, 'false'],
  ]);
}
