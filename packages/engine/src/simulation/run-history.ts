import { innerRunId, isOrchestrationError, type RunId } from '@codomyrmex/core';
import type { RunHead } from '@codomyrmex/dag';
import type { Runtime } from '../runtime/runtime.ts';
import { storedPlan } from '../runtime/stored-plan.ts';
import { isUnsealed } from '../runtime/unsealed.ts';
import { stepDurations } from './step-durations.ts';

/** Newest runs of a workflow among which completed ones are looked for. */
const NEWEST_RUNS = 100;
/** Completed runs whose events are read: most often the newest knows every step. */
const MOST_READ = 10;

/** A step that completed in a run. */
interface PastStep {
  readonly milliseconds: number;
  /** The attempt that completed it. */
  readonly attempt: number;
}

export interface PastRun {
  readonly id: RunId;
  /** How many tasks it had. */
  readonly size: number;
  /** By name. */
  readonly steps: ReadonlyMap<string, PastStep>;
}

/** What earlier runs say of durations. Each is read once. */
export class RunHistory {
  readonly #runtime: Pick<Runtime, 'list' | 'record' | 'events'>;
  readonly #read = new Map<RunId, Promise<PastRun | undefined>>();

  constructor(runtime: Pick<Runtime, 'list' | 'record' | 'events'>) {
    this.#runtime = runtime;
  }

  /** The newest completed runs of a workflow, the newest first. */
  async completed(workflow: string): Promise<readonly RunId[]> {
    const heads = await this.#runtime.list({ workflow, limit: NEWEST_RUNS });
    return heads
      .filter(isCompleted)
      .slice(0, MOST_READ)
      .map(({ id }) => id);
  }

  /** Nothing of a run that is gone or damaged, or whose tasks were added one by one. */
  of(id: RunId): Promise<PastRun | undefined> {
    const reading = this.#read.get(id) ?? this.#past(id);
    this.#read.set(id, reading);
    return reading;
  }

  /** The runs that a step consisted of where it completed in these runs. */
  async within(runs: readonly RunId[], step: string): Promise<readonly RunId[]> {
    const found: RunId[] = [];
    for (const id of runs) {
      const past = (await this.of(id))?.steps.get(step);
      if (past !== undefined) found.push(innerRunId(id, step, past.attempt));
    }
    return found;
  }

  async #past(id: RunId): Promise<PastRun | undefined> {
    try {
      const record = await this.#runtime.record(id);
      if (record === undefined || isUnsealed(record)) return undefined;
      const plan = storedPlan(record);
      const events = await this.#runtime.events(id);
      const durations = stepDurations(plan, events);
      const steps = new Map<string, PastStep>();
      for (const event of events) {
        const milliseconds = event.type === 'attempt_succeeded' ? durations[event.task] : undefined;
        if (event.type !== 'attempt_succeeded' || milliseconds === undefined) continue;
        steps.set(plan.names[event.task] ?? '', { milliseconds, attempt: event.attempt });
      }
      return { id, size: plan.size, steps };
    } catch (error) {
      if (isOrchestrationError(error)) return undefined;
      throw error;
    }
  }
}

const isCompleted = ({ phase }: RunHead): boolean => phase.kind === 'ended' && phase.status === 'completed';
