import type { FileHistory } from './churn.ts';

export interface Hotspot {
  readonly file: string;
  readonly commits: number;
  readonly complexity: number | null;
  /** 0 to 1. */
  readonly score: number;
}

/** Files that tools write: changed often, and nobody's concern. */
const lockFile = /(?:^|\/)(?:[\w.-]*\.lock(?:file)?|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum)$/;

/**
 * Where work and difficulty meet: the share of the most changed file's commits times the share of the most complex
 * file's complexity. With no complexity given, the first factor alone; files without one are then left out, as are lock files.
 */
export function hotspotsOf(
  files: readonly Pick<FileHistory, 'file' | 'commits'>[],
  complexity: ReadonlyMap<string, number> | undefined,
): Hotspot[] {
  const candidates = files.flatMap(({ file, commits }) => {
    const own = complexity?.get(file);
    const counts = complexity === undefined ? !lockFile.test(file) : own !== undefined;
    return counts ? [{ file, commits, complexity: own ?? null }] : [];
  });
  const most = maxOf(candidates.map(({ commits }) => commits));
  const worst = maxOf(candidates.map((candidate) => candidate.complexity ?? 0));
  return candidates
    .map((candidate) => {
      const difficulty = complexity === undefined ? 1 : ratio(candidate.complexity ?? 0, worst);
      return { ...candidate, score: Math.round(ratio(candidate.commits, most) * difficulty * 10_000) / 10_000 };
    })
    .sort((a, b) => b.score - a.score || b.commits - a.commits || (a.file < b.file ? -1 : 1));
}

const maxOf = (numbers: readonly number[]): number => numbers.reduce((most, number) => Math.max(most, number), 0);
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
