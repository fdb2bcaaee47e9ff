import type { Priority, TaskStatus } from '@codomyrmex/core';
import type { TaskState } from '@codomyrmex/dag';
import type { TaskResult } from '../views/task-result.ts';
import type { KeptTask } from './kept-task.ts';
import type { Task, TaskResource } from './task.ts';
import { type AtHand, resultOf, retriesOf, statusOf } from './task-result-of.ts';

/** A task as its orchestrator shows it: what never changes from what it keeps, the rest from the run's state when asked. */
export class TaskView implements Task {
  readonly #kept: KeptTask;
  readonly #look: () => TaskState;
  readonly #atHand: AtHand;

  constructor(kept: KeptTask, look: () => TaskState, atHand: AtHand) {
    this.#kept = kept;
    this.#look = look;
    this.#atHand = atHand;
  }

  get id(): string {
    return this.#kept.id;
  }

  get name(): string {
    return this.#kept.name;
  }

  get description(): string {
    return this.#kept.step.description ?? '';
  }

  get module(): string {
    return this.#kept.step.module;
  }

  get action(): string {
    return this.#kept.step.action;
  }

  get parameters(): Readonly<Record<string, unknown>> {
    return this.#kept.step.parameters ?? {};
  }

  get dependencies(): readonly string[] {
    return this.#kept.dependencies;
  }

  get priority(): Priority {
    return this.#kept.step.priority;
  }

  get resources(): readonly TaskResource[] {
    const { resources = [] } = this.#kept.step;
    return resources.map(({ type, identifier = type, mode, amount, timeout }) => ({
      type,
      identifier,
      mode,
      amount,
      timeout,
    }));
  }

  get timeout(): number | null {
    return this.#kept.step.timeout ?? null;
  }

  get maxRetries(): number {
    return this.#kept.step.max_retries;
  }

  get retryDelay(): number {
    return this.#kept.step.retry_delay;
  }

  get status(): TaskStatus {
    return statusOf(this.#look());
  }

  get retryCount(): number {
    return retriesOf(this.#look());
  }

  get createdAt(): Date {
    return new Date(this.#kept.createdAt);
  }

  get startedAt(): Date | null {
    const state = this.#look();
    if (state.kind === 'running') return new Date(state.since);
    return state.kind === 'completed' || state.kind === 'failed' ? new Date(state.startedAt) : null;
  }

  get completedAt(): Date | null {
    const state = this.#look();
    return state.kind === 'completed' || state.kind === 'failed' ? new Date(state.endedAt) : null;
  }

  get result(): TaskResult | null {
    return resultOf(this.#look(), this.#atHand);
  }

  get tags(): readonly string[] {
    return this.#kept.tags;
  }

  get metadata(): Readonly<Record<string, unknown>> {
    return this.#kept.metadata;
  }

  toJSON(): Task {
    const { id, name, description, module, action, parameters, dependencies, priority, resources } = this;
    const { timeout, maxRetries, retryDelay, status, retryCount, createdAt, startedAt, completedAt } = this;
    const { result, tags, metadata } = this;
    return {
      id,
      name,
      description,
      module,
      action,
      parameters,
      dependencies,
      priority,
      resources,
      timeout,
      maxRetries,
      retryDelay,
      status,
      retryCount,
      createdAt,
      startedAt,
      completedAt,
      result,
      tags,
      metadata,
    };
  }
}
