import { DefinitionError, type Problem, type ResourceRequest } from '@codomyrmex/core';
import { Ledger, type Need, type ResourceDefinition, type Ticket, WaitingLine } from '@codomyrmex/resources';

/** Who asks for what its tasks need, and is told when it is granted. */
export interface Asker {
  /** For displays: `run mi5k2j3q / load`. */
  label(task: number): string;
  /** What `task` asked for is held until it is released. */
  granted(task: number): void;
}

/** A request of one task: waiting, then held, then over. */
export type Held = Ticket<Claim>;

/** One task of one asker. */
class Claim {
  readonly asker: Asker;
  readonly task: number;

  constructor(asker: Asker, task: number) {
    this.asker = asker;
    this.task = task;
  }

  get label(): string {
    return this.asker.label(this.task);
  }
}

/** The machine's resources and the slots of everything that runs on one engine, in one fair line. */
export class Capacity {
  readonly ledger: Ledger;
  readonly line: WaitingLine<Claim>;

  constructor(resources: readonly ResourceDefinition[]) {
    this.ledger = new Ledger(resources);
    this.line = new WaitingLine<Claim>({
      ledger: this.ledger,
      onGrant: (ticket) => ticket.owner.asker.granted(ticket.owner.task),
    });
  }

  /** Opens a run's own slots. `limit` is how many of its tasks may be in hand at once; `beside` names slots shared with others. */
  openRun(run: string, limit: number, asker: Asker, beside: readonly string[] = []): RunCapacity {
    return new RunCapacity(this, { run, limit, asker, beside });
  }

  /** What a waiting request lacks, and who holds it: `cpu (2 of 4 cores), held by run 7 / load`. */
  waitsFor(held: Held): readonly string[] {
    return this.line
      .waitsFor(held)
      .map(({ what, heldBy }) =>
        heldBy.length === 0
          ? what
          : `${what}, held by ${heldBy.slice(0, 3).join(', ')}${heldBy.length > 3 ? ', …' : ''}`,
      );
  }

  /** What a need lacks at this moment. Nothing is granted and nobody is passed by the question. */
  lacks(need: Need, asker: Asker): readonly string[] {
    const ticket = this.line.ask(need, 0, new Claim(asker, 0));
    const missing = this.waitsFor(ticket);
    this.line.withdraw(ticket);
    return missing;
  }

  /** Opens slots that several runs share. The returned function closes them, once nobody holds or asks for one. */
  openSlots(id: string, slots: number): () => void {
    this.ledger.add({ id, type: 'queue', capacity: { slots } });
    return () => {
      this.ledger.remove(id);
      this.line.drain();
    };
  }
}

interface RunSlots {
  readonly run: string;
  readonly limit: number;
  readonly asker: Asker;
  readonly beside: readonly string[];
}

/** Names the slots that all runs of an engine share. */
export const WORKERS = 'workers';

/**
 * What one run sees. A task asks once, for a slot of the run, a slot of the engine and its own resources together, so that
 * nothing is held while something else is waited for.
 */
export class RunCapacity {
  readonly #capacity: Capacity;
  readonly #asker: Asker;
  readonly #slots: string;
  readonly #beside: readonly string[];
  readonly #needs = new Map<readonly ResourceRequest[], Need>();

  constructor(capacity: Capacity, { run, limit, asker, beside }: RunSlots) {
    this.#capacity = capacity;
    this.#asker = asker;
    this.#slots = `run:${run}`;
    this.#beside = beside;
    capacity.ledger.add({ id: this.#slots, type: 'queue', capacity: { slots: limit } });
  }

  /**
   * What a task needs, checked once for all tasks that were given the same array.
   * @throws DefinitionError when this machine can never grant it.
   */
  need(requests: readonly ResourceRequest[], path: string): Need {
    const known = this.#needs.get(requests);
    if (known !== undefined) return known;
    const slots: ResourceRequest[] = [
      { type: 'queue', identifier: this.#slots },
      { type: 'queue', identifier: WORKERS },
      ...this.#beside.map((identifier): ResourceRequest => ({ type: 'queue', identifier })),
    ];
    const compiled = this.#capacity.ledger.compile(requests, path, slots);
    if (compiled.kind === 'refused') throw refused(compiled.problems);
    this.#needs.set(requests, compiled.need);
    return compiled.need;
  }

  ask(task: number, need: Need, priority: number): Held {
    return this.#capacity.line.ask(need, priority, new Claim(this.#asker, task));
  }

  /** Takes a request back or gives back what it holds. */
  letGo(held: Held): void {
    if (!this.#capacity.line.withdraw(held)) this.#capacity.line.release(held);
  }

  /** Grants whatever now fits, to every run. Called once after a batch of asks and releases. */
  settle(): void {
    this.#capacity.line.drain();
  }

  waitsFor(held: Held): readonly string[] {
    return this.#capacity.waitsFor(held);
  }

  /** The run is over; everything it asked for has been let go. */
  close(): void {
    this.#capacity.ledger.remove(this.#slots);
    this.#capacity.line.drain();
  }
}

function refused(problems: readonly Problem[]): DefinitionError {
  return new DefinitionError(
    `this machine cannot grant what the workflow asks for: ${problems.map((problem) => problem.message).join('; ')}`,
    problems,
    { code: 'RESOURCE_UNAVAILABLE' },
  );
}
