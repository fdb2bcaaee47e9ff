/** A fault in something written, with its place where the form has places. */
export interface Problem {
  /** For programs: `unknown_dependency`, `cycle`, `unknown_key`, … */
  readonly code: string;
  readonly message: string;
  /** Where inside the written value: `steps[2].parameters.path`. */
  readonly path: string;
  readonly suggestion?: string | undefined;
  readonly file?: string | undefined;
  /** Counted from 1. */
  readonly line?: number | undefined;
  /** Counted from 1. */
  readonly column?: number | undefined;
}

/** Joins path segments as people write them: `steps[2].parameters.path`. */
export function problemPath(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>(
    (path, segment) =>
      typeof segment === 'number'
        ? `${path}[${segment}]`
        : path === ''
          ? String(segment)
          : `${path}.${String(segment)}`,
    '',
  );
}
