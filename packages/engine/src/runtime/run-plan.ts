import type { Action, CacheRule, OrchestrationMode, ResourceRequest } from '@codomyrmex/core';
import type { AddedTask, OnFailure, Plan, RunRecord } from '@codomyrmex/dag';
import type { ParametersTemplate } from '../expression/parameters-template.ts';
import type { StrictOrder } from './strict-order.ts';

/** What one task of a run does. */
export interface TaskWork {
  readonly action: Action;
  /** The URL of the plugin's module: what a worker thread imports. */
  readonly entry: string;
  readonly parameters: Pick<ParametersTemplate, 'isConstant' | 'evaluate'>;
  /** Names of the tasks whose ends and outputs the parameters refer to. */
  readonly reads: readonly string[];
  /** Milliseconds for one attempt. */
  readonly timeoutMs?: number | undefined;
  /** What it needs beside its slot. Tasks that need the same may share one array. */
  readonly requests: readonly ResourceRequest[];
  /** Present where an equal attempt may be answered with an earlier result; with the version of the action's plugin. */
  readonly cache?: { readonly rule: CacheRule; readonly version: string } | undefined;
  /**
   * Present while the task's plugin is not loaded: called before the first use of `action`, `entry` and the check of the
   * parameters; what it throws is the task's failure.
   */
  readonly load?: (() => Promise<void>) | undefined;
}

/** A task that is added to a run under way, with what it does. */
export interface GrownTask {
  readonly task: AddedTask;
  readonly work: TaskWork;
}

/** Everything that a run is, before its first event: the checked graph, each task's work, and the limits. */
export interface RunPlan {
  readonly record: RunRecord;
  /** A growing plan makes a run that grows, and belongs to it. */
  readonly plan: Plan;
  /** By task index, of the tasks that the run begins with. */
  readonly works: readonly TaskWork[];
  readonly mode: OrchestrationMode;
  /** Tasks of this run that may be in hand at once. */
  readonly maxParallel: number;
  /** Milliseconds from the start, or from the last resume. */
  readonly timeoutMs?: number | undefined;
  readonly onFailure: OnFailure;
  /** `off`: cached steps run whatever is there; what they give is kept. `on` unless given. */
  readonly reuse?: 'on' | 'off' | undefined;
  /** The session that it runs under, whose slots it shares with the session's other runs. */
  readonly session?: RunSession | undefined;
}

/** What a run knows of its session. */
export interface RunSession {
  readonly id: string;
  /** The resource that counts the session's tasks. */
  readonly slots: string;
  /** Absent where tasks go as what they need is free. */
  readonly order?: StrictOrder | undefined;
}
