import type { EndStatus } from '@codomyrmex/dag';

/** What every event of a run says. */
interface OfRun {
  /** `null` for a run outside of any session. */
  readonly sessionId: string | null;
  readonly workflowName: string;
  readonly executionId: string;
}

interface OfTask extends OfRun {
  readonly taskName: string;
  /** The attempt that the event is about, counted from 1. */
  readonly attempts: number;
}

/** By name: what a handler is given. Durations and delays are seconds. */
export interface OrchestrationEvents {
  readonly session_created: { readonly sessionId: string; readonly userId: string };
  readonly session_closed: {
    readonly sessionId: string;
    readonly userId: string;
    readonly status: string;
    readonly reason: string | null;
  };
  readonly workflow_started: OfRun;
  /** A run is over, however: `success` says how. */
  readonly workflow_completed: OfRun & {
    readonly success: boolean;
    readonly status: EndStatus;
    readonly executionTime: number;
  };
  /** Comes before `workflow_completed` where the run failed or was cancelled. */
  readonly workflow_failed: OfRun & {
    readonly status: EndStatus;
    readonly executionTime: number;
    readonly errorMessage: string;
  };
  readonly task_started: OfTask;
  readonly task_completed: OfTask & { readonly executionTime: number | null };
  /** No attempt follows. */
  readonly task_failed: OfTask & {
    readonly executionTime: number | null;
    readonly errorMessage: string;
    readonly errorCode: string;
  };
  /** An attempt failed, and another follows after `delay`. */
  readonly task_retrying: OfTask & {
    readonly errorMessage: string;
    readonly errorCode: string;
    readonly delay: number;
  };
}

export type OrchestrationEventName = keyof OrchestrationEvents;

const names: Readonly<Record<OrchestrationEventName, true>> = {
  session_created: true,
  session_closed: true,
  workflow_started: true,
  workflow_completed: true,
  workflow_failed: true,
  task_started: true,
  task_completed: true,
  task_failed: true,
  task_retrying: true,
};
export const orchestrationEventNames: readonly string[] = Object.keys(names);

/** One thing that happened, as handlers are told. */
export type OrchestrationEvent = {
  [Name in OrchestrationEventName]: { readonly event: Name; readonly data: OrchestrationEvents[Name] };
}[OrchestrationEventName];

/** `*` stands for every event. */
export type OrchestrationEventHandler<Name extends OrchestrationEventName | '*'> = (
  event: Name extends OrchestrationEventName ? Name : OrchestrationEventName,
  data: Name extends OrchestrationEventName ? OrchestrationEvents[Name] : OrchestrationEvents[OrchestrationEventName],
) => unknown;
