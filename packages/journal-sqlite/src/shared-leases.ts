import { type OrchestrationError, UsageError } from '@codomyrmex/core';
import type {
  OtherProcess,
  SharedChanges,
  SharedHolding,
  SharedHoldings,
  SharedView,
  SharedWant,
} from '@codomyrmex/resources';
import { isBusy } from './database-fault.ts';
import type { OpenDatabase } from './driver.ts';
import { LeaseFile } from './lease-file.ts';
import { LeaseMembers } from './lease-members.ts';
import { type ProcessRow, readHolding, readWants } from './lease-rows.ts';
import type { LeaseTables } from './lease-tables.ts';

/** How often it is looked whether the others live: it takes a look at the lock of each. */
const LIVENESS_MS = 500;

export interface SharedLeasesOptions {
  readonly open: OpenDatabase;
  readonly dataFolder: string;
  readonly logging: 'wal' | 'rollback';
  readonly onDamage: (error: OrchestrationError) => void;
}

/** What this process read of another one. */
interface Seen {
  readonly version: number;
  readonly other: OtherProcess;
  readonly holdings: ReadonlyMap<number, SharedHolding>;
}

/** What the processes of a data folder hold and want, in `leases.db`. Makes nothing before the first exchange. */
export class SharedLeases implements SharedHoldings {
  readonly #members: LeaseMembers;
  readonly #file: LeaseFile;
  readonly #seen = new Map<number, Seen>();
  /** Told, and told again when the file was lost. */
  readonly #mine = new Map<number, SharedHolding>();
  #wants: readonly SharedWant[] = [];
  #dataVersion = -1;
  #nextEnd = Number.POSITIVE_INFINITY;
  #nextLook = 0;
  #isClosed = false;

  constructor({ open, dataFolder, logging, onDamage }: SharedLeasesOptions) {
    this.#members = new LeaseMembers(open, dataFolder);
    this.#file = new LeaseFile({ open, dataFolder, members: this.#members, logging, onDamage });
  }

  exchange(now: number, work: (view: SharedView) => SharedChanges): void {
    if (this.#isClosed) throw new UsageError('the store is closed', { code: 'STORE_CLOSED' });
    let changes: SharedChanges | undefined;
    this.#file.exclusively((tables) => {
      const { number, hasJoined } = this.#join(tables, now);
      const hasSwept = this.#sweep(tables, number, now);
      changes = work(this.#view(tables, number));
      const hasWritten = writeChanges(tables, number, changes);
      this.#dataVersion = tables.dataVersion();
      return hasJoined || hasSwept || hasWritten ? 'changed' : 'same';
    });
    if (changes !== undefined) this.#remember(changes);
  }

  changed(now: number): boolean {
    if (this.#isClosed || !this.#file.exists) return false;
    const { tables } = this.#file;
    if (tables === undefined || now >= this.#nextEnd) return true;
    if (now >= this.#nextLook && this.#isAnyDead(now)) return true;
    try {
      return tables.dataVersion() !== this.#dataVersion;
    } catch (error) {
      // Somebody exchanges just now.
      if (isBusy(error)) return true;
      throw error;
    }
  }

  /** What this process holds comes back at once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { number } = this.#members;
    try {
      if (number !== undefined && this.#file.tables !== undefined) {
        this.#file.exclusively((tables) => {
          tables.remove(number);
          return 'changed';
        });
      }
    } catch {
      // Whoever looks next finds the lock free and does it.
    } finally {
      this.#file.close();
      this.#members.leave();
    }
  }

  /** Takes a number at the first exchange, and tells everything again when the file was lost. */
  #join(tables: LeaseTables, now: number): { readonly number: number; readonly hasJoined: boolean } {
    const known = this.#members.number;
    const number = known ?? this.#members.join();
    if (known !== undefined && tables.has(number)) return { number, hasJoined: false };
    tables.add(number, process.pid);
    for (const holding of this.#mine.values()) {
      if (holding.expiresAt === null || holding.expiresAt > now) tables.hold(number, holding);
    }
    tables.want(number, this.#wants);
    return { number, hasJoined: true };
  }

  /** Removes what has ended and what dead processes left. */
  #sweep(tables: LeaseTables, me: number, now: number): boolean {
    const end = tables.firstEnd(me) ?? Number.POSITIVE_INFINITY;
    const hasEnded = end <= now;
    if (hasEnded) tables.end(now, me);
    this.#nextEnd = hasEnded ? (tables.firstEnd(me) ?? Number.POSITIVE_INFINITY) : end;
    if (now < this.#nextLook) return hasEnded;
    this.#nextLook = now + LIVENESS_MS;
    const dead = tables.processes().filter(({ number }) => number !== me && !this.#members.isAlive(number));
    for (const { number } of dead) tables.remove(number);
    return hasEnded || dead.length > 0;
  }

  #isAnyDead(now: number): boolean {
    this.#nextLook = now + LIVENESS_MS;
    for (const number of this.#seen.keys()) {
      if (this.#members.isAlive(number)) continue;
      // The exchange that follows removes what it left.
      this.#nextLook = now;
      return true;
    }
    return false;
  }

  #view(tables: LeaseTables, me: number): SharedView {
    const gone = new Set(this.#seen.keys());
    const others: OtherProcess[] = [];
    for (const row of tables.processes()) {
      if (row.number === me) continue;
      gone.delete(row.number);
      others.push(this.#other(tables, row));
    }
    for (const number of gone) this.#seen.delete(number);
    return { number: me, others, levels: tables.levels(), fence: tables.fence() };
  }

  #other(tables: LeaseTables, row: ProcessRow): OtherProcess {
    const seen = this.#seen.get(row.number);
    if (seen?.version === row.version) return seen.other;
    const holdings = tables.holdings(row.number).map((holding) => {
      const known = seen?.holdings.get(holding.fence);
      return known?.expiresAt === holding.expires_at ? known : readHolding(holding, this.#file.path);
    });
    const { number, pid, version } = row;
    const other = { number, name: `process ${pid}`, holdings, wants: readWants(row, this.#file.path) };
    this.#seen.set(number, { version, other, holdings: new Map(holdings.map((one) => [one.fence, one])) });
    return other;
  }

  #remember({ held, released, wants }: SharedChanges): void {
    for (const holding of held) this.#mine.set(holding.fence, holding);
    for (const fence of released) this.#mine.delete(fence);
    this.#wants = wants ?? this.#wants;
  }
}

function writeChanges(tables: LeaseTables, number: number, changes: SharedChanges): boolean {
  const { held, released, wants, levels, fence } = changes;
  if (held.length + released.length + levels.length === 0 && wants === undefined) return false;
  for (const one of held) tables.hold(number, one);
  for (const one of released) tables.release(number, one);
  if (wants !== undefined) tables.want(number, wants);
  for (const level of levels) tables.level(level);
  tables.touch(number, fence);
  return true;
}
