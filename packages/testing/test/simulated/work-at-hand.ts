import type { RunHistory, StoredResource } from './run-history.ts';

/** One call of an action, from its beginning to its end as its process sees it. */
export interface Call {
  readonly process: string;
  readonly history: RunHistory;
  readonly task: string;
  readonly attempt: number;
}

export interface Limits {
  /** Of all processes together. */
  readonly cores: number;
  /** Of each process. */
  readonly workers: number;
}

/** Every call that is under way in any process, and what must never be so among them. */
export class WorkAtHand {
  readonly #calls = new Set<Call>();
  readonly #limits: Limits;
  readonly #violated: (text: string) => void;

  constructor(limits: Limits, violated: (text: string) => void) {
    this.#limits = limits;
    this.#violated = violated;
  }

  get size(): number {
    return this.#calls.size;
  }

  begin(call: Call): void {
    const { history, task, process } = call;
    const run = history.record.id;
    for (const other of this.#calls) {
      if (other.history.record.id === run && other.task === task) {
        this.#violated(`run ${run}: ${task} is called in ${process} while it runs in ${other.process}`);
      }
      const lock = conflict(resourcesOf(call), resourcesOf(other));
      if (lock !== undefined) {
        this.#violated(
          `R2: ${run} / ${task} in ${process} has lock ${lock} while ${other.history.record.id} / ${other.task} has it in ${other.process}`,
        );
      }
    }
    this.#calls.add(call);
    this.#bounded(call);
  }

  end(call: Call): void {
    this.#calls.delete(call);
  }

  /** What a process that died was doing is not done any more. */
  forget(process: string): void {
    for (const call of this.#calls) if (call.process === process) this.#calls.delete(call);
  }

  #bounded({ history, process }: Call): void {
    const calls = [...this.#calls];
    const ofRun = calls.filter((call) => call.history === history).length;
    if (ofRun > slotsOf(history)) this.#violated(`R2: run ${history.record.id} runs ${ofRun} steps at once`);
    const ofProcess = calls.filter((call) => call.process === process).length;
    if (ofProcess > this.#limits.workers) this.#violated(`R2: ${process} runs ${ofProcess} steps at once`);
    const cores = calls.flatMap(resourcesOf).reduce((sum, { amount }) => sum + (amount?.cores ?? 0), 0);
    if (cores > this.#limits.cores) this.#violated(`R2: ${cores} cores are used at once`);
  }
}

const resourcesOf = ({ history, task }: Call): readonly StoredResource[] => history.stepOf(task)?.resources ?? [];

function slotsOf({ definition: { mode, max_parallel: most = Number.POSITIVE_INFINITY } }: RunHistory): number {
  return mode === 'sequential' ? 1 : most;
}

/** The lock that both have and may not have together. */
function conflict(some: readonly StoredResource[], others: readonly StoredResource[]): string | undefined {
  const both = some.find(
    ({ type, identifier, mode }) =>
      type === 'lock' &&
      others.some(
        (other) =>
          other.type === 'lock' && other.identifier === identifier && !(mode === 'read' && other.mode === 'read'),
      ),
  );
  return both?.identifier;
}
