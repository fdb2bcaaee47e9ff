import { innerRunPath, outerRunId, runId } from '@codomyrmex/core';
import type { RunEvent } from '@codomyrmex/dag';
import type { FeedItem } from '../feed.ts';
import type { OrchestrationEvent } from './orchestration-events.ts';

type RunItem = FeedItem & { readonly kind: 'events' };

/** What is kept of a run until its end: what durations are counted from, and the first reason that it may fail for. */
interface Begun {
  readonly at: number;
  readonly attempts: Map<number, number>;
  why: string | undefined;
}

/**
 * Turns what the feed carries into the events of the specification, in the same order. Of runs that were under way before
 * the first item, the begins of attempts are unknown, and their durations `null`. A run that a step consists of is a workflow that
 * starts and ends like any other; the items of a step are tasks `each[3]` of the run that the step is in.
 */
export class FeedReader {
  readonly #begun = new Map<string, Begun>();

  read(item: FeedItem): readonly OrchestrationEvent[] {
    switch (item.kind) {
      case 'events':
        return item.events.flatMap((event) => this.#ofRun(item, event));
      case 'session':
        return [ofSession(item)];
      case 'dropped':
        // The ends of runs may be among what was dropped: nothing is kept for them.
        this.#begun.clear();
        return [];
      case 'progress':
      case 'log':
      case 'warning':
        return [];
    }
  }

  #ofRun(item: RunItem, event: RunEvent): readonly OrchestrationEvent[] {
    switch (event.type) {
      case 'run_started':
        this.#begun.set(item.run, { at: event.at, attempts: new Map(), why: undefined });
        return isOfItems(item) ? [] : [{ event: 'workflow_started', data: runFields(item) }];
      case 'run_ended':
        return this.#ended(item, event);
      case 'cancel_requested':
        this.#blame(item.run, `The run was cancelled: ${event.reason}`);
        return [];
      case 'run_timed_out':
        this.#blame(item.run, 'The run used up its time (TIMEOUT_EXCEEDED)');
        return [];
      case 'tasks_added':
      case 'tasks_released':
      case 'tasks_held':
      case 'run_sealed':
      case 'run_paused':
      case 'run_continued':
      case 'task_cancelled':
      case 'attempt_paused':
      case 'condition_met':
      case 'condition_unmet':
      case 'attempt_lost':
      case 'attempt_repeated':
      case 'signal_received':
      case 'attempt_declined':
      case 'attempt_cancelled':
      case 'backoff_ended':
        return [];
      case 'attempt_started':
        this.#begun.get(item.run)?.attempts.set(event.task, event.at);
        return [{ event: 'task_started', data: taskFields(item, event) }];
      case 'attempt_succeeded': {
        const executionTime = this.#durationOf(item.run, event);
        return [{ event: 'task_completed', data: { ...taskFields(item, event), executionTime } }];
      }
      case 'attempt_failed':
        return [this.#failed(item, event)];
      case 'task_failed':
        return this.#failedApart(item, event);
    }
  }

  #failed(item: RunItem, event: RunEvent & { readonly type: 'attempt_failed' }): OrchestrationEvent {
    const executionTime = this.#durationOf(item.run, event);
    const { message: errorMessage, code: errorCode } = event.failure;
    const data = { ...taskFields(item, event), errorMessage, errorCode };
    if (event.retryAt === null) {
      this.#blame(item.run, `Step ${data.taskName} failed: ${errorMessage}`);
      return { event: 'task_failed', data: { ...data, executionTime } };
    }
    return { event: 'task_retrying', data: { ...data, delay: seconds(event.retryAt - event.at) } };
  }

  /** The end of an attempt that runs is still to come, and tells the same. */
  #failedApart(item: RunItem, event: RunEvent & { readonly type: 'task_failed' }): readonly OrchestrationEvent[] {
    if (this.#begun.get(item.run)?.attempts.has(event.task) === true) return [];
    const { message: errorMessage, code: errorCode } = event.failure;
    const data = { ...taskFields(item, { task: event.task, attempt: 0 }), errorMessage, errorCode };
    this.#blame(item.run, `Step ${data.taskName} failed: ${errorMessage}`);
    return [{ event: 'task_failed', data: { ...data, executionTime: null } }];
  }

  #ended(item: RunItem, { at, status }: RunEvent & { readonly type: 'run_ended' }): readonly OrchestrationEvent[] {
    const begun = this.#begun.get(item.run);
    const executionTime = seconds(at - (begun?.at ?? item.of.record.createdAt));
    this.#begun.delete(item.run);
    if (isOfItems(item)) return [];
    const end = { ...runFields(item), status, executionTime };
    const completed = { event: 'workflow_completed' as const, data: { ...end, success: status === 'completed' } };
    if (status === 'completed') return [completed];
    const errorMessage = begun?.why ?? `workflow "${end.workflowName}" is ${status}`;
    return [{ event: 'workflow_failed', data: { ...end, errorMessage } }, completed];
  }

  #blame(run: string, why: string): void {
    const begun = this.#begun.get(run);
    if (begun !== undefined) begun.why ??= why;
  }

  #durationOf(run: string, { task, at }: { readonly task: number; readonly at: number }): number | null {
    const attempts = this.#begun.get(run)?.attempts;
    const begin = attempts?.get(task);
    attempts?.delete(task);
    return begin === undefined ? null : seconds(at - begin);
  }
}

function ofSession({ session, change }: FeedItem & { readonly kind: 'session' }): OrchestrationEvent {
  const { sessionId, userId, status, reason } = session;
  switch (change) {
    case 'created':
      return { event: 'session_created', data: { sessionId, userId } };
    case 'closed':
      return { event: 'session_closed', data: { sessionId, userId, status, reason } };
  }
}

/** A run of the items of a step is no workflow that anybody started: they are told as tasks of the run that the step is in. */
const isOfItems = ({ of }: RunItem): boolean => of.record.definition.items !== undefined;

function runFields(item: RunItem) {
  const { run, of } = item;
  const executionId = isOfItems(item) ? (outerRunId(runId(run)) ?? run) : run;
  return { sessionId: of.session?.id ?? null, workflowName: of.record.workflow, executionId };
}

function taskFields(item: RunItem, { task, attempt }: { readonly task: number; readonly attempt: number }) {
  const name = item.of.plan.names[task] ?? String(task);
  return { ...runFields(item), taskName: isOfItems(item) ? `${itemsStep(item)}[${name}]` : name, attempts: attempt };
}

/** The step whose items they are. */
function itemsStep({ run }: RunItem): string {
  return (innerRunPath(run).at(-1) ?? '').replace(/@\d+$/, '');
}

const seconds = (milliseconds: number): number => milliseconds / 1_000;
