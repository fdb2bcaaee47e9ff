import * as z from 'zod';
import { gitFailed } from './git-command.ts';
import type { Repository } from './repository.ts';

const changes = {
  M: 'modified',
  A: 'added',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type_changed',
  U: 'unmerged',
} as const;
const changeNames = ['modified', 'added', 'deleted', 'renamed', 'copied', 'type_changed', 'unmerged'] as const;

const entrySchema = z.object({
  file: z.string(),
  change: z.enum(changeNames),
  from: z.string().optional().meta({ description: 'The name before, for renames and copies.' }),
});
type Entry = z.output<typeof entrySchema>;

export const statusSchema = z.object({
  branch: z.string().nullable().meta({ description: 'null when HEAD is detached.' }),
  head: z.string().nullable().meta({ description: 'The commit, null when there is none yet.' }),
  upstream: z.string().nullable(),
  ahead: z.int(),
  behind: z.int(),
  clean: z.boolean(),
  staged: z.array(entrySchema),
  unstaged: z.array(entrySchema),
  untracked: z.array(z.string()).meta({ description: 'A folder with nothing tracked in it ends in "/".' }),
  conflicted: z.array(z.string()),
  counts: z.object({ staged: z.int(), unstaged: z.int(), untracked: z.int(), conflicted: z.int() }),
  truncated: z.boolean(),
});
export type Status = z.output<typeof statusSchema>;

const KEEP_BYTES = 16 * 1024 * 1024;

/** How the repository's folder stands; at most `limit` names of each kind. Submodules count as changed by their commit only. */
export async function statusOf(repository: Repository, limit: number): Promise<Status> {
  const result = await repository.run(
    [
      'status',
      '--porcelain=v2',
      '-z',
      '--branch',
      '--untracked-files=normal',
      '--ignore-submodules=dirty',
      '--find-renames',
      '--',
      '.',
    ],
    { keepBytes: KEEP_BYTES },
  );
  if (result.exitCode !== 0) throw gitFailed('status', result);
  return parseStatus(result.stdout, { prefix: repository.prefix, limit, isCut: result.stdoutBytes > KEEP_BYTES });
}

/** Reads `git status --porcelain=v2 --branch -z`; names come back relative to `prefix`. */
function parseStatus(output: string, options: { prefix: string; limit: number; isCut: boolean }): Status {
  const { limit } = options;
  const headers = new Map<string, string>();
  const staged: Entry[] = [];
  const unstaged: Entry[] = [];
  const untracked: string[] = [];
  const conflicted: string[] = [];
  const own = (file: string): string => (file.startsWith(options.prefix) ? file.slice(options.prefix.length) : file);
  const parts = output.split('\0');
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    switch (part[0]) {
      case '#': {
        const [, key = '', value = ''] = /^# (\S+) ([\s\S]*)$/.exec(part) ?? [];
        headers.set(key, value);
        break;
      }
      case '1':
        addEntry({ staged, unstaged }, part, { file: own(afterFields(part, 8)) });
        break;
      case '2':
        at += 1;
        addEntry({ staged, unstaged }, part, { file: own(afterFields(part, 9)), from: own(parts[at] ?? '') });
        break;
      case 'u':
        conflicted.push(own(afterFields(part, 10)));
        break;
      case '?':
        untracked.push(own(part.slice(2)));
        break;
      default:
        break;
    }
  }
  const lists = [staged, unstaged, untracked, conflicted];
  return {
    ...branchOf(headers),
    clean: lists.every((list) => list.length === 0),
    staged: staged.slice(0, limit),
    unstaged: unstaged.slice(0, limit),
    untracked: untracked.slice(0, limit),
    conflicted: conflicted.slice(0, limit),
    counts: {
      staged: staged.length,
      unstaged: unstaged.length,
      untracked: untracked.length,
      conflicted: conflicted.length,
    },
    truncated: options.isCut || lists.some((list) => list.length > limit),
  };
}

function addEntry(
  lists: { staged: Entry[]; unstaged: Entry[] },
  part: string,
  names: Pick<Entry, 'file' | 'from'>,
): void {
  const [index, tree] = [changeOf(part[2]), changeOf(part[3])];
  if (index !== undefined) lists.staged.push({ ...names, change: index });
  if (tree !== undefined) lists.unstaged.push({ ...names, change: tree });
}

function changeOf(letter: string | undefined): Entry['change'] | undefined {
  // Object.hasOwn tells that the letter is a key.
  return letter !== undefined && Object.hasOwn(changes, letter) ? changes[letter as keyof typeof changes] : undefined;
}

/** What stands after `count` fields that end in a space; the rest may hold spaces. */
function afterFields(part: string, count: number): string {
  let at = 0;
  for (let field = 0; field < count; field++) at = part.indexOf(' ', at) + 1;
  return part.slice(at);
}

function branchOf(
  headers: ReadonlyMap<string, string>,
): Pick<Status, 'branch' | 'head' | 'upstream' | 'ahead' | 'behind'> {
  const branch = headers.get('branch.head');
  const head = headers.get('branch.oid');
  const [, ahead = '0', behind = '0'] = /^\+(\d+) -(\d+)$/.exec(headers.get('branch.ab') ?? '') ?? [];
  return {
    branch: branch === undefined || branch === '(detached)' ? null : branch,
    head: head === undefined || head === '(initial)' ? null : head,
    upstream: headers.get('branch.upstream') ?? null,
    ahead: Number(ahead),
    behind: Number(behind),
  };
}
