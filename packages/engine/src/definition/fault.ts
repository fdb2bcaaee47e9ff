import { type Problem, problemPath } from '@codomyrmex/core';
import type { Path, Places } from './places.ts';

/** A problem before it is put in its place: its path is still in segments. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly path: Path;
  /** Which end of the member at `path` is to be shown: its key, or its value unless given. */
  readonly at?: 'key' | 'value' | undefined;
  /** A character inside the string value at `path`. */
  readonly offset?: number | undefined;
  readonly suggestion?: string | undefined;
}

/** What faults are put in place with. */
export interface SourceOf {
  readonly places?: Places | undefined;
  readonly file?: string | undefined;
}

function problemOf(fault: Fault, { places, file }: SourceOf): Problem {
  const place = places?.find(fault.path, fault.at, fault.offset);
  return {
    code: fault.code,
    message: fault.message,
    path: problemPath(fault.path),
    ...(fault.suggestion !== undefined && { suggestion: fault.suggestion }),
    ...(file !== undefined && { file }),
    ...place,
  };
}

/** More than anybody reads; keeps a hostile file from filling memory with problems. */
export const MAX_PROBLEMS = 1_000;

/** At most a thousand problems, and how many were left out, here or before. */
export function problemsOf(faults: readonly Fault[], source: SourceOf, leftOut = 0): readonly Problem[] {
  const shown = faults.slice(0, MAX_PROBLEMS).map((fault) => problemOf(fault, source));
  const left = leftOut + faults.length - shown.length;
  if (left === 0) return shown;
  const rest: Fault = { code: 'too_many_problems', message: `and ${left} more problems`, path: [] };
  return [...shown, problemOf(rest, source)];
}
