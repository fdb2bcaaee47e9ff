import type { ConflictReason } from './update-plan.ts';

/** How far a project is from its template. */
export interface ProjectDrift {
  /** Absolute. */
  readonly folder: string;
  readonly template: string;
  readonly source: string;
  readonly version: string;
  /** What the template is at now; `undefined` where that cannot be said without fetching it, or it cannot be had. */
  readonly available: string | undefined;
  /** Whether an update would change anything. */
  readonly isBehind: boolean;
  /** Files of the template that somebody has edited, sorted. */
  readonly edited: readonly string[];
  /** Files of the template that are gone, sorted. */
  readonly missing: readonly string[];
  /** That an update would meet. */
  readonly conflicts: readonly { readonly path: string; readonly why: ConflictReason }[];
  /** Why the template could not be compared. */
  readonly problem: string | undefined;
}

export const hasDrift = ({ isBehind, edited, missing, conflicts, problem }: ProjectDrift): boolean =>
  isBehind || problem !== undefined || edited.length + missing.length + conflicts.length > 0;
