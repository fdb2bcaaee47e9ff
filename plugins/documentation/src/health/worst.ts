const ranks: Readonly<Record<string, number>> = {
  critical: 5,
  high: 4,
  error: 4,
  medium: 3,
  warning: 3,
  warn: 3,
  low: 2,
  info: 1,
  note: 1,
};

const rankOf = (severity: string): number => (Object.hasOwn(ranks, severity) ? (ranks[severity] ?? 0) : 0);

interface Placed {
  readonly severity: string;
  readonly file: string;
  readonly line?: number | undefined;
}

/** Findings with the severest first, and by place among equals. */
export function severestFirst<Finding extends Placed>(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) => rankOf(b.severity) - rankOf(a.severity) || compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** `file:line`, as editors and terminals open it. */
export function placeText(file: string, line?: number, column?: number): string {
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
