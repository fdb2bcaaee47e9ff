import type { SharedHolding, SharedLevel, SharedWant } from '@codomyrmex/resources';
import type { Database, Statement } from './driver.ts';
import type { HoldingRow, ProcessRow } from './lease-rows.ts';

interface RateRow {
  readonly resource: string;
  readonly kind: SharedLevel['kind'];
  readonly unit: string;
  readonly full_at: number;
}

/** The statements of `leases.db` on one connection, each prepared at its first use. All but `dataVersion` within a transaction. */
export class LeaseTables {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement<unknown>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Another number than before: another connection has written. */
  dataVersion(): number {
    return this.#prepare<{ data_version: number }>('PRAGMA data_version').get()?.data_version ?? -1;
  }

  fence(): number {
    return this.#prepare<{ fence: number }>('SELECT fence FROM sharing').get()?.fence ?? 0;
  }

  processes(): readonly ProcessRow[] {
    return this.#prepare<ProcessRow>('SELECT number, pid, version, wants FROM process').all();
  }

  has(process: number): boolean {
    return this.#prepare('SELECT 1 FROM process WHERE number = ?').get(process) !== undefined;
  }

  holdings(process: number): readonly HoldingRow[] {
    return this.#prepare<HoldingRow>('SELECT fence, label, parts, expires_at FROM holding WHERE process = ?').all(
      process,
    );
  }

  levels(): readonly SharedLevel[] {
    return this.#prepare<RateRow>('SELECT resource, kind, unit, full_at FROM rate')
      .all()
      .map(({ full_at, ...row }) => ({ ...row, fullAt: full_at }));
  }

  /** When the first of the holdings of others ends. */
  firstEnd(but: number): number | undefined {
    const first = 'SELECT min(expires_at) AS first FROM holding WHERE expires_at IS NOT NULL AND process <> ?';
    return this.#prepare<{ first: number | null }>(first).get(but)?.first ?? undefined;
  }

  /** Removes what has ended. */
  end(now: number, but: number): void {
    const ended = 'DELETE FROM holding WHERE expires_at <= ? AND process <> ? RETURNING process';
    const processes = this.#prepare<{ process: number }>(ended).all(now, but);
    for (const process of new Set(processes.map((row) => row.process))) this.touch(process);
  }

  add(process: number, pid: number): void {
    this.remove(process);
    this.#prepare("INSERT INTO process(number, pid, version, wants) VALUES (?, ?, 0, '[]')").run(process, pid);
    this.touch(process);
  }

  remove(process: number): void {
    this.#prepare('DELETE FROM holding WHERE process = ?').run(process);
    this.#prepare('DELETE FROM process WHERE number = ?').run(process);
  }

  /** Others read the process again, and go on above the fencing number. */
  touch(process: number, fence = 0): void {
    this.#prepare('UPDATE sharing SET version = version + 1, fence = max(fence, ?)').run(fence);
    this.#prepare('UPDATE process SET version = (SELECT version FROM sharing) WHERE number = ?').run(process);
  }

  hold(process: number, { fence, label, parts, expiresAt }: SharedHolding): void {
    const insert = 'INSERT OR REPLACE INTO holding(fence, process, label, parts, expires_at) VALUES (?, ?, ?, ?, ?)';
    this.#prepare(insert).run(fence, process, label, JSON.stringify(parts), expiresAt);
  }

  release(process: number, fence: number): void {
    this.#prepare('DELETE FROM holding WHERE fence = ? AND process = ?').run(fence, process);
  }

  want(process: number, wants: readonly SharedWant[]): void {
    this.#prepare('UPDATE process SET wants = ? WHERE number = ?').run(JSON.stringify(wants), process);
  }

  level({ resource, kind, unit, fullAt }: SharedLevel): void {
    const insert = 'INSERT OR REPLACE INTO rate(resource, kind, unit, full_at) VALUES (?, ?, ?, ?)';
    this.#prepare(insert).run(resource, kind, unit, fullAt);
  }

  #prepare<Row>(sql: string): Statement<Row> {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    // One text of ours is one form of row.
    return known as Statement<Row>;
  }
}
