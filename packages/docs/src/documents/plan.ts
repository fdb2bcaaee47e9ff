import type { SourceText } from '../markdown/source-text.ts';

/** Something in a document that keeps the generator from doing its work there. */
export interface DocumentProblem {
  readonly code:
    | 'DOC_MARKER_BROKEN'
    | 'DOC_REGION_UNKNOWN'
    | 'DOC_SOURCE_MISSING'
    | 'DOC_UNREADABLE'
    | 'DOC_MANIFEST_UNREADABLE'
    | 'DOC_PLACEHOLDER_UNKNOWN';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly suggestion: string | undefined;
}

/** A region that does not say what the project says; the place is that of its first mark. */
export interface StaleRegion {
  readonly id: string;
  readonly line: number;
  readonly column: number;
  /** It has nothing in it yet, so that nothing in it is wrong. */
  readonly isEmpty: boolean;
}

/** What becomes of one document. */
export type PlannedDocument =
  | { readonly kind: 'create'; readonly path: string; readonly after: SourceText }
  | {
      readonly kind: 'update' | 'adopt';
      readonly path: string;
      readonly before: SourceText;
      readonly after: SourceText;
      readonly regions: readonly StaleRegion[];
    }
  | { readonly kind: 'unchanged'; readonly path: string; readonly regions: readonly string[] }
  /** It is there without regions: people wrote it, and nobody has asked to add any. */
  | { readonly kind: 'unmanaged'; readonly path: string }
  /** A link: whoever writes the file that it leads to has written it. */
  | { readonly kind: 'link'; readonly path: string };

/** All that a generation would do, as a value; nothing is written yet. */
export interface DocumentPlan {
  readonly documents: readonly PlannedDocument[];
  readonly problems: readonly DocumentProblem[];
}

/** A change, of the documents that change. */
export type ChangedDocument = Extract<PlannedDocument, { readonly after: SourceText }>;

export const changedOf = ({ documents }: DocumentPlan): readonly ChangedDocument[] =>
  documents.filter(
    (one): one is ChangedDocument => one.kind === 'create' || one.kind === 'update' || one.kind === 'adopt',
  );
