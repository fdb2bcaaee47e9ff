export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

export interface ComponentHealth {
  readonly status: HealthStatus;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a check found, with what somebody should do about it. */
export interface Checked extends ComponentHealth {
  readonly issues: readonly string[];
}

/** The specification's health report. */
export interface Health {
  readonly overallStatus: HealthStatus;
  /** ISO text, as the specification has it. */
  readonly timestamp: string;
  readonly components: Readonly<Record<string, ComponentHealth>>;
  readonly issues: readonly string[];
}

/** A check, and the part that it looks at as an issue names it. */
export interface HealthCheck {
  readonly what: string;
  readonly look: () => Checked | Promise<Checked>;
}

/** Looks at every component; one that cannot be looked at is unhealthy, and the others are told all the same. */
export async function health(checks: Readonly<Record<string, HealthCheck>>, now: number): Promise<Health> {
  const looked = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await tried(check)] as const),
  );
  const all = looked.map(([, found]) => found);
  // The worst component says how the whole is.
  const worst = (['unhealthy', 'degraded'] as const).find((status) => all.some((one) => one.status === status));
  return {
    overallStatus: worst ?? 'healthy',
    timestamp: new Date(now).toISOString(),
    components: Object.fromEntries(looked.map(([name, { status, details }]) => [name, { status, details }])),
    issues: all.flatMap((one) => one.issues),
  };
}

async function tried({ what, look }: HealthCheck): Promise<Checked> {
  try {
    return await look();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 'unhealthy', details: {}, issues: [`${what} cannot be looked at: ${reason}`] };
  }
}

/** Degraded as soon as there is something to say. */
export function checkedBy(issues: readonly string[], details: Readonly<Record<string, unknown>>): Checked {
  return { status: issues.length > 0 ? 'degraded' : 'healthy', details, issues };
}
