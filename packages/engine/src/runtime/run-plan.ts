import type {
  Action,
  CacheRule,
  OrchestrationMode,
  ResourceRequest,
  RunId,
  StepDefinition,
  SuccessRule,
} from '@codomyrmex/core';
import type { AddedTask, OnFailure, Plan, RunRecord, RunRetry, RunState, TaskSpec } from '@codomyrmex/dag';
import type { CheckedStep } from '../definition/checked-workflow.ts';
import type { Confinement } from '../effects/confinement.ts';
import type { ParametersTemplate } from '../expression/parameters-template.ts';
import type { StrictOrder } from './strict-order.ts';
import type { Upstream } from './upstream.ts';

/** What one task of a run does. */
export type TaskWork = ActionWork | WaitWork | WorkflowWork | ItemsWork | UndoWork;

interface AnyWork {
  /** Milliseconds that it may wait for what it needs. */
  readonly waitingMs?: number | undefined;
  /** Milliseconds from the beginning of its first attempt; its plan says that it is timed. */
  readonly totalMs?: number | undefined;
  /** Present where the plan says that it is conditional. */
  readonly condition?: Condition | undefined;
  /** What it needs beside its slot. Tasks that need the same may share one array. */
  readonly requests: readonly ResourceRequest[];
  /** Names of the tasks whose ends and outputs its expressions refer to. */
  readonly reads: readonly string[];
}

/** Calls an action. */
export interface ActionWork extends AnyWork {
  readonly kind: 'action';
  readonly action: Action;
  /** The URL of the plugin's module: what a worker thread or process imports. */
  readonly entry: string;
  /** How the step asks to be kept apart; as its action asks where absent. */
  readonly confinement?: Confinement | undefined;
  readonly parameters: Pick<ParametersTemplate, 'isConstant' | 'evaluate'>;
  /** Milliseconds for one attempt. */
  readonly timeoutMs?: number | undefined;
  /** Present where an equal attempt may be answered with an earlier result; with the version of the action's plugin. */
  readonly cache?: { readonly rule: CacheRule; readonly version: string } | undefined;
  /**
   * Present while the task's plugin is not loaded: called before the first use of `action`, `entry` and the check of the
   * parameters; what it throws is the task's failure.
   */
  readonly load?: (() => Promise<void>) | undefined;
  readonly repeat?: Repetition | undefined;
}

/** Waits for a time or for somebody, in no slot and through any number of processes. Its plan says that it is standing. */
export interface WaitWork extends AnyWork {
  readonly kind: 'wait';
  /** Of what the step's `wait_for` says. */
  readonly wait: Pick<ParametersTemplate, 'isConstant' | 'evaluate'>;
  /** Milliseconds after which nobody came. */
  readonly deadlineMs?: number | undefined;
}

/** Runs a workflow in the run. Its plan says that it is standing: the steps of the workflow take the slots. */
export interface WorkflowWork extends AnyWork {
  readonly kind: 'workflow';
  readonly parameters: Pick<ParametersTemplate, 'evaluate'>;
  /** Milliseconds for one attempt. */
  readonly timeoutMs?: number | undefined;
  readonly maxParallel?: number | undefined;
  readonly repeat?: Repetition | undefined;
  /** The run to be carried. @throws DefinitionError where the parameters are not what the workflow takes. */
  readonly planOf: (place: InnerPlace, parameters: unknown) => RunPlan;
  /** Of the workflow, as it was checked: what a retry keeps of it is decided by them. */
  readonly steps: readonly CheckedStep[];
  /** What the workflow says that its runs give. */
  readonly outputs?:
    | { readonly template: Pick<ParametersTemplate, 'evaluate'>; readonly reads: readonly string[] }
    | undefined;
}

/**
 * Undoes what a workflow did that another step ran: runs, in a run in the run, what undoes its steps. Its plan says that it is
 * standing.
 */
export interface UndoWork extends AnyWork {
  readonly kind: 'undo';
  /** The step that ran it. */
  readonly step: string;
  /** The run that has that step, where it is not the run that has this task. */
  readonly of?: DoneRun | undefined;
  /** The run to be carried; nothing where nothing is to be undone. */
  readonly planOf: (place: InnerPlace, undone: UndoneRun) => RunPlan | undefined;
}

/** A run as far as it has come. */
export interface DoneRun {
  readonly record: RunRecord;
  readonly state: RunState;
}

/** A run that is undone, and what expressions see of it. */
export interface UndoneRun extends DoneRun {
  readonly upstream: Upstream;
}

/** What is done for one of many items. */
export type ItemWork = Exclude<TaskWork, ItemsWork | UndoWork>;

/** Does the same work for each of many items, as a run in the run. Its plan says that it is standing. */
export interface ItemsWork extends AnyWork {
  readonly kind: 'items';
  /** Of a record of `foreach` or `matrix` alone. */
  readonly items: Pick<ParametersTemplate, 'evaluate'>;
  /** What is done for one item, in a scope that has the item. */
  readonly work: ItemWork;
  /** The step for one item, and what its plan says of it. */
  readonly item: { readonly definition: StepDefinition; readonly traits: Omit<TaskSpec, 'name' | 'dependencies'> };
  readonly maxParallel?: number | undefined;
  readonly success?: SuccessRule | undefined;
}

/** When work that was done is done again. */
export interface Repetition {
  /** Of a record of `until` alone. */
  readonly until: Pick<ParametersTemplate, 'evaluate'>;
  readonly max: number;
  readonly delayMs: number;
}

/** Where a run stands in another. */
export interface InnerPlace {
  readonly id: RunId;
  readonly createdAt: number;
  /** The run that it belongs to. */
  readonly outer: RunPlan;
  readonly maxParallel?: number | undefined;
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
  /** Present before the first event of a run that makes an earlier one again. */
  readonly retry?: RunRetry | undefined;
  /** The session that it runs under, whose slots it shares with the session's other runs. */
  readonly session?: RunSession | undefined;
  /** Slots of the runs that it is in: its tasks take one of each beside its own. */
  readonly outerSlots?: readonly string[] | undefined;
  /** Of items: what their expressions see is what the run sees that they are in. Of what undoes a run: what that one sees. */
  readonly upstream?: Upstream | undefined;
}

/** What a run knows of its session. */
export interface RunSession {
  readonly id: string;
  /** The resource that counts the session's tasks. */
  readonly slots: string;
  /** Absent where tasks go as what they need is free. */
  readonly order?: StrictOrder | undefined;
}

/** The modes are data: sequential is one slot, the others differ in who goes first. */
export function slotsOf({ mode, maxParallel }: RunPlan): number {
  return mode === 'sequential' ? 1 : maxParallel;
}
