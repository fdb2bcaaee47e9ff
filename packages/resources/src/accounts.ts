import { type ResourceType, UsageError } from '@codomyrmex/core';
import { type Account, isIdle, type Origin, openAccount } from './account.ts';
import type { Books } from './books.ts';
import type { Catalogue } from './compile.ts';
import { Indices } from './indices.ts';
import { isLockable, type ResourceDefinition } from './resource-definition.ts';

/** Resources that may exist at once, those made at their first mention included. */
const MAX_RESOURCES = 100_000;

/** The accounts of a ledger by id and type. */
export class Accounts implements Catalogue {
  private readonly byId = new Map<string, Account>();
  private readonly byType = new Map<ResourceType, Set<Account>>();
  private readonly rowIndices = new Indices();
  private readonly books: Books;

  constructor(books: Books) {
    this.books = books;
  }

  find(id: string): Account | undefined {
    return this.byId.get(id);
  }

  /** @throws UsageError for an unknown id. */
  get(id: string): Account {
    const account = this.byId.get(id);
    if (account !== undefined) return account;
    throw new UsageError(`there is no resource "${id}"`);
  }

  ofType(type: ResourceType): Iterable<Account> {
    return this.byType.get(type) ?? [];
  }

  ids(): Iterable<string> {
    return this.byId.keys();
  }

  all(): Iterable<Account> {
    return this.byId.values();
  }

  /** Nobody declared it: it gets an id of type and name and lives as long as a need names it. */
  mention(type: ResourceType, identifier: string): Account | 'no room' | undefined {
    if (!isLockable(type) && type !== 'semaphore') return undefined;
    const id = `${type}:${identifier}`;
    const known = this.byId.get(id);
    if (known !== undefined) return known.definition.type === type ? known : undefined;
    if (this.byId.has(identifier)) return undefined;
    if (this.byId.size >= MAX_RESOURCES) return 'no room';
    return this.open({ id, type, name: identifier, capacity: {} }, 'mentioned');
  }

  open(definition: ResourceDefinition, origin: Origin): Account {
    if (this.byId.size >= MAX_RESOURCES) {
      throw new UsageError(`there are ${MAX_RESOURCES} resources already`, {
        suggestions: ['Remove resources that are over, and forget the needs of locks that are over.'],
      });
    }
    const account = openAccount(definition, origin, {
      nextIndex: () => this.rowIndices.next(),
      now: this.books.now,
      time: this.books.time,
    });
    this.list(account);
    return account;
  }

  close(account: Account): void {
    this.layAside(account);
    this.freeRows(account);
  }

  /** It is not found any more, and its rows keep their places. */
  layAside(account: Account): void {
    const { id, type } = account.definition;
    this.byId.delete(id);
    this.byType.get(type)?.delete(account);
  }

  /** What was laid aside is another resource from now on, of which nothing was ever granted. */
  takeUp(account: Account, definition: ResourceDefinition): void {
    const { rows, meter } = account;
    account.definition = definition;
    account.createdAt = this.books.time;
    account.updatedAt = this.books.time;
    account.pastGrants = 0;
    meter.usedMs = 0;
    for (const row of rows) row.resource = definition.id;
    this.list(account);
  }

  /** Of what was laid aside and does not come back. */
  freeRows({ rows }: Account): void {
    for (const { index } of rows) this.rowIndices.free(index);
  }

  private list(account: Account): void {
    const { id, type } = account.definition;
    this.byId.set(id, account);
    const others = this.byType.get(type);
    if (others === undefined) this.byType.set(type, new Set([account]));
    else others.add(account);
  }

  /** Closes those of the named that were only mentioned, that no need names any more and of which nothing is held. */
  sweep(ids: Iterable<string>): void {
    for (const id of ids) {
      const account = this.byId.get(id);
      if (account?.origin === 'mentioned' && account.needs.size === 0 && isIdle(account)) this.close(account);
    }
  }
}
