import type { ComponentHealth, Health } from './health.ts';

/** The wire form of a health report: the specification's keys. */
export interface HealthDocument {
  readonly overall_status: Health['overallStatus'];
  readonly timestamp: string;
  readonly components: Readonly<Record<string, ComponentHealth>>;
  readonly issues: readonly string[];
}

export function healthDocument({ overallStatus, timestamp, components, issues }: Health): HealthDocument {
  return {
    overall_status: overallStatus,
    timestamp,
    components: Object.fromEntries(
      Object.entries(components).map(([name, { status, details }]) => [
        snakeCase(name),
        { status, details: wire(details) },
      ]),
    ),
    issues,
  };
}

/** Names of components and of details are ours: letters and capitals, nothing of a user's. */
function wire(details: ComponentHealth['details']): ComponentHealth['details'] {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [snakeCase(key), value]));
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
