import type { FailedStepFacts } from '@codomyrmex/core';
import { type RunState, skipText, type TaskState, taskStatus } from '@codomyrmex/dag';
import type { EvaluationScope, StepDocument } from '../expression/scope.ts';
import { loadedOutput, type OutputStore } from './output.ts';
import type { RunPlan } from './run-plan.ts';
import type { Upstream } from './upstream.ts';

const NO_DOCUMENTS: ReadonlyMap<string, StepDocument> = new Map();

/** What tasks of one run can see of each other. Large outputs are read from the payload store when they are asked for. */
export class UpstreamScope implements Upstream {
  readonly #run: Pick<RunPlan, 'record' | 'plan'>;
  readonly #look: () => RunState;
  readonly #outputs: OutputStore;
  /** The scope of a task that refers to no step: one for all of them. */
  readonly none: EvaluationScope;

  constructor(run: Pick<RunPlan, 'record' | 'plan'>, look: () => RunState, outputs: OutputStore) {
    this.#run = run;
    this.#look = look;
    this.#outputs = outputs;
    this.none = this.#scope(NO_DOCUMENTS);
  }

  async scopeOf(steps: Iterable<string>): Promise<EvaluationScope> {
    const documents = new Map<string, StepDocument>();
    for (const name of steps) {
      const document = await this.#document(name);
      if (document !== undefined) documents.set(name, document);
    }
    return this.#scope(documents);
  }

  async #document(name: string): Promise<StepDocument | undefined> {
    const index = this.#run.plan.indices.get(name);
    const task = index === undefined ? undefined : this.#look().tasks[index];
    if (task === undefined) return undefined;
    const output = task.kind === 'completed' ? await loadedOutput(this.#outputs, task.output) : null;
    return { status: taskStatus(task), output, error: this.#reason(task), attempts: attemptsOf(task) };
  }

  /** Why a task has no output. */
  #reason(task: TaskState): string | null {
    if (task.kind === 'failed') return task.failure.message;
    return task.kind === 'skipped' ? skipText(this.#run.plan, task.because) : null;
  }

  #failures(): readonly FailedStepFacts[] {
    const { names } = this.#run.plan;
    return this.#look().tasks.flatMap((task, index) =>
      task.kind === 'failed'
        ? [{ step: names[index] ?? '', error: task.failure.message, error_code: task.failure.code }]
        : [],
    );
  }

  #scope(documents: ReadonlyMap<string, StepDocument>): EvaluationScope {
    const { record } = this.#run;
    return {
      step: (name) => documents.get(name),
      params: record.parameters,
      run: { id: record.id, workflow: record.workflow, workspace: record.workspace },
      failures: () => this.#failures(),
    };
  }
}

/** Attempts that were begun. */
export function attemptsOf(task: TaskState): number {
  switch (task.kind) {
    case 'waiting':
    case 'undecided':
      return 0;
    case 'ready':
    case 'backing_off':
      return task.attempt - 1;
    case 'running':
    case 'completed':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return task.attempt;
  }
}
