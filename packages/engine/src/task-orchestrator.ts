import { resolve } from 'node:path';
import { type TaskStatus, UsageError } from '@codomyrmex/core';
import * as z from 'zod';
import type { Orchestrator } from './orchestrator.ts';
import type { RunSession } from './runtime/run-plan.ts';
import type { Task, TaskDraft, TaskOptions } from './tasks/task.ts';
import { statsOf, statusOf } from './tasks/task-result-of.ts';
import { TaskRun } from './tasks/task-run.ts';
import type { ExecutionStats, TaskResult } from './views/task-result.ts';

export interface TaskOrchestratorPorts {
  readonly orchestrator: Orchestrator;
  /** Tasks that run at once, 1 to 10,000; 4 unless given. */
  readonly maxWorkers?: number | undefined;
  /** The folder that tasks work on; the working folder unless given. */
  readonly workspace?: string | undefined;
  /** A session whose slots the tasks share. */
  readonly session?: RunSession | undefined;
}

const workers = z.int().min(1).max(10_000);

/**
 * The specification's door to single tasks with dependencies: one run that takes tasks as they come. What was added is seen
 * at once and durable before it starts; nothing starts before `startExecution`. Times that are given are seconds.
 *
 * A task whose dependency failed, was cancelled or skipped is skipped: it never waits for ever. One that names a dependency
 * which is not there waits for it to be added.
 */
export class TaskOrchestrator {
  readonly #run: TaskRun;

  /** @throws UsageError INVALID_PARAMETERS when `maxWorkers` is out of range. */
  constructor({ orchestrator, maxWorkers = 4, workspace = '.', session }: TaskOrchestratorPorts) {
    if (!workers.safeParse(maxWorkers).success) {
      throw new UsageError(`maxWorkers is ${maxWorkers}, and must be a whole number from 1 to 10,000`, {
        code: 'INVALID_PARAMETERS',
      });
    }
    this.#run = new TaskRun({ orchestrator, maxWorkers, workspace: resolve(workspace), session });
  }

  /** The run that carries the tasks, for `run show` and `run resume`; none before the first task. */
  get runId(): string | undefined {
    return this.#run.id;
  }

  /**
   * Adds a task and gives its id. Where the task's plugin is not loaded yet, its action and parameters are checked when it
   * runs, and what is wrong with them is its failure.
   * @throws DefinitionError with every problem: action, parameters, ids, circles · UsageError SHUT_DOWN after `close`.
   */
  addTask(task: TaskDraft): string {
    return this.#run.add(task);
  }

  /** Makes a task and adds it. @throws as `addTask` does. */
  createTask(name: string, module: string, action: string, options: TaskOptions = {}): Task {
    const id = this.#run.add({ ...options, name, module, action });
    return this.#found(id);
  }

  /**
   * Runs a task, with everything that it waits for, also before `startExecution`; a task that was not added yet is. That it
   * failed, was cancelled or skipped is a result. @throws NotFoundError TASK_NOT_FOUND · as `addTask` does.
   */
  async executeTask(task: TaskDraft | string): Promise<TaskResult> {
    const [result] = await this.#run.ends([this.#idOf(task)]);
    if (result !== undefined) return result;
    throw new UsageError('there is no task', { code: 'TASK_NOT_FOUND' });
  }

  /** The same for several tasks, side by side; results stand in the order of the ids. */
  async executeParallel(taskIds: readonly string[]): Promise<readonly TaskResult[]> {
    return this.#run.ends(taskIds);
  }

  /** Lets everything run that was added, and what is added from now on. */
  startExecution(): void {
    this.#run.start();
  }

  /** Begins nothing more and waits for what runs, at most five seconds. It can be started again. */
  stopExecution(): Promise<void> {
    return this.#run.stop();
  }

  /**
   * True when every task has ended, false when `timeout` seconds are over before; without one it waits as long as it takes,
   * also for tasks that nobody starts.
   */
  waitForCompletion(timeout?: number | null): Promise<boolean> {
    return this.#run.allEnded(typeof timeout === 'number' ? timeout * 1000 : undefined);
  }

  /** Once this is true, the task never completes. False when there is no such task or its end stands. */
  cancelTask(taskId: string): boolean {
    return this.#run.cancel(taskId);
  }

  getTask(taskId: string): Task | undefined {
    return this.#run.task(taskId);
  }

  getTaskStatus(taskId: string): TaskStatus | undefined {
    return this.#run.task(taskId)?.status;
  }

  /** Undefined when there is no such task, or it neither completed nor failed. */
  getTaskResult(taskId: string): TaskResult | undefined {
    return this.#run.task(taskId)?.result ?? undefined;
  }

  /** In the order in which they were added. */
  listTasks(status?: TaskStatus | null): readonly Task[] {
    return this.#run.states.flatMap((state, index) => {
      const isMeant = status === undefined || status === null || statusOf(state) === status;
      const task = isMeant ? this.#run.taskAt(index) : undefined;
      return task === undefined ? [] : [task];
    });
  }

  /** Ids of what a task waits for; empty when there is no such task. */
  getDependencies(taskId: string): readonly string[] {
    return this.#run.task(taskId)?.dependencies ?? [];
  }

  getExecutionStats(): ExecutionStats {
    return statsOf(this.#run.states);
  }

  /**
   * Stops, and ends the run when all of its tasks have ended. Otherwise what is left can be done later: `run resume` goes on
   * with it. Calling it again does nothing.
   */
  close(): Promise<void> {
    return this.#run.close();
  }

  #idOf(task: TaskDraft | string): string {
    if (typeof task === 'string') return task;
    return task.id !== undefined && this.#run.task(task.id) !== undefined ? task.id : this.#run.add(task);
  }

  #found(id: string): Task {
    const task = this.#run.task(id);
    if (task !== undefined) return task;
    throw new UsageError(`there is no task ${id}`, { code: 'TASK_NOT_FOUND' });
  }
}
