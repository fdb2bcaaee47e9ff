export interface Author {
  readonly name: string;
  readonly commits: number;
  readonly added: number;
  readonly deleted: number;
  /** Of all commits, 0 to 1. */
  readonly share: number;
}

export interface Contribution {
  readonly author: string;
  readonly added: number;
  readonly deleted: number;
}

/** A name as it may be shown: without the address that some people have in it, and what stands before its `@` for one that is nothing else. */
export function shownName(written: string): string {
  const local = /^<?([^\s@<]+)@\S+$/.exec(written.trim())?.[1];
  const name = local ?? written.replaceAll(/\S+@\S+/g, '').trim();
  return name === '' ? 'unknown' : name.slice(0, 200);
}

/** Sums by author, the busiest first. */
export function authorsOf(contributions: readonly Contribution[]): Author[] {
  const sums = new Map<string, { commits: number; added: number; deleted: number }>();
  for (const { author, added, deleted } of contributions) {
    const sum = sums.get(author) ?? { commits: 0, added: 0, deleted: 0 };
    sums.set(author, { commits: sum.commits + 1, added: sum.added + added, deleted: sum.deleted + deleted });
  }
  return [...sums]
    .map(([name, sum]) => ({ name, ...sum, share: Math.round((sum.commits / contributions.length) * 10_000) / 10_000 }))
    .sort((a, b) => b.commits - a.commits || (a.name < b.name ? -1 : 1));
}

/** How many of the busiest authors together made more than half of the commits; 0 when there are none. */
export function busFactor(authors: readonly Author[]): number {
  const half = authors.reduce((sum, { commits }) => sum + commits, 0) / 2;
  let sum = 0;
  return (
    authors.findIndex(({ commits }) => {
      sum += commits;
      return sum > half;
    }) + 1
  );
}
