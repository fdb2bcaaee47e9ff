import { namePattern, type Problem, priorityRank, taskSchema } from '@codomyrmex/core';
import type { AddedTask, GrowingPlan, RetryPolicy } from '@codomyrmex/dag';
import { retryPolicy } from '../definition/retry-policy.ts';
import type { GrownTask } from '../runtime/run-plan.ts';
import { writtenStep } from '../workflows/workflow-step.ts';
import { type KeptTask, readTask, writtenTask } from './kept-task.ts';
import type { TaskDraft } from './task.ts';
import type { TaskWorks } from './task-works.ts';

export type DraftedTask =
  | { readonly ok: true; readonly kept: KeptTask; readonly grown: GrownTask }
  | { readonly ok: false; readonly name: string; readonly problems: readonly Problem[] };

export interface DraftPorts {
  readonly works: TaskWorks;
  readonly ids: () => string;
  readonly now: () => number;
}

/**
 * The tasks of one orchestrator by id, in the order of their indices in the run. In the run a task has its own name, as far
 * as that can stand in an expression and is free; otherwise its id.
 */
export class TaskBook {
  readonly kept: KeptTask[] = [];
  readonly #indices = new Map<string, number>();
  readonly #policies = new Map<string, RetryPolicy>();
  readonly #plan: GrowingPlan;
  readonly #ports: DraftPorts;

  constructor(plan: GrowingPlan, ports: DraftPorts) {
    this.#plan = plan;
    this.#ports = ports;
  }

  indexOf(id: string): number | undefined {
    return this.#indices.get(id);
  }

  add(task: KeptTask): void {
    this.#indices.set(task.id, this.kept.length);
    this.kept.push(task);
  }

  /** Reads and checks a draft: every problem at once. Nothing is added. */
  drafted(draft: TaskDraft, isHeld: boolean): DraftedTask {
    const id = draft.id ?? this.#ports.ids();
    const name = draft.name || `task_${id.slice(-8)}`;
    const identity = { id, name, key: this.#keyOf(id, name), createdAt: this.#ports.now() };
    const read = readTask(draft, identity);
    if (!read.ok) {
      return { ok: false, name, problems: [...this.#idProblems(id), ...read.problems, ...this.#actionProblems(draft)] };
    }
    const made = this.#ports.works.make(read.task.step);
    const keys = read.task.dependencies.map((dependency) => this.#keyOfDependency(dependency));
    const reads = made.ok ? made.work.reads : [];
    const problems = [
      ...this.#idProblems(id),
      ...(made.ok ? [] : made.problems),
      ...this.#unknownReads(reads, new Set(keys)),
    ];
    if (!made.ok || problems.length > 0) return { ok: false, name, problems };
    const dependencies = [...new Set([...keys, ...reads])];
    const kept: KeptTask = { ...read.task, step: { ...read.task.step, dependencies } };
    return { ok: true, kept, grown: { task: this.#addedTask(kept, dependencies, isHeld), work: made.work } };
  }

  /** Of a draft with faults of its own: its action and parameters are looked at all the same. */
  #actionProblems({ module, action, parameters }: TaskDraft): readonly Problem[] {
    const step = taskSchema.safeParse(
      writtenStep({ name: 'task', ...(module !== undefined && { module }), action, parameters }),
    );
    const made = step.success ? this.#ports.works.make(step.data) : undefined;
    return made === undefined || made.ok ? [] : made.problems;
  }

  #addedTask(kept: KeptTask, dependencies: readonly string[], isHeld: boolean): AddedTask {
    const { step } = kept;
    const retry = retryPolicy(step, this.#policies);
    return {
      name: step.name,
      dependencies,
      priority: priorityRank[step.priority],
      written: writtenTask(kept),
      ...(retry !== undefined && { retry }),
      ...(isHeld && { held: true }),
    };
  }

  /** Whoever waits for a task that is not there yet has named it by its id, or by its name. */
  #keyOf(id: string, name: string): string {
    const { indices, edges } = this.#plan;
    return edges.awaited.has(id) || indices.has(name) || !namePattern.test(name) ? id : name;
  }

  #keyOfDependency(id: string): string {
    const index = this.#indices.get(id);
    return index === undefined ? id : (this.kept[index]?.step.name ?? id);
  }

  #idProblems(id: string): readonly Problem[] {
    if (!this.#indices.has(id)) return [];
    return [{ code: 'duplicate_id', message: `there is a task with the id "${id}" already`, path: 'id' }];
  }

  /** An expression may read a task that is there, or one that is named among the dependencies. */
  #unknownReads(reads: readonly string[], dependencies: ReadonlySet<string>): readonly Problem[] {
    return reads
      .filter((name) => !dependencies.has(name) && !this.#plan.indices.has(name))
      .map((name) => ({
        code: 'unknown_reference',
        message: `an expression reads "${name}", and there is no task of that name`,
        path: 'parameters',
        suggestion: `add "${name}" first, or name it among the dependencies`,
      }));
  }
}
