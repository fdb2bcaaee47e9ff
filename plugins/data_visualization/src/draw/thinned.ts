interface Drawn {
  readonly value: number | null;
  readonly y: number;
}

const MAX_DRAWN = 2_000;

/**
 * At most about 2,000 of the points of a line: of each run of neighbours the first, the lowest, the highest and the last, so
 * that every peak stays and gaps stay gaps.
 */
export function thinned<Point extends Drawn>(points: readonly Point[]): Point[] {
  if (points.length <= MAX_DRAWN) return [...points];
  const size = Math.ceil(points.length / (MAX_DRAWN / 4));
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const run = points.slice(start, start + size);
    const gap = run.findIndex((point) => point.value === null);
    const keep = new Set([0, run.length - 1, indexOfExtreme(run, 'lowest'), indexOfExtreme(run, 'highest')]);
    if (gap !== -1) keep.add(gap);
    kept.push(...run.filter((_, index) => keep.has(index)));
  }
  return kept;
}

function indexOfExtreme(points: readonly Drawn[], which: 'lowest' | 'highest'): number {
  let found = 0;
  let extreme = which === 'lowest' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  for (const [index, { value }] of points.entries()) {
    if (value === null || (which === 'lowest' ? value >= extreme : value <= extreme)) continue;
    found = index;
    extreme = value;
  }
  return found;
}
