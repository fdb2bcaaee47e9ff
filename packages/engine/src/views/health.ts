import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Journal } from '@codomyrmex/dag';

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

export interface ComponentHealth {
  readonly status: HealthStatus;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The specification's health report. */
export interface Health {
  readonly overall_status: HealthStatus;
  readonly timestamp: string;
  readonly components: Readonly<Record<string, ComponentHealth>>;
  readonly issues: readonly string[];
}

const LOW_SPACE_BYTES = 512 * 1024 * 1024;

interface Checked extends ComponentHealth {
  readonly issues: readonly string[];
}

/** Whether the data folder can be written and has room. A folder that is not there yet is judged by its parent. */
export async function dataFolderHealth(folder: string): Promise<Checked> {
  const place = await nearestExisting(folder);
  try {
    const probe = await mkdtemp(join(place, '.codomyrmex-probe-'));
    await rm(probe, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      status: 'unhealthy',
      details: { folder, writable: false },
      issues: [`${folder} cannot be written: ${reason}`],
    };
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const details = { folder, writable: true, free_bytes: free };
  if (free >= LOW_SPACE_BYTES) return { status: 'healthy', details, issues: [] };
  return { status: 'degraded', details, issues: [`only ${Math.round(free / 1024 / 1024)} MiB are free for ${folder}`] };
}

/** Whether the journal can be read, and what in it needs somebody. */
export async function journalHealth(
  journal: Pick<Journal, 'list'>,
  unreadable: () => readonly string[] = () => [],
): Promise<Checked> {
  try {
    const unfinished = await journal.list({ unfinished: true });
    const interrupted = unfinished.filter((head) => head.phase.kind === 'interrupted');
    const damaged = unreadable();
    return {
      status: damaged.length > 0 ? 'degraded' : 'healthy',
      details: {
        unfinished_runs: unfinished.length,
        interrupted_runs: interrupted.length,
        damaged_files: damaged.length,
      },
      issues: [
        ...damaged,
        ...interrupted.slice(0, 10).map((head) => `run ${head.id} was interrupted: codomyrmex run resume ${head.id}`),
      ],
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 'unhealthy', details: {}, issues: [`the journal cannot be read: ${reason}`] };
  }
}

/** The worst component says how the whole is. */
export function health(components: Readonly<Record<string, Checked>>, now: number): Health {
  const all = Object.values(components);
  const worst = (['unhealthy', 'degraded'] as const).find((status) => all.some((one) => one.status === status));
  return {
    overall_status: worst ?? 'healthy',
    timestamp: new Date(now).toISOString(),
    components: Object.fromEntries(
      Object.entries(components).map(([name, { status, details }]) => [name, { status, details }]),
    ),
    issues: all.flatMap((one) => one.issues),
  };
}

async function nearestExisting(folder: string): Promise<string> {
  for (let place = folder; ; place = dirname(place)) {
    const found = await stat(place).catch(() => undefined);
    if (found !== undefined || dirname(place) === place) return place;
  }
}
