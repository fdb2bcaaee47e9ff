import * as z from 'zod';
import { parseJsonWithComments } from './json-with-comments.ts';
import { folderOf } from './posix-path.ts';

const manifestSchema = z.object({
  name: z.string().max(300).optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  module: z.string().optional().catch(undefined),
  source: z.string().optional().catch(undefined),
  exports: z.unknown().optional(),
  imports: z.unknown().optional(),
});

/** What a `package.json` of the project says of its modules. */
export interface PackageManifest extends z.output<typeof manifestSchema> {
  /** From the root; empty for the root itself. */
  readonly folder: string;
}

/** A `package.json`, or `undefined` for one that is none. */
export function parseManifest(path: string, text: string): PackageManifest | undefined {
  const parsed = manifestSchema.safeParse(parseJsonWithComments(text));
  return parsed.success ? { ...parsed.data, folder: folderOf(path) } : undefined;
}

const MAX_TARGETS = 100;

/**
 * The files that `exports` or `imports` may lead a subpath to (`.`, `./sub`, `#name`): of all conditions, in their order,
 * because which hold is decided by whoever runs the code. Patterns with one `*` are understood.
 */
export function mappedTargets(map: unknown, subpath: string): readonly string[] {
  if (map === undefined || map === null) return [];
  if (!isSubpathMap(map)) return subpath === '.' ? leaves(map, undefined) : [];
  if (Object.hasOwn(map, subpath)) return leaves(map[subpath], undefined);
  for (const [pattern, target] of Object.entries(map)) {
    const star = matchStar(pattern, subpath);
    if (star !== undefined) return leaves(target, star);
  }
  return [];
}

/** What stands for the `*` of a pattern, or `undefined` when the pattern does not fit or has none. */
export function matchStar(pattern: string, text: string): string | undefined {
  const at = pattern.indexOf('*');
  if (at === -1) return undefined;
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)];
  const fits = text.startsWith(before) && text.endsWith(after) && text.length >= before.length + after.length;
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}

function isSubpathMap(map: unknown): map is Readonly<Record<string, unknown>> {
  return (
    typeof map === 'object' && map !== null && !Array.isArray(map) && Object.keys(map).some((key) => /^[.#]/.test(key))
  );
}

/** The strings at the ends of nested conditions, in the order in which they are written. */
function leaves(target: unknown, star: string | undefined): readonly string[] {
  const targets: string[] = [];
  const open: unknown[] = [target];
  for (let looked = 0; open.length > 0 && looked < MAX_TARGETS; looked++) {
    const at = open.pop();
    if (typeof at === 'string') targets.push(star === undefined ? at : at.replaceAll('*', () => star));
    else if (typeof at === 'object' && at !== null) open.push(...Object.values(at).reverse());
  }
  return targets;
}
