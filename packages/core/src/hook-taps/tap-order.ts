import { UsageError } from '../errors.ts';

/** Where a tap wants to stand among the taps of its hook. */
export interface TapPlace {
  readonly name: string;
  readonly stage: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * The one order of a hook's taps, whatever order they came in: what `before` and `after` say, and where they leave it open the lower
 * stage first, then the name. Names that nobody has are no matter: that plugin is not installed.
 * @throws UsageError HOOK_CONFLICT when they contradict each other, with everyone in the circle named.
 */
export function tapOrder(places: readonly TapPlace[], hook: string): readonly string[] {
  const waiting = new Map(places.map((place) => [place.name, predecessors(place, places)]));
  const open = [...places].sort(byStageAndName);
  const order: string[] = [];
  while (open.length > 0) {
    const at = open.findIndex(({ name }) => waiting.get(name)?.size === 0);
    const [next] = open.splice(at, at < 0 ? 0 : 1);
    if (next === undefined) throw conflict(hook, circleIn(waiting, open));
    order.push(next.name);
    for (const names of waiting.values()) names.delete(next.name);
  }
  return order;
}

/** Those that stand before it, by its own word or by theirs. */
function predecessors(place: TapPlace, places: readonly TapPlace[]): Set<string> {
  const others = places.filter(({ name }) => name !== place.name);
  return new Set(
    others
      .filter((other) => place.after.includes(other.name) || other.before.includes(place.name))
      .map(({ name }) => name),
  );
}

function byStageAndName(one: TapPlace, other: TapPlace): number {
  if (one.stage !== other.stage) return one.stage - other.stage;
  return one.name < other.name ? -1 : 1;
}

/** Everyone left waits for somebody left: whoever follows the waiting comes round. */
function circleIn(waiting: ReadonlyMap<string, ReadonlySet<string>>, open: readonly TapPlace[]): readonly string[] {
  const way: string[] = [];
  let name = open[0]?.name ?? '';
  while (!way.includes(name)) {
    way.push(name);
    [name = ''] = waiting.get(name) ?? [];
  }
  return way.slice(way.indexOf(name)).reverse();
}

const conflict = (hook: string, circle: readonly string[]): UsageError =>
  new UsageError(
    `the plugins ${circle.map((name) => `"${name}"`).join(' and ')} contradict each other in hook "${hook}": each wants to be before the next, and the last before the first`,
    {
      code: 'HOOK_CONFLICT',
      details: { hook, plugins: circle },
      suggestions: ['Compose the engine without one of them, or have its author take back a "before" or "after".'],
    },
  );
