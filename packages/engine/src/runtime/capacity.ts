import {
  type Clock,
  type HeldResource,
  type Problem,
  ResourceAllocationError,
  type ResourceRequest,
} from '@codomyrmex/core';
import {
  FenceNumbers,
  heldResources,
  Ledger,
  type Need,
  type ResourceDefinition,
  type SharedHoldings,
  SharedLine,
  type Ticket,
  WaitingLine,
} from '@codomyrmex/resources';
import type { RunSession } from './run-plan.ts';
import { RunSlots } from './run-slots.ts';
import type { OrderPlace, StrictOrder } from './strict-order.ts';

/** Who asks for what its tasks need, and is told when it is granted. */
export interface Asker {
  /** For displays: `run mi5k2j3q / load`. */
  label(task: number): string;
  /** What `task` asked for is held until it is released. `now` is what the machine's clock showed when the line was told the time. */
  granted(task: number, now: number): void;
}

/** A request of one task: waiting, then held, then over. */
export type Held = Ticket<Claim> | Ordered;

/** A request that waits for its turn in its session before it waits in the line. */
class Ordered {
  readonly order: StrictOrder;
  readonly place: OrderPlace;
  ticket: Ticket<Claim> | undefined;

  constructor(order: StrictOrder, { task, rank, ask }: { task: number; rank: number; ask: () => Ticket<Claim> }) {
    this.order = order;
    this.place = order.enter(task, rank, () => {
      this.ticket = ask();
    });
  }
}

function ticketOf(held: Held): Ticket<Claim> | undefined {
  return held instanceof Ordered ? held.ticket : held;
}

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

export interface CapacityPorts {
  readonly clock: Clock;
  /** What other processes hold of the same resources; without it this one has them alone. */
  readonly holdings?: SharedHoldings | undefined;
  /** The holdings cannot be used for the time being. */
  readonly onFault: (error: unknown) => void;
}

/**
 * The machine's resources and the slots of everything that runs on one engine, in one fair line. Slots are the engine's own; the
 * resources are shared with the other processes where there are `holdings`.
 */
export class Capacity {
  readonly ledger: Ledger;
  readonly line: WaitingLine<Claim> | SharedLine<Claim>;
  readonly #clock: Clock;
  readonly #slots = new Set([WORKERS]);
  readonly #runSlots: RunSlots;
  #cancelRefill: (() => void) | undefined;

  constructor(resources: readonly ResourceDefinition[], { clock, holdings, onFault }: CapacityPorts) {
    const fences = new FenceNumbers();
    this.#clock = clock;
    this.ledger = new Ledger(resources, { fences: fences.next });
    this.#runSlots = new RunSlots(this.ledger);
    const line = {
      ledger: this.ledger,
      // Whoever drains the line has told it the time: a clock that is read for each grant took a twentieth of a task.
      onGrant: ({ owner }: Ticket<Claim>) => owner.asker.granted(owner.task, this.ledger.books.time ?? clock.now()),
    };
    const isShared = (resource: string) => !this.#slots.has(resource);
    this.line =
      holdings === undefined
        ? new WaitingLine(line)
        : new SharedLine({ ...line, holdings, clock, fences, isShared, onFault });
  }

  /** As they are declared, the engine's slots among them; without the slots of runs and sessions. */
  get resources(): readonly ResourceDefinition[] {
    return Array.from(this.ledger.ids()).flatMap((id) => {
      if (this.#slots.has(id) && id !== WORKERS) return [];
      return this.ledger.find(id) ?? [];
    });
  }

  /** The slots of the engine. */
  get workers(): number {
    return this.ledger.find(WORKERS)?.capacity.slots ?? 1;
  }

  /** Grants whatever now fits, to everybody. */
  settle(): void {
    this.advance();
    this.grant();
  }

  /** Tells the time: what is asked for or given back from now on is so now. */
  advance(now = this.#clock.now()): void {
    this.line.advance(now);
  }

  /** Grants whatever fits at the time that was told last. */
  grant(): void {
    this.line.drain();
    this.#awaitRefill();
  }

  /** Sets no timer any more. */
  close(): void {
    this.#cancelRefill?.();
    if (this.line instanceof SharedLine) this.line.close();
  }

  /** What is held of the resources, without slots. */
  resourcesOf(held: Held): readonly HeldResource[] {
    const ticket = ticketOf(held);
    if (ticket === undefined) return [];
    return heldResources(ticket, this.ledger).filter(({ resource }) => !this.#slots.has(resource));
  }

  /** Opens a run's own slots. `limit` is how many of its tasks may be in hand at once; those around it come beside them. */
  openRun(run: string, limit: number, asker: Asker, { session, outerSlots = [] }: RunAround = {}): RunCapacity {
    const slots = slotsOf(run);
    const isAlone = takesSlotsAlone({ session, outerSlots });
    const need = isAlone ? this.#runSlots.open(slots, limit) : this.#runSlots.openNew(slots, limit);
    this.#slots.add(slots);
    return new RunCapacity(this, { slots, need, asker, session, outerSlots });
  }

  /** Of a run that is over. `need`: of its tasks that take its slots and those of the engine alone. */
  closeRun(slots: string, need: Need | undefined): void {
    if (this.#runSlots.close(slots, need)) this.#slots.delete(slots);
  }

  /** What a waiting request lacks, and who holds it: `cpu (2 of 4 cores), held by run 7 / load`. */
  waitsFor(held: Held): readonly string[] {
    const ticket = ticketOf(held);
    if (ticket === undefined) return ['its turn in its session'];
    return this.line.waitsFor(ticket).map(({ what, heldBy, keptFor }) => {
      if (heldBy.length > 0)
        return `${what}, held by ${heldBy.slice(0, 3).join(', ')}${heldBy.length > 3 ? ', …' : ''}`;
      return keptFor === undefined ? what : `${what}, kept for ${keptFor}`;
    });
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
    this.#slots.add(id);
    return () => {
      if (this.ledger.remove(id)) this.#slots.delete(id);
    };
  }

  /** Rates refill with time alone: somebody has to look when they have. */
  #awaitRefill(): void {
    this.#cancelRefill?.();
    this.#cancelRefill = undefined;
    const at = this.line.nextRefill();
    if (at === undefined) return;
    this.#cancelRefill = this.#clock.after(at - this.#clock.now(), () => this.settle());
  }
}

/** What else limits the tasks of a run. */
export interface RunAround {
  readonly session?: RunSession | undefined;
  /** Slots of the runs that it is in. */
  readonly outerSlots?: readonly string[] | undefined;
}

interface OfRun extends RunAround {
  /** The run's own. */
  readonly slots: string;
  /** Of a task that takes one of them, one of the engine and nothing else, where it is known from another run. */
  readonly need: Need | undefined;
  readonly asker: Asker;
  readonly outerSlots: readonly string[];
}

/** Nobody else has a part in what a run's tasks take: else it is compiled for each run, and goes with it. */
const takesSlotsAlone = ({ session, outerSlots = [] }: RunAround): boolean =>
  session === undefined && outerSlots.length === 0;

/** Names a run's own slots. */
export const slotsOf = (run: string): string => `run:${run}`;

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
  readonly #session: RunSession | undefined;
  readonly #outerSlots: readonly string[];
  /** Of a task that takes slots alone. */
  #slotsNeed: Need | undefined;
  #needs: Map<readonly ResourceRequest[], Need> | undefined;
  /** Something was asked for or given back, and nobody has looked yet what that grants. */
  #isDue = false;
  #isTold = false;

  constructor(capacity: Capacity, { slots, need, asker, session, outerSlots }: OfRun) {
    this.#capacity = capacity;
    this.#asker = asker;
    this.#slots = slots;
    this.#session = session;
    this.#outerSlots = outerSlots;
    this.#slotsNeed = need;
  }

  /**
   * What a task needs, checked once for all tasks that were given the same array.
   * @throws ResourceAllocationError when this machine can never grant it.
   */
  need(requests: readonly ResourceRequest[], path: string): Need {
    if (requests.length === 0) {
      this.#slotsNeed ??= this.#compiled(requests, path);
      return this.#slotsNeed;
    }
    this.#needs ??= new Map();
    const known = this.#needs.get(requests);
    if (known !== undefined) return known;
    const need = this.#compiled(requests, path);
    this.#needs.set(requests, need);
    return need;
  }

  ask(task: number, need: Need, priority: number): Held {
    this.#touch();
    const order = this.#session?.order;
    if (order === undefined) return this.#askLine(task, need, priority);
    return new Ordered(order, { task, rank: priority, ask: () => this.#askLine(task, need, priority) });
  }

  /** Grants at once where nobody waits, also for what another task holds; `undefined`, and nothing is changed, elsewhere. */
  askAtOnce(task: number, need: Need, instead: Held | undefined): Held | undefined {
    if (this.#session?.order !== undefined || instead instanceof Ordered) return undefined;
    return this.#capacity.line.askAtOnce(need, new Claim(this.#asker, task), instead);
  }

  /** Takes a request back or gives back what it holds. */
  letGo(held: Held): void {
    this.#touch();
    const { line } = this.#capacity;
    const ticket = ticketOf(held);
    if (ticket !== undefined && !line.withdraw(ticket)) line.release(ticket);
    if (held instanceof Ordered) held.order.leave(held.place);
  }

  /** Grants whatever now fits, to every run. Called once after a batch of asks and releases; without any, nothing fits that did not. */
  settle(): void {
    if (!this.#isDue) return;
    this.#tellTime();
    this.#isDue = false;
    this.#isTold = false;
    this.#session?.order?.settle();
    this.#capacity.grant();
  }

  /** Something was done that may have taken time, also in the middle of a batch. */
  timePasses(): void {
    this.#isTold = false;
  }

  /** What the machine's clock shows, for whoever has just looked: nothing that takes time has been done since. */
  timeIs(now: number): void {
    this.#isTold = true;
    this.#capacity.advance(now);
  }

  waitsFor(held: Held): readonly string[] {
    return this.#capacity.waitsFor(held);
  }

  resourcesOf(held: Held): readonly HeldResource[] {
    return this.#capacity.resourcesOf(held);
  }

  /** The run is over; everything it asked for has been let go. */
  close(): void {
    this.settle();
    const isAlone = takesSlotsAlone({ session: this.#session, outerSlots: this.#outerSlots });
    this.#capacity.closeRun(this.#slots, isAlone ? this.#slotsNeed : undefined);
  }

  #askLine(task: number, need: Need, priority: number): Ticket<Claim> {
    return this.#capacity.line.ask(need, priority, new Claim(this.#asker, task));
  }

  #compiled(requests: readonly ResourceRequest[], path: string): Need {
    const slots: ResourceRequest[] = [
      { type: 'queue', identifier: this.#slots },
      { type: 'queue', identifier: WORKERS },
    ];
    for (const identifier of this.#outerSlots) slots.push({ type: 'queue', identifier });
    if (this.#session !== undefined) slots.push({ type: 'queue', identifier: this.#session.slots });
    const compiled = this.#capacity.ledger.compile(requests, path, slots);
    if (compiled.kind === 'refused') throw refused(compiled.problems);
    return compiled.need;
  }

  #touch(): void {
    this.#isDue = true;
    this.#tellTime();
  }

  /** The clock is read once for a batch. */
  #tellTime(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#capacity.advance();
  }
}

/** For what is asked for and can never be had here. */
export function refused(problems: readonly Problem[]): ResourceAllocationError {
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return new ResourceAllocationError(
    `this machine cannot grant what the workflow asks for: ${problems[0]?.message ?? ''}${more}`,
    { details: { problems } },
  );
}
