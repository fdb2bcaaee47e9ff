import { lstat, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

const MAX_RULE_FILE_BYTES = 256 * 1024;
const MAX_ANCESTORS = 64;
/**
 * The matcher compiles a rule to a backtracking expression: with more wildcards in one segment than this,
 * a file name of 255 characters can take minutes. Such rules are left out.
 */
const MAX_WILDCARDS_PER_SEGMENT = 4;
const MAX_WILDCARDS = 12;

/** The rules that hold in one folder: those of its own `.gitignore` and of all folders around it, in order. */
export interface IgnoreRules {
  readonly matcher: Ignore;
  /** What stands before a path from the walked root to make it one from the top of the work tree: `packages/core/`. */
  readonly before: string;
}

export function isIgnored(rules: IgnoreRules, path: string, entry: 'file' | 'folder'): boolean {
  return rules.matcher.ignores(`${rules.before}${path}${entry === 'folder' ? '/' : ''}`);
}

export function noRules(): IgnoreRules {
  return { matcher: matcherOf([]), before: '' };
}

/**
 * The rules that hold in `root` by the `.gitignore` files above it, up to the top of the git work tree around it.
 * None when `root` is in no work tree, or is itself ignored by them: then somebody asked for an ignored folder on purpose.
 */
export async function rulesAbove(root: string): Promise<IgnoreRules> {
  const none = noRules();
  const above = await foldersUpToWorkTree(root);
  const top = above.at(-1);
  if (top === undefined) return none;
  const fromTop = (folder: string): string => relative(top, folder).split(sep).join('/');
  let rules: IgnoreRules = { matcher: none.matcher, before: `${fromTop(root)}/` };
  for (const folder of above.toReversed()) {
    rules = extended(rules, fromTop(folder), await readRules(folder));
  }
  return rules.matcher.ignores(rules.before) ? none : rules;
}

/** `rules` with those of the `.gitignore` in the folder `path` (from the walked root), where there is one. */
export async function rulesWithin(rules: IgnoreRules, root: string, path: string): Promise<IgnoreRules> {
  return extended(rules, `${rules.before}${path}`.replace(/\/$/, ''), await readRules(join(root, path)));
}

function extended(rules: IgnoreRules, folder: string, added: readonly string[]): IgnoreRules {
  if (added.length === 0) return rules;
  const own = added.map((rule) => ruleFromTop(rule, folder));
  return { matcher: matcherOf([]).add(rules.matcher).add(own), before: rules.before };
}

/** A rule of `folder`'s own file as the file at the top would say it. */
function ruleFromTop(rule: string, folder: string): string {
  if (folder === '') return rule;
  const negation = rule.startsWith('!') ? '!' : '';
  const pattern = rule.slice(negation.length);
  // A slash before the end binds a rule to its own folder; without one it holds at every depth below.
  const bound = /\/./.test(pattern);
  const base = folder.replaceAll(/[\\*?[\]!# ]/g, '\\$&');
  return `${negation}/${base}/${bound ? '' : '**/'}${pattern.replace(/^\//, '')}`;
}

function matcherOf(rules: readonly string[]): Ignore {
  const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';
  return ignore({ ignorecase: ignoreCase, allowRelativePaths: true }).add(rules);
}

async function readRules(folder: string): Promise<readonly string[]> {
  const file = join(folder, '.gitignore');
  try {
    // A link is not followed, as git does not.
    const stat = await lstat(file);
    if (!stat.isFile() || stat.size > MAX_RULE_FILE_BYTES) return [];
    return rulesOf(await readFile(file, 'utf8'));
  } catch {
    // No such file, or one that may not be read: no rules.
    return [];
  }
}

/** The rules in the text of a `.gitignore`, without comments and without those that could take long to match. */
function rulesOf(text: string): readonly string[] {
  // A rule of slashes alone matches nothing.
  return text.split(/\r?\n/).filter((line) => !line.startsWith('#') && !/^!?[\s/]*$/.test(line) && isQuick(line));
}

function isQuick(rule: string): boolean {
  const wildcards = (part: string): number => part.match(/\*+/g)?.length ?? 0;
  return (
    wildcards(rule) <= MAX_WILDCARDS && rule.split('/').every((part) => wildcards(part) <= MAX_WILDCARDS_PER_SEGMENT)
  );
}

async function foldersUpToWorkTree(root: string): Promise<readonly string[]> {
  if (await exists(join(root, '.git'))) return [];
  const folders: string[] = [];
  let folder = dirname(root);
  while (folder !== dirname(folder) && folders.length < MAX_ANCESTORS) {
    folders.push(folder);
    if (await exists(join(folder, '.git'))) return folders;
    folder = dirname(folder);
  }
  return [];
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
