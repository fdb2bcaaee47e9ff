import {
  DefinitionError,
  dateAt,
  type Problem,
  type ResourceRequest,
  type ResourceStatus,
  UsageError,
} from '@codomyrmex/core';
import { type Account, isAwaited, isGranted, isIdle } from './account.ts';
import { Accounts } from './accounts.ts';
import type { Allocation, Owner } from './allocation.ts';
import { Books } from './books.ts';
import { type CompiledShape, compileShapes } from './compile.ts';
import type { Need, Row } from './need.ts';
import { Needs } from './needs.ts';
import { changed, type ResourceChanges, withCapacity } from './resource-changes.ts';
import { type Amounts, definitionProblems, type ResourceDefinition } from './resource-definition.ts';
import { inUnits, pieces } from './units.ts';
import { holdersByResource, type Usage, usageOf } from './usage.ts';

/** A need, or everything that is wrong with the requests. */
export type Compilation =
  | {
      readonly kind: 'need';
      readonly need: Need;
      /** By the key of a shape of the need: for each request, which resource serves it. */
      readonly serves: ReadonlyMap<string, readonly string[]>;
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** A resource that was laid aside: nothing of it is held, and nobody finds it. */
export interface Spare {
  readonly account: Account;
  readonly need: Need;
}

export interface LedgerOptions {
  /**
   * Numbers grants. Each number is larger than the one before; it must not throw. A counter from 1 unless given; where
   * several ledgers grant of the same, one that rises across all of them.
   */
  readonly fences?: (() => number) | undefined;
}

/**
 * What there is of every resource and who holds what of it. Pure and synchronous: it knows no clock and never waits;
 * a waiting line over it does. What is held never exceeds the capacity, unless the capacity is lowered under it.
 */
export class Ledger {
  /** The counting itself, for the waiting line. */
  readonly books: Books;
  private readonly accounts: Accounts;
  private readonly needs: Needs;

  /** @throws as {@link Ledger.add} does. */
  constructor(resources: Iterable<ResourceDefinition> = [], { fences = counted() }: LedgerOptions = {}) {
    this.books = new Books(fences);
    this.accounts = new Accounts(this.books);
    this.needs = new Needs(this.accounts);
    for (const resource of resources) this.add(resource);
  }

  /**
   * @throws DefinitionError with all problems of the declaration.
   * @throws UsageError when the id is taken or there are too many resources.
   */
  add(definition: ResourceDefinition): void {
    refuse(definition.id, definitionProblems(definition));
    this.refuseTaken(definition.id);
    this.accounts.open(definition, 'declared');
  }

  /**
   * Takes a resource away, and with it the needs that name it. `false`, and nothing is changed, when there is none or
   * something of it is held or asked for.
   */
  remove(id: string): boolean {
    const account = this.accounts.find(id);
    if (account === undefined || !isIdle(account) || isAwaited(account)) return false;
    this.accounts.close(account);
    for (const need of account.needs) this.needs.retire(need);
    return true;
  }

  /**
   * Takes a resource away as {@link remove} does, and keeps what counts it, and `need`, for another one like it: see
   * {@link takeUp}. `undefined`, and nothing is changed, where it cannot be removed, and where it has to be: it is not as it
   * was added, or somebody follows what becomes of its rows.
   */
  layAside(id: string, need: Need): Spare | undefined {
    const account = this.accounts.find(id);
    if (account === undefined || !isIdle(account) || isAwaited(account)) return undefined;
    if (!account.needs.has(need) || !account.isAsAdded || this.books.observers.length > 0) return undefined;
    for (const other of account.needs) if (other !== need) this.needs.retire(other);
    this.needs.countAsPast(need);
    this.accounts.layAside(account);
    return { account, need };
  }

  /**
   * Adds a resource that is declared as one was that was laid aside, but for its id, with its need: nothing is checked or
   * compiled. `false`, and it is of no use any more, where another resource that its need names is gone.
   * @throws UsageError when the id is taken.
   */
  takeUp({ account, need }: Spare, definition: ResourceDefinition): boolean {
    this.refuseTaken(definition.id);
    if (need.retired) this.accounts.freeRows(account);
    else this.accounts.takeUp(account, definition);
    return !need.retired;
  }

  has(id: string): boolean {
    return this.accounts.find(id) !== undefined;
  }

  /** As it is declared, changes of capacity included. */
  find(id: string): ResourceDefinition | undefined {
    return this.accounts.find(id)?.definition;
  }

  /** What counts a unit of a resource; `undefined` where nothing does. */
  row(id: string, kind: Row['kind'], unit: string): Row | undefined {
    return this.accounts.find(id)?.rows.find((row) => row.kind === kind && row.unit === unit);
  }

  ids(): Iterable<string> {
    return this.accounts.ids();
  }

  /**
   * Changes how much there is of the named units. What is held stays held: where that is more than the new capacity,
   * nothing is granted until enough came back.
   * @throws UsageError for an unknown resource or unit, DefinitionError for an amount that is none.
   */
  setCapacity(id: string, capacity: Amounts): void {
    const account = this.accounts.get(id);
    this.change(account, withCapacity(account, capacity));
  }

  /**
   * Changes what is declared of a resource. Capacity and limits that count something else than before can only be changed
   * while nothing of it is held or asked for.
   * @throws UsageError for an unknown resource, or where something is held or asked for; DefinitionError with all problems.
   */
  update(id: string, changes: ResourceChanges): void {
    const account = this.accounts.get(id);
    this.change(account, { ...account.definition, ...changes });
  }

  /**
   * Only of what is `available` (or `in_use`) anything new is granted; what is held stays held. It ends a reservation.
   * @throws UsageError for an unknown resource or status.
   */
  setStatus(id: string, status: ResourceStatus): void {
    const account = this.accounts.get(id);
    refuse(id, definitionProblems({ ...account.definition, status }));
    account.status = status;
    account.pass = undefined;
    this.apply(account);
  }

  /**
   * Grants of the resource to `user` alone until its status is set: to requests that he has compiled from now on. What others
   * hold stays held, and what they wait for is waited for.
   * @throws UsageError for an unknown resource.
   */
  reserve(id: string, user: string): void {
    const account = this.accounts.get(id);
    account.status = 'reserved';
    account.pass = user;
    this.apply(account);
  }

  /**
   * Checks requests and makes them ready to be granted together, any number of times. Locks, files, databases and
   * semaphores that nobody declared come into being here, with one holder.
   * @param path where the requests are written, for the problems
   * @param beside asked for together with them but written nowhere, such as slots
   * @param user who asks, where he may have reserved something
   */
  compile(
    requests: readonly ResourceRequest[],
    path = 'resources',
    beside: readonly ResourceRequest[] = [],
    user?: string,
  ): Compilation {
    const all = [...requests, ...beside];
    const pathOf = (at: number): string => (at < requests.length ? `${path}[${at}]` : path);
    const compiled = compileShapes(all, pathOf, this.accounts, user);
    if (compiled.kind === 'refused') {
      this.accounts.sweep(all.map(({ type, identifier }) => `${type}:${identifier}`));
      return compiled;
    }
    return { kind: 'need', need: this.needs.intern(compiled.shapes), serves: servesOf(compiled.shapes) };
  }

  /** Ends one use that `compile` counted. With the last one the need is retired; do it when nobody holds or waits. */
  forget(need: Need): void {
    if (need.uses > 0) need.uses -= 1;
    if (need.uses === 0 && need.waiting === 0) this.needs.retire(need);
  }

  /** Grants a need now, all of it or nothing. It does not ask who waits: where somebody may, use the line's. */
  tryTake<O extends Owner>(need: Need, owner: O): Allocation<O> | undefined {
    const shape = this.books.choose(need);
    return shape === undefined ? undefined : this.books.take(owner, shape);
  }

  /** @throws UsageError when the allocation holds nothing. */
  give(allocation: Allocation): void {
    this.books.give(allocation);
  }

  /**
   * Tells the time, in milliseconds: rates refill. A ledger that is never told grants of a rate what is there at first and no
   * more. Where a time is before the one told last, none has passed.
   */
  advance(now: number): void {
    this.books.advance(now);
  }

  /** How much of a rate is there now. `undefined` where the resource counts no such rate. */
  level(id: string, unit: string): number | undefined {
    const bucket = this.rate(id, unit)?.bucket;
    return bucket && inUnits(bucket.levelAt(this.books.now));
  }

  /**
   * Says how much of a rate is there from now on, where others use the same one; at most what it holds.
   * @throws UsageError where the resource counts no such rate, or for an amount that is none.
   */
  setLevel(id: string, unit: string, level: number): void {
    const row = this.rate(id, unit);
    if (row === undefined) throw new UsageError(`"${id}" counts no rate ${unit}`);
    if (!(level >= 0)) throw new UsageError(`a level is a number from 0, not ${level}`);
    this.books.setLevel(row, pieces(Math.min(level, inUnits(row.ceiling))));
  }

  /** What is counted, of every resource. */
  *rows(): Generator<Row> {
    for (const account of this.accounts.all()) yield* account.rows;
  }

  /** The units of a resource that are used up and refill. */
  rates(id: string): string[] {
    return this.accounts.find(id)?.rows.flatMap(({ bucket, unit }) => (bucket === undefined ? [] : [unit])) ?? [];
  }

  usage(id: string): Usage | undefined {
    const account = this.accounts.find(id);
    return account && this.usageOf(account, holdersByResource(this.books).get(id) ?? []);
  }

  /** In the order of their adding. */
  list(): Usage[] {
    const holders = holdersByResource(this.books);
    return Array.from(this.accounts.all(), (account) =>
      this.usageOf(account, holders.get(account.definition.id) ?? []),
    );
  }

  private refuseTaken(id: string): void {
    if (this.accounts.find(id) === undefined) return;
    throw new UsageError(`there is a resource "${id}" already`, {
      suggestions: ['Choose another id, or remove the other resource first.'],
    });
  }

  private usageOf(account: Account, holders: readonly string[]): Usage {
    for (const row of account.rows) this.books.refill(row);
    return usageOf(account, holders);
  }

  private rate(id: string, unit: string): Row | undefined {
    return this.accounts.find(id)?.rows.find((row) => row.unit === unit && row.bucket !== undefined);
  }

  private change(account: Account, definition: ResourceDefinition): void {
    refuse(definition.id, definitionProblems(definition));
    if (changed(account, definition)) {
      this.apply(account);
      return;
    }
    const { status, createdAt } = account;
    const { grants, usedSeconds } = usageOf(account, []);
    if (!this.remove(definition.id)) {
      throw new UsageError(
        `"${definition.id}" counts something else with these changes, while some of it is held or asked for`,
        {
          suggestions: ['Set its status to maintenance, and change it when all was given back.'],
        },
      );
    }
    const past = { totalAllocations: grants, totalUsageTime: usedSeconds, createdAt: dated(createdAt) };
    this.accounts.open({ ...definition, ...past, status }, 'declared');
  }

  /** Brings the rows to what the account says. */
  private apply(account: Account): void {
    const isOpen = isGranted(account.status) || account.pass !== undefined;
    for (const row of account.rows) {
      this.books.setLimit(row, isOpen ? row.ceiling : 0);
      this.books.setPass(row, account.pass);
    }
    account.updatedAt = this.books.time;
    account.isAsAdded = false;
  }
}

function dated(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : dateAt(time);
}

function servesOf(shapes: ReadonlyMap<string, CompiledShape>): Map<string, readonly string[]> {
  const byKey = new Map<string, readonly string[]>();
  for (const [key, { serves }] of shapes) byKey.set(key, serves);
  return byKey;
}

function counted(): () => number {
  let count = 0;
  return () => ++count;
}

function refuse(id: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const all = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new DefinitionError(`the resource "${id}" is not valid: ${all}`, problems, { code: 'INVALID_PARAMETERS' });
}
