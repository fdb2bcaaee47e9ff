import { isOrchestrationError, unreachable } from '@codomyrmex/core';
import { modeOf, sha256 } from './durable-files.ts';
import { bytesWithLineEnds, latin1, lineEndsOf, withLineEnds } from './line-ends.ts';
import type { MergeLabels } from './merge-result.ts';
import { isBinary, mergeText } from './merge-text.ts';
import { foldedPath } from './project-path.ts';
import type { PlannedFile } from './scaffold-plan.ts';
import { type FoundFile, isSameFile, readProjectFile } from './standing-file.ts';
import type { BaseFile } from './template-base.ts';
import type { ConflictReason, FileConflict, FileUpdate, StandingFile, WrittenFile } from './update-plan.ts';

/** One file of a template, before and after an update. */
export interface FileVersions {
  readonly root: string;
  /** Where it is now. */
  readonly path: string;
  /** Where it was rendered to before, if elsewhere. */
  readonly renamedFrom: string | undefined;
  /** Whether what stands there now moves elsewhere. */
  readonly isVacated: boolean;
  /** The digest of what was rendered before; `undefined` of a file that is new. */
  readonly recorded: string | undefined;
  readonly base: BaseFile | undefined;
  /** What the template has now; `undefined` where it gives the file up. */
  readonly theirs: PlannedFile | undefined;
  /** Whether it says so in a migration. */
  readonly isGivenUp: boolean;
  readonly labels: MergeLabels;
  readonly signal: AbortSignal | undefined;
}

export async function planFileUpdate(file: FileVersions): Promise<FileUpdate> {
  const found: FoundFile = file.isVacated
    ? { kind: 'absent' }
    : await standing(file.root, file.renamedFrom ?? file.path);
  const { recorded, theirs } = file;
  if (recorded === undefined) return theirs === undefined ? unchanged(file) : newFile(file, theirs, found);
  // Somebody may have moved it to where the template moves it.
  if (found.kind === 'absent' && file.renamedFrom !== undefined)
    return planFileUpdate({ ...file, renamedFrom: undefined });
  if (found.kind === 'absent')
    return theirs === undefined ? unchanged(file) : { kind: 'stays_deleted', path: file.path };
  if (found.kind !== 'file') {
    const hasNews = theirs === undefined ? file.isGivenUp : sha256(theirs.bytes) !== recorded;
    return hasNews ? conflict(file, 'in_the_way') : { kind: 'kept', path: file.path, why: 'edited' };
  }
  if (theirs === undefined) return givenUp(file, recorded, found);
  if (await isInTheWay(file)) {
    return conflict(file, 'exists', { before: found });
  }
  return changedFile(file, theirs, { recorded, found });
}

/** Whether something else stands where a file moves to; for a disk that does not tell capitals apart it may be the file itself. */
async function isInTheWay({ root, path, renamedFrom }: FileVersions): Promise<boolean> {
  if (renamedFrom === undefined || (await standing(root, path)).kind === 'absent') return false;
  return foldedPath(path) !== foldedPath(renamedFrom) || !(await isSameFile(root, path, renamedFrom));
}

async function standing(root: string, path: string): Promise<FoundFile> {
  try {
    return await readProjectFile(root, path);
  } catch (error) {
    if (isOrchestrationError(error) && error.code === 'PATH_REFUSED') return { kind: 'link' };
    throw error;
  }
}

async function newFile(file: FileVersions, theirs: PlannedFile, found: FoundFile): Promise<FileUpdate> {
  switch (found.kind) {
    case 'absent':
      return { kind: 'added', path: file.path, after: { bytes: theirs.bytes, mode: modeOf(theirs.isExecutable) } };
    case 'file':
      if (isSame(found.bytes, theirs.bytes)) return unchanged(file);
      return conflict(file, isBinary(found.bytes) ? 'binary' : 'exists', {
        before: found,
        marked: await markedWithoutBase(file, found),
      });
    case 'folder':
    case 'link':
    case 'other':
      return conflict(file, 'in_the_way');
    default:
      return unreachable(found);
  }
}

type Standing = Extract<FoundFile, { kind: 'file' }>;

/** What the template has given up goes, unless somebody has worked on it. */
function givenUp(file: FileVersions, recorded: string, found: Standing): FileUpdate {
  const path = file.renamedFrom ?? file.path;
  const isEdited = !isAsRendered(found.bytes, recorded);
  if (isEdited)
    return file.isGivenUp
      ? conflict({ ...file, path }, 'removed_by_template', { before: found })
      : { kind: 'kept', path, why: 'given_up' };
  if (isReadOnly(found)) return conflict({ ...file, path }, 'read_only', { before: found });
  return { kind: 'removed', path, before: found };
}

interface Known {
  readonly recorded: string;
  readonly found: Standing;
}

async function changedFile(file: FileVersions, theirs: PlannedFile, { recorded, found }: Known): Promise<FileUpdate> {
  const mode = modeAfter(file, theirs, found);
  const hasNews = sha256(theirs.bytes) !== recorded;
  const isEdited = !isAsRendered(found.bytes, recorded);
  const isMoved = file.renamedFrom !== undefined;
  if (!hasNews || isSame(found.bytes, theirs.bytes)) {
    if (!isMoved && mode === found.mode)
      return isEdited && !hasNews ? { kind: 'kept', path: file.path, why: 'edited' } : unchanged(file);
    return isReadOnly(found) && !isMoved
      ? conflict(file, 'read_only', { before: found })
      : written(file, found, { bytes: found.bytes, mode });
  }
  if (isReadOnly(found)) return conflict(file, 'read_only', { before: found });
  if (!isEdited) return written(file, found, { bytes: inLineEndsOf(found.bytes, theirs.bytes, recorded), mode });
  if (isBinary(found.bytes) || isBinary(theirs.bytes)) return conflict(file, 'binary', { before: found });
  if (file.base?.bytes === undefined)
    return conflict(file, 'no_base', { before: found, marked: await markedWithoutBase(file, found) });
  return merged(file, { theirs, found, base: file.base.bytes, mode });
}

interface Sides {
  readonly theirs: PlannedFile;
  readonly found: Standing;
  readonly base: Uint8Array;
  readonly mode: number;
}

async function merged(file: FileVersions, { theirs, found, base, mode }: Sides): Promise<FileUpdate> {
  const texts = { ours: latin1(found.bytes), base: latin1(base), theirs: latin1(theirs.bytes) };
  const result = await mergeText(texts, file);
  if (result.kind === 'conflict')
    return conflict(file, result.why, { before: found, marked: Buffer.from(result.marked, 'latin1') });
  const bytes = Buffer.from(result.text, 'latin1');
  if (isSame(bytes, found.bytes) && file.renamedFrom === undefined && mode === found.mode) return unchanged(file);
  return { kind: 'merged', path: file.path, before: found, after: { bytes, mode }, renamedFrom: file.renamedFrom };
}

async function markedWithoutBase(file: FileVersions, found: Standing): Promise<Uint8Array | undefined> {
  if (file.theirs === undefined || isBinary(found.bytes) || isBinary(file.theirs.bytes)) return undefined;
  const texts = { ours: latin1(found.bytes), base: '', theirs: latin1(file.theirs.bytes) };
  const result = await mergeText(texts, file);
  return Buffer.from(result.kind === 'clean' ? result.text : result.marked, 'latin1');
}

function conflict(
  file: FileVersions,
  why: ConflictReason,
  { before, marked }: { readonly before?: StandingFile; readonly marked?: Uint8Array | undefined } = {},
): FileConflict {
  const { path, theirs, base, renamedFrom } = file;
  return {
    kind: 'conflict',
    path,
    why,
    before,
    theirs: theirs === undefined ? undefined : { bytes: theirs.bytes, mode: modeOf(theirs.isExecutable) },
    base: base?.bytes,
    marked,
    ...(renamedFrom !== undefined && { renamedFrom }),
  };
}

const unchanged = ({ path }: FileVersions): FileUpdate => ({ kind: 'unchanged', path });

const written = ({ path, renamedFrom }: FileVersions, before: StandingFile, after: WrittenFile): FileUpdate => ({
  kind: 'replaced',
  path,
  before,
  after,
  renamedFrom,
});

/** The permissions that somebody has given it stay; the template decides of executing, unless somebody else has. */
function modeAfter({ base }: FileVersions, theirs: PlannedFile, { mode }: Standing): number {
  const isExecutable = (mode & 0o111) !== 0;
  if (base === undefined || base.isExecutable !== isExecutable || theirs.isExecutable === isExecutable) return mode;
  return theirs.isExecutable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
}

const isReadOnly = ({ mode }: Standing): boolean => (mode & 0o222) === 0;

const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** Whether nobody has edited it; other line ends, as git makes them on Windows, are no edit. */
export function isAsRendered(bytes: Uint8Array, recorded: string): boolean {
  if (sha256(bytes) === recorded) return true;
  if (isBinary(bytes)) return false;
  const text = latin1(bytes);
  return lineEndsOf(text) === 'crlf' && sha256(Buffer.from(withLineEnds(text, 'lf'), 'latin1')) === recorded;
}

/** The template's new text, in the line ends that the file has been given. */
function inLineEndsOf(found: Uint8Array, theirs: Uint8Array, recorded: string): Uint8Array {
  return sha256(found) === recorded || isBinary(theirs) ? theirs : bytesWithLineEnds(theirs, lineEndsOf(latin1(found)));
}
