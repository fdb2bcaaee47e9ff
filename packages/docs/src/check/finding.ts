/** What a document says and is not so. */
export const findingCodes = [
  'DOC_STALE',
  'DOC_MISSING',
  'DOC_MARKER_BROKEN',
  'DOC_REGION_UNKNOWN',
  'DOC_SOURCE_MISSING',
  'DOC_PLACEHOLDER_UNKNOWN',
  'DOC_UNREADABLE',
  'DOC_MANIFEST_UNREADABLE',
  'DOC_LINK_BROKEN',
  'DOC_ANCHOR_MISSING',
  'DOC_PATH_MISSING',
  'DOC_COMMAND_MISSING',
  'DOC_BLOCK_FAILED',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  readonly code: FindingCode;
  /** Relative to the project. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly suggestion: string | undefined;
}

/** A piece of a text as a message quotes it. */
export const quoted = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
