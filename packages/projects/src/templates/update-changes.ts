import { unreachable } from '@codomyrmex/core';
import { sha256 } from './durable-files.ts';
import { fileDiff } from './file-diff.ts';
import type { FileBefore, FolderChange } from './folder-changes.ts';
import { isBinary } from './merge-text.ts';
import { type FoundFile, readProjectFile } from './standing-file.ts';
import { BASE } from './template-base.ts';
import { RECORD, recordText } from './template-record.ts';
import type { FileConflict, FileUpdate, StandingFile, UpdatePlan } from './update-plan.ts';

/** What becomes of conflicts: the file stays and a report of what the template wanted comes beside it, or the file gets markers. */
export type ConflictStyle = 'rej' | 'markers';

export interface UpdateChanges {
  readonly changes: readonly FolderChange[];
  /** Of conflicts: the reports that are written, by the path of the file. */
  readonly reports: ReadonlyMap<string, string>;
}

/** What an update writes. The record comes last. */
export async function updateChanges(plan: UpdatePlan, style: ConflictStyle): Promise<UpdateChanges> {
  const reports = new Map<string, string>();
  const changes: FolderChange[] = plan.folders.map((path) => ({ kind: 'make_folder', path }));
  for (const file of plan.files) {
    const report = file.kind === 'conflict' && !isMarked(file, style) ? await reportOf(plan.root, file) : undefined;
    if (report !== undefined) {
      reports.set(file.path, report.path);
      changes.push(report);
    } else changes.push(...changesOf(file, style));
  }
  changes.push(write(BASE, plan.base, await readProjectFile(plan.root, BASE)));
  changes.push(write(RECORD, Buffer.from(recordText(plan.record)), await readProjectFile(plan.root, RECORD)));
  return { changes: combined(changes), reports };
}

function changesOf(file: FileUpdate, style: ConflictStyle): readonly FolderChange[] {
  const { path } = file;
  switch (file.kind) {
    case 'unchanged':
    case 'kept':
    case 'stays_deleted':
      return [];
    case 'added':
      return [{ kind: 'write', path, ...file.after, before: { kind: 'absent' } }];
    case 'removed':
      return [{ kind: 'remove', path, before: beforeOf(file.before) }];
    case 'replaced':
    case 'merged':
      return placed(path, { ...file.after, before: file.before, from: file.renamedFrom });
    case 'conflict': {
      const { marked, before, renamedFrom } = file;
      if (!isMarked(file, style) || marked === undefined || before === undefined) return [];
      return placed(path, { bytes: marked, mode: before.mode, before, from: renamedFrom });
    }
    default:
      return unreachable(file);
  }
}

interface Placing {
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly before: StandingFile;
  readonly from: string | undefined;
}

function placed(path: string, { bytes, mode, before, from }: Placing): readonly FolderChange[] {
  if (from === undefined) return [{ kind: 'write', path, bytes, mode, before: beforeOf(before) }];
  return [
    { kind: 'remove', path: from, before: beforeOf(before) },
    { kind: 'write', path, bytes, mode, before: { kind: 'absent' } },
  ];
}

const beforeOf = ({ bytes }: StandingFile) => ({ kind: 'file', sha256: sha256(bytes) }) as const;

/** Where one file goes away and another comes to its place, that is one change. */
function combined(changes: readonly FolderChange[]): readonly FolderChange[] {
  const removed = new Map(
    changes.flatMap((change) => (change.kind === 'remove' ? [[change.path, change.before] as const] : [])),
  );
  const written = new Set(changes.flatMap((change) => (change.kind === 'write' ? [change.path] : [])));
  return changes.flatMap((change): readonly FolderChange[] => {
    if (change.kind === 'remove') return written.has(change.path) ? [] : [change];
    const before: FileBefore | undefined = change.kind === 'write' ? removed.get(change.path) : undefined;
    return [change.kind === 'write' && before !== undefined ? { ...change, before } : change];
  });
}

/** Conflicts of which there is a text with markers, and that somebody wants so. What stands elsewhere still, or is read-only, stays. */
const isMarked = (file: FileConflict, style: ConflictStyle): boolean =>
  style === 'markers' && file.marked !== undefined && file.before !== undefined && file.why !== 'read_only';

/** What the template wanted, beside the file that stays as it is; nothing where it wanted it gone. */
async function reportOf(
  root: string,
  { path, base, theirs, before }: FileConflict,
): Promise<Extract<FolderChange, { kind: 'write' }> | undefined> {
  if (theirs === undefined) return undefined;
  const bytes = isBinary(theirs.bytes)
    ? theirs.bytes
    : Buffer.from(fileDiff(path, base ?? before?.bytes, theirs.bytes));
  for (let number = 1; number < 1_000; number++) {
    const place = number === 1 ? `${path}.rej` : `${path}.${number}.rej`;
    const found = await readProjectFile(root, place).catch(() => undefined); // a link in the way
    if (found === undefined || found.kind === 'other') return undefined;
    if (found.kind === 'absent') return { kind: 'write', path: place, bytes, mode: 0o666, before: { kind: 'absent' } };
    if (found.kind === 'file' && Buffer.compare(found.bytes, bytes) === 0) return write(place, bytes, found);
  }
  return undefined;
}

function write(path: string, bytes: Uint8Array, found: FoundFile): Extract<FolderChange, { kind: 'write' }> {
  return found.kind === 'file'
    ? { kind: 'write', path, bytes, mode: found.mode, before: beforeOf(found) }
    : { kind: 'write', path, bytes, mode: 0o666, before: { kind: 'absent' } };
}
