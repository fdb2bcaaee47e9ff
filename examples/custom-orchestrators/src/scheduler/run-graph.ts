import {
  advance,
  initialState,
  type Plan,
  plan,
  type RunEvent,
  type RunState,
  type TaskSpec,
  wantedBy,
} from '@codomyrmex/dag';
import {
  Ledger,
  type Need,
  type Requirements,
  type ResourceDefinition,
  readRequirements,
  type Ticket,
  WaitingLine,
} from '@codomyrmex/resources';

/** A node of the graph: when it may run is dag's business, what it holds meanwhile is that of resources. */
export interface GraphTask extends TaskSpec {
  readonly needs: Requirements;
  /** Ends soon after the signal is aborted. */
  run(signal: AbortSignal): Promise<unknown>;
}

export interface GraphOptions {
  readonly resources: readonly ResourceDefinition[];
  /** Called with what has become a fact: a scheduler that survives its process writes it to disk here. */
  readonly told?: (events: readonly RunEvent[]) => void;
  readonly signal?: AbortSignal;
}

interface Owner {
  readonly label: string;
  readonly task: number;
}

/**
 * Runs functions as a graph says, with retries, rules and cancel, each holding what it needs.
 * @throws Error with every problem of the graph or the requirements.
 */
export function runGraph(tasks: readonly GraphTask[], options: GraphOptions): Promise<RunState> {
  const planned = plan(tasks);
  const ledger = new Ledger(options.resources);
  const read = tasks.map(({ needs }) => readRequirements(needs, ledger));
  const problems = [
    ...(planned.ok ? [] : planned.problems),
    ...read.flatMap((one) => (one.kind === 'need' ? [] : one.problems)),
  ];
  if (!planned.ok || problems.length > 0)
    throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('; '));
  const needs = read.flatMap((one) => (one.kind === 'need' ? [one.need] : []));
  return new GraphRun({ graph: planned.plan, tasks, needs, ledger, options }).run();
}

interface GraphParts {
  readonly graph: Plan;
  readonly tasks: readonly GraphTask[];
  readonly needs: readonly Need[];
  readonly ledger: Ledger;
  readonly options: GraphOptions;
}

type Command = Parameters<typeof advance>[1][number];

class GraphRun {
  readonly #parts: GraphParts;
  readonly #state: RunState;
  readonly #line: WaitingLine<Owner>;
  readonly #tickets = new Map<number, Ticket<Owner>>();
  readonly #working = new Map<number, AbortController>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  #commands: Command[] = [];
  #ended: ((state: RunState) => void) | undefined;

  constructor(parts: GraphParts) {
    this.#parts = parts;
    this.#state = initialState(parts.graph, 'continue');
    this.#line = new WaitingLine({
      ledger: parts.ledger,
      onGrant: ({ owner }) => this.#post({ type: 'grant', at: Date.now(), task: owner.task }),
    });
  }

  async run(): Promise<RunState> {
    const { signal } = this.#parts.options;
    const cancel = () => this.#post({ type: 'cancel', at: Date.now(), reason: String(signal?.reason) });
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise((resolve) => {
        this.#ended = resolve;
        this.#post({ type: 'start', at: Date.now() });
        if (signal?.aborted === true) cancel();
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Commands of one turn of the event loop are decided together, so the line grants to the best of all who ask. */
  #post(command: Command): void {
    if (this.#commands.length === 0) queueMicrotask(() => this.#turn());
    this.#commands.push(command);
  }

  #turn(): void {
    const commands = this.#commands;
    this.#commands = [];
    const events = advance(this.#state, commands);
    this.#parts.options.told?.(events);
    for (const task of this.#state.changed.take()) this.#act(task);
    this.#line.drain();
    if (this.#state.phase.kind === 'ended') this.#ended?.(this.#state);
  }

  #act(task: number): void {
    const wanted = wantedBy(this.#state, task);
    if (wanted !== 'acquire') this.#withdraw(task);
    if (wanted !== 'wake') this.#stopTimer(task);
    if (wanted === 'acquire') this.#acquire(task);
    if (wanted === 'invoke') void this.#invoke(task);
    if (wanted === 'stop') this.#working.get(task)?.abort();
    if (wanted === 'wake') this.#wakeLater(task);
  }

  #acquire(task: number): void {
    const need = this.#parts.needs[task];
    if (need === undefined || this.#tickets.has(task)) return;
    const label = this.#parts.graph.names[task] ?? '';
    // Ranks of the line are 0 to 3, priorities of the graph 0 to 255.
    const rank = Math.min(3, this.#parts.graph.priorities[task] ?? 1);
    this.#tickets.set(task, this.#line.ask(need, rank, { label, task }));
  }

  #withdraw(task: number): void {
    const ticket = this.#tickets.get(task);
    if (ticket !== undefined && this.#line.withdraw(ticket)) this.#tickets.delete(task);
  }

  async #invoke(task: number): Promise<void> {
    const current = this.#state.tasks[task];
    if (current?.kind !== 'running' || this.#working.has(task)) return;
    const { attempt } = current;
    const controller = new AbortController();
    this.#working.set(task, controller);
    const report = await this.#report(task, controller.signal);
    this.#working.delete(task);
    const ticket = this.#tickets.get(task);
    this.#tickets.delete(task);
    if (ticket !== undefined) this.#line.release(ticket);
    this.#post({ ...report, at: Date.now(), task, attempt });
  }

  async #report(task: number, signal: AbortSignal): Promise<Report> {
    try {
      const value = await this.#parts.tasks[task]?.run(signal);
      if (!signal.aborted) return { type: 'succeed', output: { kind: 'inline', value } };
    } catch (error) {
      const failure = {
        type: 'TaskExecutionError',
        code: 'TASK_FAILED',
        message: String(error),
        retryable: true,
      } as const;
      if (!signal.aborted) return { type: 'fail', failure, random: Math.random() };
    }
    return { type: 'report_stopped' };
  }

  #wakeLater(task: number): void {
    const current = this.#state.tasks[task];
    if (current?.kind !== 'backing_off' || this.#timers.has(task)) return;
    const { attempt, until } = current;
    const wake = () => this.#post({ type: 'wake', at: Date.now(), task, attempt });
    this.#timers.set(task, setTimeout(wake, Math.max(0, until - Date.now())));
  }

  #stopTimer(task: number): void {
    clearTimeout(this.#timers.get(task));
    this.#timers.delete(task);
  }
}

type Reported<Type extends Command['type']> = Omit<Extract<Command, { type: Type }>, 'at' | 'task' | 'attempt'>;
/** What came of an attempt. */
type Report = Reported<'succeed'> | Reported<'fail'> | { readonly type: 'report_stopped' };
