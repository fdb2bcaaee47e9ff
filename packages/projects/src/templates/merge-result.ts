/** Three texts, one character a byte. */
export interface Texts {
  readonly ours: string;
  readonly base: string;
  readonly theirs: string;
}

export interface MergeLabels {
  readonly ours: string;
  readonly base: string;
  readonly theirs: string;
}

export type MergeResult =
  | { readonly kind: 'clean'; readonly text: string }
  /** `marked` holds all of what both sides have, with the markers of git. */
  | { readonly kind: 'conflict'; readonly why: 'edited' | 'needs_git'; readonly marked: string };
