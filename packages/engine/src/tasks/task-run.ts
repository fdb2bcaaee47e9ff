import { NotFoundError, runId, UsageError } from '@codomyrmex/core';
import { GrowingPlan, isSettled, type TaskState } from '@codomyrmex/dag';
import type { Orchestrator } from '../orchestrator.ts';
import type { RunSession } from '../runtime/run-plan.ts';
import type { LiveRun } from '../runtime/runtime.ts';
import type { TaskResult } from '../views/task-result.ts';
import { growingRun } from './growing-run.ts';
import type { Task, TaskDraft } from './task.ts';
import { TaskBook } from './task-book.ts';
import { TaskOutputs } from './task-outputs.ts';
import { endOf } from './task-result-of.ts';
import { TaskView } from './task-view.ts';
import { TaskWaits } from './task-waits.ts';
import { invalidTask, TaskWorks } from './task-works.ts';

export interface TaskRunPorts {
  readonly orchestrator: Orchestrator;
  /** Absolute path of the folder that the tasks work on. */
  readonly workspace: string;
  readonly maxWorkers: number;
  readonly session?: RunSession | undefined;
}

/** Milliseconds that a stop waits for what runs. */
const STOP_MS = 5_000;

/** One run that takes tasks until it is closed. It is begun by the first task. */
export class TaskRun {
  readonly #ports: TaskRunPorts;
  readonly #plan = new GrowingPlan();
  readonly #book: TaskBook;
  readonly #waits = new TaskWaits();
  readonly #outputs: TaskOutputs;
  #live: LiveRun | undefined;
  #isStarted = false;
  #isClosed = false;

  constructor(ports: TaskRunPorts) {
    const { orchestrator } = ports;
    const { registry, clock, runtime } = orchestrator;
    this.#ports = ports;
    const works = new TaskWorks(registry);
    this.#book = new TaskBook(this.#plan, { works, ids: () => orchestrator.newRunId(), now: () => clock.now() });
    this.#outputs = new TaskOutputs(async () => {
      const snapshot = this.#live === undefined ? undefined : await runtime.snapshot(this.#live.id);
      return snapshot?.outputs;
    });
  }

  /** The run that carries the tasks; none before the first task. */
  get id(): string | undefined {
    return this.#live?.id;
  }

  get states(): readonly TaskState[] {
    return this.#live?.state.tasks ?? [];
  }

  /** Adds a task and gives its id. @throws DefinitionError with every problem · UsageError when it was closed. */
  add(draft: TaskDraft): string {
    if (this.#isClosed) throw closed();
    const drafted = this.#book.drafted(draft, !this.#isStarted);
    if (!drafted.ok) throw invalidTask(drafted.name, drafted.problems);
    const { kept, grown } = drafted;
    const problems = this.#begun().add([grown]);
    if (problems.length > 0) throw invalidTask(kept.name, problems);
    this.#book.add(kept);
    if (!this.#isStarted) this.#releaseIfAwaited(this.#book.kept.length - 1);
    return kept.id;
  }

  task(id: string): Task | undefined {
    const index = this.#book.indexOf(id);
    return index === undefined ? undefined : this.taskAt(index);
  }

  taskAt(index: number): Task | undefined {
    const kept = this.#book.kept[index];
    if (kept === undefined) return undefined;
    return new TaskView(kept, () => this.states[index] ?? { kind: 'waiting' }, this.#outputs.atHand);
  }

  start(): void {
    if (this.#isClosed) throw closed();
    this.#isStarted = true;
    this.#live?.release('all');
  }

  /** Begins nothing more, and waits for what runs, at most five seconds. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    const live = this.#live;
    if (live === undefined) return;
    live.hold('all');
    if (live.state.running > 0) await this.#within(this.#waits.ofIdle(), STOP_MS);
  }

  cancel(id: string): boolean {
    const index = this.#book.indexOf(id);
    return index !== undefined && this.#live?.cancelTask(index) === true;
  }

  /** Lets the tasks run, with everything that they wait for, and gives their ends in order. @throws NotFoundError. */
  async ends(ids: readonly string[]): Promise<readonly TaskResult[]> {
    const indices = ids.map((id) => this.#known(id));
    const live = this.#live;
    if (live === undefined) return [];
    live.release(this.#heldBefore(indices));
    await Promise.all(indices.map((index) => this.#ended(index)));
    return indices.map((index) => endOf(this.#plan, this.states[index], this.#outputs.atHand));
  }

  /** True when every task has ended; false when `timeoutMs` are over before. */
  async allEnded(timeoutMs: number | undefined): Promise<boolean> {
    if ((this.#live?.state.unsettled ?? 0) === 0) return true;
    return this.#within(this.#waits.ofAll(), timeoutMs);
  }

  /** Ends the run when all of its tasks have; otherwise it stays as it is, and can be resumed by its id. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.stop();
    const live = this.#live;
    if (live === undefined || live.state.unsettled > 0) return;
    live.seal();
    await live.ended;
  }

  #begun(): LiveRun {
    if (this.#live !== undefined) return this.#live;
    const { orchestrator, workspace, maxWorkers: maxParallel, session } = this.#ports;
    const { runtime, clock } = orchestrator;
    const id = runId(orchestrator.newRunId());
    const plan = growingRun({ id, name: 'tasks', workspace, maxParallel, createdAt: clock.now(), session });
    const live = runtime.begin({ ...plan, plan: this.#plan });
    live.onChanged((task) => this.#changed(live, task));
    live.ended.catch((error: unknown) => this.#waits.fail(error));
    this.#live = live;
    return live;
  }

  #changed(live: LiveRun, task: number): void {
    const { tasks, running, unsettled } = live.state;
    const state = tasks[task];
    if (running === 0) this.#waits.idle();
    if (state === undefined || !isSettled(state)) return;
    if (this.#outputs.isElsewhere(state)) {
      const go = () => this.#tellEnded(live, task);
      this.#outputs.load(state).then(go, go);
      return;
    }
    this.#waits.ended(task);
    if (unsettled === 0) this.#waits.allEnded();
  }

  #tellEnded(live: LiveRun, task: number): void {
    this.#waits.ended(task);
    if (live.state.unsettled === 0) this.#waits.allEnded();
  }

  async #ended(index: number): Promise<void> {
    const state = this.states[index];
    if (state !== undefined && isSettled(state)) {
      if (this.#outputs.isElsewhere(state)) await this.#outputs.load(state);
      return;
    }
    await this.#waits.ofTask(index);
  }

  #known(id: string): number {
    const index = this.#book.indexOf(id);
    if (index !== undefined) return index;
    throw new NotFoundError(`there is no task ${id}`, { code: 'TASK_NOT_FOUND' });
  }

  /** These tasks and what they wait for, as far as it is held back, with a stack of its own. */
  #heldBefore(indices: readonly number[]): readonly number[] {
    const { edges } = this.#plan;
    const held = this.#live?.state.growth?.held;
    const found = new Set(indices);
    for (const task of found) {
      if (held?.[task] !== 1) continue;
      const end = edges.endOf(task);
      for (let edge = edges.firstOf(task); edge < end; edge++) {
        if (edges.dependencyOf(edge) >= 0) found.add(edges.dependencyOf(edge));
      }
    }
    return [...found];
  }

  /** What a released task waits for is released when it comes. */
  #releaseIfAwaited(task: number): void {
    const { edges } = this.#plan;
    const held = this.#live?.state.growth?.held;
    for (let edge = edges.toDependents(task); edge >= 0; edge = edges.next(edge)) {
      const dependent = edges.dependentOf(edge);
      const state = this.states[dependent];
      if (held?.[dependent] === 1 || state === undefined || isSettled(state)) continue;
      this.#live?.release(this.#heldBefore([task]));
      return;
    }
  }

  async #within(done: Promise<void>, timeoutMs: number | undefined): Promise<boolean> {
    if (timeoutMs === undefined) return done.then(() => true);
    const { clock } = this.#ports.orchestrator;
    let leave = () => {};
    const late = new Promise<boolean>((resolve) => {
      leave = clock.after(timeoutMs, () => resolve(false));
    });
    try {
      return await Promise.race([done.then(() => true), late]);
    } finally {
      leave();
    }
  }
}

function closed(): UsageError {
  return new UsageError('the task orchestrator was closed', { code: 'SHUT_DOWN' });
}
