import type { PackageFacts } from '../facts/package-facts.ts';
import { inertLine } from '../markdown/inert.ts';
import { isWithin, nameOf } from '../tree/paths.ts';
import type { Subject, Told } from './subject.ts';

/** A larger picture says nothing to anybody. */
const MAX_PACKAGES = 80;

/** Which packages need which, as a Mermaid graph; what follows from other arrows is left out. */
export function dependencies({ facts, folder }: Subject): Told {
  const packages = facts.packages.filter((one) => isWithin(one.folder, folder));
  const edges = reduced(edgesOf(packages));
  const linked = new Set(edges.flat());
  if (edges.length === 0 || linked.size > MAX_PACKAGES) return { title: 'Dependencies', body: '' };
  const nodes = [...linked].sort((a, b) => a - b);
  const lines = nodes.map((index) => `  p${index}["${label(packages[index])}"]`);
  const arrows = edges.map(([from, to]) => `  p${from} --> p${to}`);
  return { title: 'Dependencies', body: ['```mermaid', 'flowchart TD', ...lines, ...arrows, '```'].join('\n') };
}

type Edge = readonly [number, number];

function edgesOf(packages: readonly PackageFacts[]): readonly Edge[] {
  const indexes = new Map<string, number>();
  for (const [index, { ecosystem, name, folder }] of packages.entries()) {
    indexes.set(`${ecosystem}\0${name}`, index);
    if (ecosystem === 'gradle') indexes.set(`${ecosystem}\0${nameOf(folder)}`, index);
  }
  return packages.flatMap(({ ecosystem, dependencies: needed }, from) =>
    [...new Set(needed)].flatMap((name) => {
      const to = indexes.get(`${ecosystem}\0${name}`);
      return to === undefined || to === from ? [] : [[from, to] as const];
    }),
  );
}

/** Without the edges whose end is reached by a longer way; those of a circle stay. */
function reduced(edges: readonly Edge[]): readonly Edge[] {
  const next = new Map<number, Edge[]>();
  for (const edge of edges) next.set(edge[0], [...(next.get(edge[0]) ?? []), edge]);
  const reach = (from: number, without: number): Set<number> => {
    const found = new Set<number>();
    for (const open = [from]; open.length > 0; ) {
      const at = open.pop() ?? from;
      for (const [, to] of next.get(at) ?? []) {
        if ((at === from && to === without) || found.has(to)) continue;
        found.add(to);
        open.push(to);
      }
    }
    return found;
  };
  const whole = new Map([...next.keys()].map((from) => [from, reach(from, -1)]));
  return edges.filter(([from, to]) => whole.get(to)?.has(from) === true || !reach(from, to).has(to));
}

/** Mermaid takes entities in quoted labels; whatever else it might read is one. */
const label = (one: PackageFacts | undefined): string =>
  inertLine(one?.name || nameOf(one?.folder ?? ''), 80).replace(
    /[^\p{L}\p{N} @/._:-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
