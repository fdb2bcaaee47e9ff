import type { RunEvent, RunRecord } from '@codomyrmex/dag';

/** What the checks read of a step, in its stored form. */
export interface StoredStep {
  readonly name: string;
  readonly dependencies?: readonly string[] | null;
  readonly run_on?: string;
  readonly required?: boolean;
  readonly max_retries?: number;
  readonly retry?: { readonly max?: number };
  readonly resources?: readonly StoredResource[];
  readonly foreach?: unknown;
  readonly workflow?: unknown;
  readonly wait_for?: unknown;
}

export interface StoredResource {
  readonly type: string;
  readonly identifier?: string;
  readonly mode?: string;
  readonly amount?: { readonly cores?: number };
}

/** What undoes a step: an action of its own, or what undoes the steps of its workflow. */
interface Undoable {
  readonly compensate?: Omit<StoredStep, 'name'>;
  readonly compensate_steps?: boolean;
}

interface StoredDefinition {
  readonly steps: readonly (StoredStep & Undoable)[];
  readonly on_failure_steps?: readonly StoredStep[];
  readonly finally?: readonly StoredStep[];
  readonly on_failure?: string;
  readonly mode?: string;
  readonly max_parallel?: number;
  /** In a run of items: its one step is done so often. */
  readonly items?: number;
}

interface Task {
  readonly step: StoredStep;
  readonly isMain: boolean;
  attempts: number;
  failed: number;
  running: boolean;
  end: 'completed' | 'failed' | 'other' | undefined;
}

/** One run as its durable facts tell it, checked fact by fact without the kernel. */
export class RunHistory {
  readonly record: RunRecord;
  readonly definition: StoredDefinition;
  readonly #tasks: readonly Task[];
  readonly #violated: (text: string) => void;
  readonly #byName: ReadonlyMap<string, Task>;
  #isPaused = false;
  #isAborted = false;
  #isStopped = false;
  end: string | undefined;

  constructor(record: RunRecord, violated: (text: string) => void) {
    this.record = record;
    // What the engine stored of a definition that its own schema had read.
    this.definition = record.definition as unknown as StoredDefinition;
    this.#violated = (text) => violated(`run ${record.id}: ${text}`);
    this.#tasks = tasksOf(this.definition);
    this.#byName = new Map(this.#tasks.map((task) => [task.step.name, task]));
  }

  /** Somebody, or its own time, ended it before it was done. */
  get isAborted(): boolean {
    return this.#isAborted;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Attempts of a task that failed, lost and paused ones not counted. */
  failedAttempts(task: string): number {
    return this.#byName.get(task)?.failed ?? 0;
  }

  /** Whether a step takes no slot and outlives its process: it waits, or is a run itself. */
  isStanding(task: string): boolean {
    const step = this.#byName.get(task)?.step;
    return step !== undefined && standsItself(step);
  }

  stepOf(task: string): StoredStep | undefined {
    return this.#byName.get(task)?.step;
  }

  nameOf(task: number): string {
    return this.#tasks[task]?.step.name ?? `${task}`;
  }

  take(event: RunEvent): void {
    if (this.end !== undefined) this.#violated(`R4: ${event.type} follows the end`);
    switch (event.type) {
      case 'run_paused':
        this.#isPaused = true;
        return;
      case 'run_continued':
        this.#isPaused = false;
        return;
      case 'cancel_requested':
      case 'run_timed_out':
        this.#isPaused = false;
        this.#isAborted = true;
        return;
      case 'run_ended':
        this.end = event.status;
        for (const { running, step } of this.#tasks) if (running) this.#violated(`R4: ended while ${step.name} runs`);
        return;
      default:
        if ('task' in event) this.#takeOfTask(event);
    }
  }

  /** Why the action of an attempt must not be called now; `undefined` when it may. */
  whyNotCall(name: string, attempt: number): string | undefined {
    const task = this.#byName.get(name);
    if (task === undefined) return 'there is no such step';
    if (this.end !== undefined) return 'the run has ended';
    if (!task.running || task.attempts !== attempt) return 'no durable fact says that this attempt began';
    return this.#ruleUnmet(task);
  }

  #takeOfTask(event: Extract<RunEvent, { readonly task: number }>): void {
    const task = this.#tasks[event.task];
    if (task === undefined) return this.#violated(`${event.type} of task ${event.task}, which there is not`);
    const at = `${event.type} of ${task.step.name}`;
    if (task.end !== undefined) this.#violated(`R5: ${at} follows its end`);
    switch (event.type) {
      case 'attempt_started':
        this.#startable(task, at);
        if (event.attempt !== task.attempts + 1) {
          this.#violated(`R3: attempt ${event.attempt} of ${task.step.name} follows ${task.attempts}`);
        }
        task.attempts = event.attempt;
        task.running = true;
        return;
      case 'attempt_succeeded':
        return this.#ended(task, at, 'completed');
      case 'attempt_failed':
        task.failed++;
        if (task.failed > mostFailures(task.step)) this.#violated(`R3: ${task.step.name} failed ${task.failed} times`);
        return event.retryAt === null ? this.#ended(task, at, 'failed') : this.#stopped(task, at);
      case 'attempt_lost':
      case 'attempt_paused':
        if (standsItself(task.step)) this.#violated(`${at}, which outlives its process and every pause`);
        return this.#stopped(task, at);
      case 'attempt_repeated':
        task.failed = 0;
        return this.#stopped(task, at);
      case 'attempt_declined':
      case 'attempt_cancelled':
        return this.#ended(task, at, 'other');
      case 'condition_unmet':
        task.end = 'other';
        return;
      case 'task_failed':
        // One whose attempt runs fails as soon as its work has ended.
        if (!task.running) this.#failed(task);
        return;
      case 'task_cancelled':
      case 'condition_met':
      case 'backoff_ended':
        return;
    }
  }

  #startable(task: Task, at: string): void {
    if (task.running) this.#violated(`${at} while it runs`);
    if (this.#isPaused) this.#violated(`${at} while the run is paused`);
    if (task.isMain && this.#isAborted) this.#violated(`${at} after the end of the steps was asked for`);
    // What had begun may finish, and is made again where it was lost.
    const isFirst = task.attempts === 0;
    if (task.isMain && isFirst && this.#isStopped)
      this.#violated(`${at} after a failure in a run that stops at the first`);
  }

  #stopped(task: Task, at: string): void {
    if (!task.running) this.#violated(`R9: ${at}, which does not run`);
    task.running = false;
  }

  #ended(task: Task, at: string, end: 'completed' | 'failed' | 'other'): void {
    this.#stopped(task, at);
    if (end === 'failed') this.#failed(task);
    else task.end = end;
  }

  #failed(task: Task): void {
    task.end = 'failed';
    const stops = this.definition.on_failure === 'stop' || this.definition.on_failure === 'rollback';
    if (stops && task.isMain && task.step.required !== false) this.#isStopped = true;
  }

  /** R1, by the steps of the definition alone; what undoes steps and what is for the end waits for no step by name. */
  #ruleUnmet({ step, isMain }: Task): string | undefined {
    if (!isMain) {
      const open = this.#tasks.find((task) => task.isMain && task.running);
      return open === undefined ? undefined : `R1: ${open.step.name} still runs`;
    }
    const dependencies = (step.dependencies ?? []).flatMap((name) => this.#byName.get(name) ?? []);
    const open = dependencies.find(({ running }) => running);
    if (open !== undefined) return `R1: ${open.step.name} still runs`;
    const completed = dependencies.filter(({ end }) => end === 'completed').length;
    const failed = dependencies.filter(({ end }) => end === 'failed').length;
    const forgiven = dependencies.filter(
      ({ end, step: { required } }) => end === 'failed' && required === false,
    ).length;
    const isMet = {
      success: completed + forgiven === dependencies.length,
      failure: failed > 0 && failed === dependencies.length,
      always: true,
      any_success: completed > 0,
      any_failure: failed > 0,
    }[step.run_on ?? 'success'];
    return isMet === true ? undefined : `R1: its rule ${step.run_on} is not met`;
  }
}

const standsItself = ({ foreach, workflow, wait_for: wait }: StoredStep): boolean =>
  foreach !== undefined || workflow !== undefined || wait !== undefined;

const mostFailures = ({ retry, max_retries: retries }: StoredStep): number => 1 + (retry?.max ?? retries ?? 3);

/** In the order of the plan: the steps, what undoes them, what is for a failure, what is for the end. */
function tasksOf({
  steps,
  on_failure_steps: onFailure = [],
  finally: last = [],
  items,
}: StoredDefinition): readonly Task[] {
  const task = (step: StoredStep, isMain: boolean): Task => ({
    step,
    isMain,
    attempts: 0,
    failed: 0,
    running: false,
    end: undefined,
  });
  const [each] = steps;
  if (items !== undefined && each !== undefined) {
    return Array.from({ length: items }, (_, index) => task({ ...each, name: `${index}` }, true));
  }
  return [
    ...steps.map((step) => task(step, true)),
    ...steps.flatMap(({ name, compensate, compensate_steps: ofSteps, workflow }) => {
      const undoing = compensate ?? (ofSteps === true ? { workflow, max_retries: 0 } : undefined);
      return undoing === undefined ? [] : [task({ ...undoing, name: `${name}.compensate` }, false)];
    }),
    ...[...onFailure, ...last].map((step) => task(step, false)),
  ];
}
