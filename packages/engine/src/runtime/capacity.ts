import { type Problem, ResourceAllocationError, type ResourceRequest } from '@codomyrmex/core';
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

  /** Opens a run's own slots. `limit` is how many of its tasks may be in hand at once. */
  openRun(run: string, limit: number, asker: Asker): RunCapacity {
    return new RunCapacity(this, { run, limit, asker });
  }
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
  readonly #needs = new Map<readonly ResourceRequest[], Need>();

  constructor(capacity: Capacity, { run, limit, asker }: { run: string; limit: number; asker: Asker }) {
    this.#capacity = capacity;
    this.#asker = asker;
    this.#slots = `run:${run}`;
    capacity.ledger.add({ id: this.#slots, type: 'queue', capacity: { slots: limit } });
  }

  /**
   * What a task needs, checked once for all tasks that were given the same array.
   * @throws ResourceAllocationError when this machine can never grant it.
   */
  need(requests: readonly ResourceRequest[], path: string): Need {
    const known = this.#needs.get(requests);
    if (known !== undefined) return known;
    const slots: ResourceRequest[] = [
      { type: 'queue', identifier: this.#slots },
      { type: 'queue', identifier: WORKERS },
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

  /** What a waiting request lacks, and who holds it: `cpu (2 of 4 cores), held by run 7 / load`. */
  waitsFor(held: Held): readonly string[] {
    return this.#capacity.line
      .waitsFor(held)
      .map(({ what, heldBy }) =>
        heldBy.length === 0
          ? what
          : `${what}, held by ${heldBy.slice(0, 3).join(', ')}${heldBy.length > 3 ? ', …' : ''}`,
      );
  }

  /** The run is over; everything it asked for has been let go. */
  close(): void {
    this.#capacity.ledger.remove(this.#slots);
    this.#capacity.line.drain();
  }
}

function refused(problems: readonly Problem[]): ResourceAllocationError {
  return new ResourceAllocationError(
    `this machine cannot grant what the workflow asks for: ${problems.map((problem) => problem.message).join('; ')}`,
    { details: { problems } },
  );
}
