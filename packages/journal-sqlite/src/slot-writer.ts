import { type DatabaseFault, faultOf, primaryCode, sqlite } from './database-fault.ts';
import type { Database, SqlValue, Statement } from './driver.ts';
import { EVENT_COLUMNS, EVENT_WIDTH, type EventCells, type Refusal, type WriteOp } from './write-op.ts';

/** Rows in one INSERT, of several runs too: a row costs 6.8 µs alone in its statement, 4.1 µs among sixteen, and not less among more. */
const ROWS_PER_INSERT = 16;

const NONE: ReadonlyMap<number, Refusal> = new Map();

/**
 * The only writer of one slot file. Runs on the main thread (`relaxed`) or in the writer thread (`strict`); imports nothing
 * that would make the thread start slowly.
 *
 * W1 an operation is stored whole or not at all; a batch of them is one transaction, and after a fault that one of them may have
 *    brought about each of them is a transaction of its own, so that the fault reaches that one alone;
 * W2 after a refusal nothing is added to that run until it is adopted again: later events would leave a gap;
 * W3 after a fault other than a full disk nothing is written any more: a failed fsync may have lost what was thought stored,
 *    and a second one that succeeds would prove nothing.
 */
export class SlotWriter {
  readonly #database: Database;
  readonly #begin: Statement<unknown>;
  readonly #commit: Statement<unknown>;
  readonly #rollback: Statement<unknown>;
  readonly #insertDefinition: Statement<unknown>;
  readonly #insertRun: Statement<unknown>;
  readonly #endRun: Statement<unknown>;
  readonly #claimRun: Statement<unknown>;
  /** By number of rows, made on first use. */
  readonly #insertEvents: Statement<unknown>[] = [];
  readonly #refused = new Map<number, Refusal>();
  #broken: Refusal | undefined;

  constructor(database: Database) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#insertDefinition = database.prepare(
      'INSERT INTO definition(digest, json) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    this.#insertRun = database.prepare(
      'INSERT INTO run(id, uid, workflow, created_at, claim, workspace, parameters, definition) ' +
        'SELECT ?, ?, ?, ?, ?, ?, ?, id FROM definition WHERE digest = ? ON CONFLICT DO NOTHING',
    );
    this.#endRun = database.prepare('UPDATE run SET ended_at = ?, status = ? WHERE id = ?');
    this.#claimRun = database.prepare('UPDATE run SET claim = ? WHERE id = ?');
  }

  /** Stores the operations, in one transaction when it can be. Gives why some were refused, by their index. */
  write(ops: readonly WriteOp[]): ReadonlyMap<number, Refusal> {
    if (this.#broken !== undefined) return all(ops, this.#broken);
    try {
      const [only] = ops;
      if (ops.length === 1 && only !== undefined && this.#writeAlone(only)) return NONE;
      return this.#writeTogether(ops);
    } catch (error) {
      const fault = this.#giveUp(error);
      if (ops.length > 1 && ofOne.has(primaryCode(fault))) return this.#writeOneByOne(ops);
      const refusal: Refusal = { kind: 'fault', ...fault };
      for (const { run } of ops) this.#refused.set(run, refusal);
      return all(ops, refusal);
    }
  }

  /** What was added to the log while the rest of it was folded elsewhere. */
  foldRest(): void {
    if (this.#broken === undefined) this.#fold('wal_checkpoint(PASSIVE)');
  }

  /** Leaves a broken file open (W3): closing would copy its log, of which parts may be lost, into the file proper. */
  close(log: 'folded' | 'left' = 'folded'): 'closed' | 'left_open' {
    if (this.#broken !== undefined) return 'left_open';
    if (log === 'folded') this.#fold('busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE)');
    this.#database.close();
    return 'closed';
  }

  /**
   * Closing folds all of it, but with the driver for older Nodes only once the statements are collected. It neither waits for
   * readers nor minds a full disk: the next holder of the slot finds the log as it is, with everything in it.
   */
  #fold(pragma: string): void {
    try {
      this.#database.exec(`PRAGMA ${pragma}`);
    } catch (error) {
      if (faultOf(error) === undefined) throw error;
    }
  }

  /** What fits one statement is a transaction by itself. */
  #writeAlone(op: WriteOp): boolean {
    if (op.kind !== 'append' || op.end !== undefined || op.cells.length > ROWS_PER_INSERT * EVENT_WIDTH) return false;
    if (this.#refused.has(op.run)) return false;
    this.#statementFor(op.cells.length / EVENT_WIDTH).run(...op.cells);
    return true;
  }

  #writeTogether(ops: readonly WriteOp[]): ReadonlyMap<number, Refusal> {
    const refusals = new Map<number, Refusal>();
    const cells: SqlValue[] = [];
    this.#begin.run();
    for (const [index, op] of ops.entries()) {
      const refusal = this.#writeAllBut(op, cells);
      if (refusal !== undefined) refusals.set(index, refusal);
    }
    this.#writeEvents(cells);
    this.#commit.run();
    return refusals;
  }

  #writeOneByOne(ops: readonly WriteOp[]): ReadonlyMap<number, Refusal> {
    const refusals = new Map<number, Refusal>();
    for (const [index, op] of ops.entries()) {
      const refusal = this.write([op]).get(0);
      if (refusal !== undefined) refusals.set(index, refusal);
    }
    return refusals;
  }

  /** All but its events, which are written with those of the whole batch. */
  #writeAllBut(op: WriteOp, events: SqlValue[]): Refusal | undefined {
    if (op.kind === 'adopt') {
      this.#refused.delete(op.run);
      this.#claimRun.run(op.claim, op.run);
      return undefined;
    }
    const earlier = this.#refused.get(op.run);
    if (earlier !== undefined) return earlier;
    if (op.kind === 'begin') {
      this.#insertDefinition.run(op.digest, op.definition);
      const { run, uid, workflow, createdAt, claim, workspace, parameters, digest } = op;
      const { changes } = this.#insertRun.run(run, uid, workflow, createdAt, claim, workspace, parameters, digest);
      if (Number(changes) === 0) {
        const refusal: Refusal = { kind: 'duplicate' };
        this.#refused.set(op.run, refusal);
        return refusal;
      }
    }
    for (const cell of op.cells) events.push(cell);
    if (op.end !== undefined) this.#endRun.run(op.end.at, op.end.status, op.run);
    return undefined;
  }

  #writeEvents(cells: EventCells): void {
    const width = ROWS_PER_INSERT * EVENT_WIDTH;
    for (let from = 0; from < cells.length; from += width) {
      const some = cells.length <= width ? cells : cells.slice(from, from + width);
      this.#statementFor(some.length / EVENT_WIDTH).run(...some);
    }
  }

  #statementFor(rows: number): Statement<unknown> {
    const made = this.#insertEvents[rows];
    if (made !== undefined) return made;
    const row = `(${Array.from({ length: EVENT_WIDTH }, () => '?').join()})`;
    const values = Array.from({ length: rows }, () => row).join();
    const statement = this.#database.prepare(`INSERT INTO event(${EVENT_COLUMNS}) VALUES ${values}`);
    this.#insertEvents[rows] = statement;
    return statement;
  }

  #giveUp(error: unknown): DatabaseFault {
    this.#rollBack();
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    if (!survivable.has(primaryCode(fault))) this.#broken = { kind: 'fault', ...fault };
    return fault;
  }

  #rollBack(): void {
    try {
      this.#rollback.run();
    } catch (error) {
      // After some faults SQLite has rolled back by itself and says that no transaction is open.
      if (faultOf(error) === undefined) throw error;
    }
  }
}

/** Faults that one operation of a batch may have brought about, and that need not meet a smaller or another one. */
const ofOne: ReadonlySet<number> = new Set([sqlite.full, sqlite.constraint, sqlite.toobig, sqlite.nomem]);

/** Faults that leave the file as it was before the batch, ready for the next one. */
const survivable: ReadonlySet<number> = new Set([...ofOne, sqlite.busy, sqlite.locked]);

function all(ops: readonly WriteOp[], refusal: Refusal): ReadonlyMap<number, Refusal> {
  return new Map(ops.map((_, index) => [index, refusal]));
}
