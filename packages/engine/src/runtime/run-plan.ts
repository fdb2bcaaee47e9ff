import type { Action, CacheRule, OrchestrationMode, ResourceRequest } from '@codomyrmex/core';
import type { AddedTask, OnFailure, Plan, RunRecord } from '@codomyrmex/dag';
import type { Confinement } from '../effects/confinement.ts';
import type { ParametersTemplate } from '../expression/parameters-template.ts';
import type { StrictOrder } from './strict-order.ts';

/** What one task of a run does. */
export interface TaskWork {
  readonly action: Action;
  /** The URL of the plugin's module: what a worker thread or process imports. */
  readonly entry: string;
  /** How the step asks to be kept apart; as its action asks where absent. */
  readonly confinement?: Confinement | undefined;
  readonly parameters: Pick<ParametersTemplate, 'isConstant' | 'evaluate'>;
  /** Names of the tasks whose ends and outputs the parameters refer to. */
  readonly reads: readonly string[];
  /** Milliseconds for one attempt. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds that it may wait for what it needs. */
  readonly waitingMs?: number | undefined;
  /** Milliseconds from the beginning of its first attempt; its plan says that it is timed. */
  readonly totalMs?: number | undefined;
  /** Present where the plan says that it is conditional. */
  readonly condition?: Condition | undefined;
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

/** Whether a task shall run, by what other tasks left. */
export interface Condition {
  readonly template: Pick<ParametersTemplate, 'evaluate'>;
  /** Names of the tasks that it refers to. */
  readonly reads: readonly string[];
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
