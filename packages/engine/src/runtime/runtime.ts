import type { Problem, RunId, RunStatus } from '@codomyrmex/core';
import type { RunEvent, RunHead, RunQuery, RunRecord, RunRequest, RunState, Tasks } from '@codomyrmex/dag';
import type { OutputStore } from './output.ts';
import type { GrownTask, RunPlan } from './run-plan.ts';

/** A run that this runtime has in hand. */
export interface LiveRun {
  readonly id: RunId;
  readonly run: RunPlan;
  /** Read-only, and true until the run's next turn. */
  readonly state: RunState;
  /** Settles with the final state; rejects when the journal refused, in which case the run can be resumed. */
  readonly ended: Promise<RunState>;
  cancel(reason: string): void;
  ask(request: RunRequest): void;
  /**
   * Adds tasks to a run that grows, all of them or none: then it gives the problems. Decided at once and seen in `state`;
   * durable before any of them starts.
   * @throws ResourceAllocationError when this machine can never grant what a task needs.
   */
  add(tasks: readonly GrownTask[]): readonly Problem[];
  /** Lets held tasks become ready. */
  release(tasks: Tasks): void;
  /** Begins no attempt of these tasks until they are released; attempts under way go on. */
  hold(tasks: Tasks): void;
  /** Nothing is added any more: the run ends with its last task. */
  seal(): void;
  /** False when there is no such task or its end stands. Once this is true, the task never completes. */
  cancelTask(task: number): boolean;
  /** Calls `told` for each task that has changed, durably; it may tell a task again. One listener, which does not throw. */
  onChanged(told: (task: number) => void): void;
  /** What a ready task waits for, and who holds it. */
  waitsFor(task: number): readonly string[];
}

/** A run as anybody may look at it, live or long over. */
export interface RunSnapshot {
  readonly record: RunRecord;
  readonly status: RunStatus;
  readonly state: RunState;
  /** Where its large outputs are. */
  readonly outputs: OutputStore;
  /** The run that an attempt of a step consists of, where it is one. */
  inner(step: string, attempt: number): Promise<RunSnapshot | undefined>;
  /** The run that it undoes, where it is there for that: its steps see what the steps of that one left. */
  undone(): Promise<RunSnapshot | undefined>;
}

/**
 * Who carries runs. This package has the embedded one; another may hand the same plans to a distributed engine. Faces read
 * runs through it and never through a store.
 */
export interface Runtime {
  /** The run's record and first fact are durable when this resolves. */
  start(run: RunPlan): Promise<LiveRun>;
  /** The same without waiting: what fails is told by the run's `ended`. */
  begin(run: RunPlan): LiveRun;
  /**
   * Goes on with a run that has no end and that no live process has.
   * @throws UsageError RUN_ENDED or RUN_OWNED.
   */
  resume(run: RunPlan): Promise<LiveRun>;
  /**
   * Hands a request to whoever has the run, in whatever process; a run that nobody has takes it here and now.
   * @throws NotFoundError RUN_NOT_FOUND · UsageError RUN_ENDED.
   */
  ask(run: RunId, request: RunRequest): Promise<void>;
  /** Runs in hand. */
  readonly live: ReadonlyMap<RunId, LiveRun>;
  record(run: RunId): Promise<RunRecord | undefined>;
  /** Of a live run that has ended, without it being read again. */
  snapshot(run: RunId | LiveRun): Promise<RunSnapshot | undefined>;
  /** What happened in a run so far, in order. */
  events(run: RunId): Promise<readonly RunEvent[]>;
  /** Newest first. */
  list(query?: RunQuery): Promise<readonly RunHead[]>;
  /** Lets go of everything; runs without an end can be resumed later. */
  close(): Promise<void>;
}
