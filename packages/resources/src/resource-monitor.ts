import { type Clock, dateAt, UsageError } from '@codomyrmex/core';
import { type Alert, Alerts, type MonitorThresholds, missingFrom } from './alerts.ts';
import { type ResourceUsage, usageView } from './resource-views.ts';
import { type WatchedLine, waitForGraph } from './wait-for-graph.ts';

export interface MonitorOptions {
  /** 5 unless given. */
  readonly intervalSeconds?: number | undefined;
  readonly thresholds?: MonitorThresholds | undefined;
  /** Ends the monitor, as leaving its loop does. */
  readonly signal?: AbortSignal | undefined;
}

/** How all resources stand at a moment. */
export interface ResourceReport {
  readonly timestamp: Date;
  readonly resources: Readonly<Record<string, ResourceUsage>>;
  /** Those that stand. */
  readonly alerts: readonly Alert[];
  /** Those of them that the report before this one did not have. */
  readonly raised: readonly Alert[];
  /** Those that the report before this one had and that are over. */
  readonly cleared: readonly Alert[];
}

export interface MonitorPorts {
  readonly line: WatchedLine;
  readonly clock: Clock;
  /** Called before each look: tells the line the time, and ends what is over. */
  readonly prepare: () => void;
}

type Pending = (result: IteratorResult<ResourceReport, undefined>) => void;
type State = 'new' | 'running' | 'over';

const LEAST_SECONDS = 0.01;
const MOST_SECONDS = 86_400;

/**
 * Reports at intervals, the first one at once. Whoever reads slowly gets the newest report and not those in between; what was
 * raised and cleared is told against the report that was read last, so nothing that still stands is missed.
 * A timer runs between the first `next` and the end.
 */
export class ResourceMonitor implements AsyncIterableIterator<ResourceReport, undefined> {
  private readonly ports: MonitorPorts;
  private readonly intervalMs: number;
  private readonly signal: AbortSignal | undefined;
  private readonly alerts: Alerts;
  private state: State = 'new';
  private newest: Omit<ResourceReport, 'raised' | 'cleared'> | undefined = undefined;
  private told: readonly Alert[] = [];
  private readonly readers: Pending[] = [];
  private stopTimer: () => void = () => {};
  private readonly onAbort = (): void => this.end();

  /** @throws UsageError for an interval that is none. */
  constructor(ports: MonitorPorts, { intervalSeconds = 5, thresholds = {}, signal }: MonitorOptions) {
    if (!(intervalSeconds >= LEAST_SECONDS && intervalSeconds <= MOST_SECONDS)) {
      throw new UsageError(`an interval is a number of seconds from ${LEAST_SECONDS} to a day, not ${intervalSeconds}`);
    }
    this.ports = ports;
    this.intervalMs = intervalSeconds * 1_000;
    this.alerts = new Alerts(thresholds);
    this.signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ResourceReport, undefined>> {
    if (this.state === 'new') this.begin();
    return new Promise((resolve) => {
      this.readers.push(resolve);
      this.deliver();
    });
  }

  return(): Promise<IteratorResult<ResourceReport, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  private begin(): void {
    this.state = 'running';
    if (this.signal?.aborted === true) {
      this.end();
      return;
    }
    this.signal?.addEventListener('abort', this.onAbort, { once: true });
    this.look();
  }

  private look(): void {
    const { line, clock, prepare } = this.ports;
    prepare();
    const usages = line.ledger.list();
    const timestamp = dateAt(clock.now());
    const resources = Object.fromEntries(usages.map((usage) => [usage.id, usageView(usage)]));
    const alerts = this.alerts.look(usages, waitForGraph(line), timestamp);
    this.newest = { timestamp, resources, alerts };
    this.stopTimer = clock.after(this.intervalMs, () => this.look());
    this.deliver();
  }

  private deliver(): void {
    if (this.state === 'over') {
      for (const reader of this.readers.splice(0)) reader({ done: true, value: undefined });
      return;
    }
    const report = this.newest;
    const reader = report === undefined ? undefined : this.readers.shift();
    if (report === undefined || reader === undefined) return;
    const raised = missingFrom(report.alerts, this.told);
    const cleared = missingFrom(this.told, report.alerts);
    this.newest = undefined;
    this.told = report.alerts;
    reader({ done: false, value: { ...report, raised, cleared } });
  }

  private end(): void {
    this.state = 'over';
    this.stopTimer();
    this.signal?.removeEventListener('abort', this.onAbort);
    this.deliver();
  }
}
