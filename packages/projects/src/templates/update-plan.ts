import type { TemplateRecord } from './template-record.ts';

/** What an update would do, before anything is written. */
export interface UpdatePlan {
  /** Absolute, without links. */
  readonly root: string;
  readonly template: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
  /** Versions whose migrations apply, oldest first. */
  readonly migrations: readonly string[];
  /** One for each file that the template wrote or writes, sorted by path. */
  readonly files: readonly FileUpdate[];
  /** Folders to be made. */
  readonly folders: readonly string[];
  /** Of the template as it is to be. */
  readonly requiredModules: readonly string[];
  /** Stored answers that the template asks no more. */
  readonly droppedAnswers: readonly string[];
  /** What the project remembers afterwards. */
  readonly record: TemplateRecord;
  /** What was rendered, for the next update. */
  readonly base: Uint8Array;
  /** Whether the project would remember something else than it does. */
  readonly isRecordChanged: boolean;
}

/** What becomes of one file. `before` is what stands there now. */
export type FileUpdate =
  | { readonly kind: 'unchanged'; readonly path: string }
  /** Edited, and the template has nothing new for it, or has given it up. */
  | { readonly kind: 'kept'; readonly path: string; readonly why: 'edited' | 'given_up' }
  /** Deleted by hand. */
  | { readonly kind: 'stays_deleted'; readonly path: string }
  | { readonly kind: 'added'; readonly path: string; readonly after: WrittenFile }
  | {
      /** `merged`: it has the edits of both. */
      readonly kind: 'replaced' | 'merged';
      readonly path: string;
      readonly before: StandingFile;
      readonly after: WrittenFile;
      /** Where it stands now, if elsewhere. */
      readonly renamedFrom?: string | undefined;
    }
  | { readonly kind: 'removed'; readonly path: string; readonly before: StandingFile }
  | FileConflict;

export interface FileConflict {
  readonly kind: 'conflict';
  readonly path: string;
  readonly why: ConflictReason;
  readonly before: StandingFile | undefined;
  /** What the template has; `undefined` where it gives the file up. */
  readonly theirs: WrittenFile | undefined;
  /** What was rendered before; `undefined` where nobody knows. */
  readonly base: Uint8Array | undefined;
  /** The text of both with markers, where there can be one. */
  readonly marked: Uint8Array | undefined;
  /** Where it stands now, if elsewhere. */
  readonly renamedFrom?: string | undefined;
}

export type ConflictReason =
  /** A person and the template have changed the same lines. */
  | 'edited'
  | 'binary'
  /** Somebody has taken the right to write from it. */
  | 'read_only'
  /** A folder, a link, or something else stands in the way. */
  | 'in_the_way'
  /** The template brings a file, and the project has another one of that name. */
  | 'exists'
  /** The template removes what was edited. */
  | 'removed_by_template'
  /** Nobody knows any more what was rendered before. */
  | 'no_base'
  /** It is too large to be merged without git. */
  | 'needs_git';

export interface StandingFile {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

export interface WrittenFile {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

export const conflictsOf = ({ files }: UpdatePlan): readonly FileConflict[] =>
  files.filter((file) => file.kind === 'conflict');

/** Whether there is anything to do. */
export const isUpToDate = ({ files, folders, isRecordChanged }: UpdatePlan): boolean =>
  !isRecordChanged &&
  folders.length === 0 &&
  files.every(({ kind }) => ['unchanged', 'kept', 'stays_deleted'].includes(kind));
