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

/** The rules of one `.gitignore`, and how a path below the walked root is written from that file's folder. */
export interface RuleLayer {
  readonly rules: Ignore;
  /** What stands before a path from the root, for a rule file above the root: `packages/core/`. */
  readonly before: string;
  /** How many characters of a path from the root to leave out, for a rule file below the root. */
  readonly without: number;
}

/** Whether the nearest rule that says something about `path` ignores it; layers go from the outermost to the innermost. */
export function isIgnored(layers: readonly RuleLayer[], path: string, entry: 'file' | 'folder'): boolean {
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    if (layer === undefined) continue;
    const verdict = layer.rules.test(`${layer.before}${path.slice(layer.without)}${entry === 'folder' ? '/' : ''}`);
    if (verdict.ignored || verdict.unignored) return verdict.ignored;
  }
  return false;
}

/** The rules that a folder's own `.gitignore` adds for what lies below it; `path` is the folder from the walked root. */
export async function rulesOf(root: string, path: string): Promise<RuleLayer | undefined> {
  const rules = await readRules(join(root, path));
  return rules === undefined ? undefined : { rules, before: '', without: path === '' ? 0 : path.length + 1 };
}

/**
 * The `.gitignore` files between the top of the git work tree around `root` and `root`, outermost first.
 * None when `root` is in no work tree, or is itself ignored by them: then somebody asked for an ignored folder on purpose.
 */
export async function rulesAbove(root: string): Promise<readonly RuleLayer[]> {
  const above = await foldersUpToWorkTree(root);
  const layers: RuleLayer[] = [];
  for (const folder of above.toReversed()) {
    const rules = await readRules(folder);
    const fromFolder = relative(folder, root).split(sep).join('/');
    if (rules !== undefined) layers.push({ rules, before: `${fromFolder}/`, without: 0 });
  }
  return layers.some((layer) => layer.rules.ignores(layer.before)) ? [] : layers;
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

async function readRules(folder: string): Promise<Ignore | undefined> {
  const file = join(folder, '.gitignore');
  try {
    // A link is not followed, as git does not.
    const stat = await lstat(file);
    if (!stat.isFile() || stat.size > MAX_RULE_FILE_BYTES) return undefined;
    return compileRules(await readFile(file, 'utf8'));
  } catch {
    // No such file, or one that may not be read: no rules.
    return undefined;
  }
}

/** Compiles the text of a `.gitignore`; rules that could take long to match are left out. */
export function compileRules(text: string): Ignore {
  const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';
  return ignore({ ignorecase: ignoreCase, allowRelativePaths: true }).add(text.split(/\r?\n/).filter(isQuick));
}

function isQuick(rule: string): boolean {
  const wildcards = (part: string): number => part.match(/\*+/g)?.length ?? 0;
  return (
    wildcards(rule) <= MAX_WILDCARDS && rule.split('/').every((part) => wildcards(part) <= MAX_WILDCARDS_PER_SEGMENT)
  );
}
