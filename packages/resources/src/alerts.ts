import { isGranted } from './account.ts';
import { utilization } from './resource-views.ts';
import type { Usage } from './usage.ts';
import type { WaitForGraph } from './wait-for-graph.ts';

/** When to raise an alert. What is left out is not watched, but for `above`. */
export interface Thresholds {
  /** Percent of a unit in use; 90 unless given. */
  readonly above?: number | undefined;
  /** Percent of a unit in use. */
  readonly below?: number | undefined;
  /** Seconds for which somebody waits for something of the resource. */
  readonly waitingSeconds?: number | undefined;
  /** An alert is over when the value is so many percent points back inside; 5 unless given. */
  readonly margin?: number | undefined;
}

/** What a monitor watches for; resources by id may have thresholds of their own. */
export interface MonitorThresholds extends Thresholds {
  readonly resources?: Readonly<Record<string, Thresholds>> | undefined;
}

export type AlertKind = 'above' | 'below' | 'unavailable' | 'waiting_long';

/** Something that should be looked at, from the moment that it was seen until it is over. */
export interface Alert {
  readonly resource: string;
  /** `seconds` for `waiting_long`, `null` for `unavailable`. */
  readonly unit: string | null;
  readonly kind: AlertKind;
  /** Percent, seconds, or `null` for `unavailable`. */
  readonly value: number | null;
  readonly threshold: number | null;
  readonly since: Date;
}

const BUSY = 90;
const MARGIN = 5;

type Candidate = Omit<Alert, 'since'> & {
  /** Whether it is raised where it did not stand before; one that stands stays. */
  readonly isNew: boolean;
};

/** The alerts that stand. One is raised once, and stays until the value is well inside again. */
export class Alerts {
  private readonly thresholds: MonitorThresholds;
  private standing = new Map<string, Alert>();

  constructor(thresholds: MonitorThresholds) {
    this.thresholds = thresholds;
  }

  /** Looks at how everything stands now, and gives the alerts that stand, in the order of the resources. */
  look(usages: readonly Usage[], graph: WaitForGraph, now: Date): readonly Alert[] {
    const longest = longestWaits(graph);
    const standing = new Map<string, Alert>();
    for (const usage of usages) {
      for (const { isNew, ...alert } of this.candidates(usage, longest.get(usage.id) ?? 0)) {
        const key = keyOf(alert);
        const known = this.standing.get(key);
        if (known !== undefined || isNew) standing.set(key, { ...alert, since: known?.since ?? now });
      }
    }
    this.standing = standing;
    return [...standing.values()];
  }

  private candidates(usage: Usage, waited: number): Candidate[] {
    const { above = BUSY, below, waitingSeconds, margin = MARGIN } = this.thresholdsOf(usage.id);
    const resource = usage.id;
    const found: Candidate[] = [];
    if (!isGranted(usage.status) && usage.status !== 'reserved') {
      found.push({ resource, unit: null, kind: 'unavailable', value: null, threshold: null, isNew: true });
    }
    for (const [unit, value] of Object.entries(utilization(usage))) {
      if (value > above - margin) {
        found.push({ resource, unit, kind: 'above', value, threshold: above, isNew: value > above });
      }
      if (below !== undefined && value < below + margin) {
        found.push({ resource, unit, kind: 'below', value, threshold: below, isNew: value < below });
      }
    }
    if (waitingSeconds !== undefined && waited > waitingSeconds) {
      const wait = { unit: 'seconds', value: waited, threshold: waitingSeconds, isNew: true };
      found.push({ resource, kind: 'waiting_long', ...wait });
    }
    return found;
  }

  private thresholdsOf(resource: string): Thresholds {
    const { resources, ...all } = this.thresholds;
    // A member of its own, not one that every object has.
    const own = resources !== undefined && Object.hasOwn(resources, resource) ? resources[resource] : undefined;
    return { ...all, ...own };
  }
}

/** What is in the one list and not in the other, whatever their values. */
export function missingFrom(alerts: readonly Alert[], others: readonly Alert[]): readonly Alert[] {
  const known = new Set(others.map(keyOf));
  return alerts.filter((alert) => !known.has(keyOf(alert)));
}

function keyOf({ resource, unit, kind }: Pick<Alert, 'resource' | 'unit' | 'kind'>): string {
  return JSON.stringify([resource, kind, unit]);
}

/** Seconds that the first of those waits who lack something of a resource. */
function longestWaits({ waits }: WaitForGraph): ReadonlyMap<string, number> {
  const longest = new Map<string, number>();
  for (const { seconds, ways } of waits) {
    for (const { resource } of ways.flat()) {
      longest.set(resource, Math.max(longest.get(resource) ?? 0, seconds ?? 0));
    }
  }
  return longest;
}
