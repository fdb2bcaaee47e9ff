import { ActionError } from '@codomyrmex/core';
import type { Connection, WrittenStatement } from '../connection.ts';
import { ownLimits } from '../connection.ts';
import { refusal } from '../refuse.ts';
import { type ResultLimits, ResultRows, type ResultSet, type Row } from '../result-rows.ts';
import { statements } from '../statements.ts';
import {
  bytesCell,
  type Cell,
  integerCell,
  numberCell,
  type Parameter,
  type Parameters,
  parameterBytes,
} from '../value.ts';
import { verdictOn } from './authorizer.ts';
import { loadSqlite, type SqliteDatabase } from './sqlite-driver.ts';

/** How long another writer is waited for. */
const BUSY_MS = 5_000;
/** The largest text or blob of a statement or result. */
const MAX_VALUE_BYTES = 64 * 1024 * 1024;
const DENY = 1;
const ALLOW = 0;

export interface SqliteOptions {
  readonly readOnly: boolean;
  /** Migrations rebuild tables that others refer to, and check at the end. */
  readonly foreignKeys: 'enforced' | 'checked_at_the_end';
}

type Held = 'own' | WrittenStatement['access'];

/** SQLite as a {@link Connection}. Every call blocks until SQLite is done: only ending the process stops a long one. */
export class SqliteConnection implements Connection {
  readonly dialect = 'sqlite';
  readonly database: SqliteDatabase;
  readonly #foreignKeys: SqliteOptions['foreignKeys'];
  #held: Held = 'own';
  #refused: string | undefined;

  private constructor(database: SqliteDatabase, foreignKeys: SqliteOptions['foreignKeys']) {
    this.database = database;
    this.#foreignKeys = foreignKeys;
    database.setAuthorizer((action, first, second) => this.#judge(action, first, second));
  }

  /** @throws ActionError NOT_A_DATABASE, DATABASE_BUSY. */
  static async open(file: string, { readOnly, foreignKeys }: SqliteOptions): Promise<SqliteConnection> {
    const { DatabaseSync } = await loadSqlite();
    try {
      const database = new DatabaseSync(file, {
        readOnly,
        enableForeignKeyConstraints: foreignKeys === 'enforced',
        timeout: BUSY_MS,
        readBigInts: true,
        allowExtension: false,
        defensive: true,
        limits: { length: MAX_VALUE_BYTES },
      });
      // The file may be anybody's: its views and triggers get no more than the database, and its pages are looked at.
      database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
      const connection = new SqliteConnection(database, foreignKeys);
      // The file is first read here: what is no database shows itself.
      connection.#all('SELECT count(*) FROM sqlite_schema', []);
      return connection;
    } catch (error) {
      throw sqliteFailure(error, undefined);
    }
  }

  async run({ sql, parameters, access }: WrittenStatement, limits: ResultLimits): Promise<ResultSet> {
    requireOne(sql);
    const work = () => this.#heldTo(access, () => this.#results(sql, parameters, limits));
    return access === 'read' ? work() : this.transaction(async () => work());
  }

  async script(sql: string): Promise<void> {
    this.#heldTo('write', () => this.database.exec(sql));
  }

  async own(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    try {
      return this.#all(sql, parameters);
    } catch (error) {
      throw sqliteFailure(error, undefined);
    }
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    this.#own('BEGIN IMMEDIATE');
    try {
      const result = await work();
      if (this.#foreignKeys === 'checked_at_the_end') this.#requireForeignKeys();
      this.#own('COMMIT');
      return result;
    } catch (error) {
      // A full disk and the like have rolled it back already.
      if (this.database.isTransaction) this.#own('ROLLBACK');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.database.close();
  }

  #own(sql: string): void {
    try {
      this.database.exec(sql);
    } catch (error) {
      throw sqliteFailure(error, undefined);
    }
  }

  #all(sql: string, parameters: readonly Parameter[]): readonly Row[] {
    return this.#results(sql, [...parameters], ownLimits).rows;
  }

  #results(sql: string, parameters: Parameters, limits: ResultLimits): ResultSet {
    const statement = this.database.prepare(sql);
    const columns = statement.columns().map(({ name }) => name);
    const values = boundValues(parameters);
    if (columns.length === 0) {
      const { changes } = statement.run(...values);
      return { columns: [], rows: [], rowCount: Number(changes), truncated: false };
    }
    statement.setReturnArrays(true);
    const rows = new ResultRows(columns, limits);
    for (const row of statement.iterate(...values)) {
      if (!Array.isArray(row)) throw new TypeError('SQLite gave no array for a row');
      if (!rows.add(row.map(cellOf))) break;
    }
    return rows.result;
  }

  #heldTo<T>(held: Held, work: () => T): T {
    this.#held = held;
    this.#refused = undefined;
    try {
      return work();
    } catch (error) {
      throw sqliteFailure(error, this.#refused);
    } finally {
      this.#held = 'own';
    }
  }

  #judge(action: number, first: string | null, second: string | null): number {
    if (this.#held === 'own') return ALLOW;
    const verdict = verdictOn({ action, first, second }, this.#held);
    if (verdict.kind === 'allowed') return ALLOW;
    this.#refused ??= verdict.what;
    return DENY;
  }

  #requireForeignKeys(): void {
    const [violation] = this.#all('PRAGMA foreign_key_check', []);
    if (violation === undefined) return;
    throw refusal(
      'FOREIGN_KEY_VIOLATED',
      `a row of "${String(violation.table)}" refers to none of "${String(violation.parent)}"`,
      'PRAGMA foreign_key_check lists all of them.',
    );
  }
}

function requireOne(sql: string): void {
  const all = statements(sql, 'sqlite');
  if (all[0]?.words[0] === 'VACUUM') {
    throw refusal(
      'QUERY_REFUSED',
      'the statement is refused: VACUUM, which also writes other files',
      'Use optimize_database.',
    );
  }
  const found = all.length;
  if (found === 1) return;
  throw refusal(
    'QUERY_REFUSED',
    found === 0 ? 'the text holds no statement' : `the text holds ${found} statements; one is run at a time`,
    'Give each statement a step of its own, or use run_migrations for scripts.',
  );
}

function boundValues(
  parameters: Parameters,
): (string | number | bigint | null | Uint8Array | Record<string, string | number | bigint | null | Uint8Array>)[] {
  if (Array.isArray(parameters)) return parameters.map(boundValue);
  return [Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, boundValue(value)]))];
}

function boundValue(value: Parameter): string | number | bigint | null | Uint8Array {
  if (typeof value === 'boolean') return value ? 1 : 0;
  // A JavaScript number binds as REAL, which a column without a type would keep as 1.0.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  return typeof value === 'object' && value !== null ? parameterBytes(value) : value;
}

function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case 'bigint':
      return integerCell(value);
    case 'number':
      return numberCell(value);
    case 'string':
      return value;
    default:
      return value instanceof Uint8Array ? bytesCell(value) : null;
  }
}

const NOT_A_DATABASE = /not a database|malformed|encrypted/i;
const BUSY = /database (?:table )?is locked/i;

/** What SQLite threw, as a failure of the action; `refused` says what the authorizer did not allow. */
export function sqliteFailure(error: unknown, refused: string | undefined): Error {
  if (error instanceof ActionError) return error;
  const why = error instanceof Error ? error.message : String(error);
  if (refused !== undefined) {
    return refusal('QUERY_REFUSED', `the statement is refused: ${refused} is not allowed here`, ...remedies(refused));
  }
  if (NOT_A_DATABASE.test(why)) return refusal('NOT_A_DATABASE', `the file is no sound SQLite database: ${why}`);
  if (BUSY.test(why)) {
    return new ActionError(`another process kept the database locked for ${BUSY_MS / 1000} s`, {
      code: 'DATABASE_BUSY',
    });
  }
  return refusal('QUERY_FAILED', `SQLite refused the statement: ${why}`);
}

const remedies = (refused: string): string[] =>
  refused === 'changing the database' ? ['Use execute_statement for statements that change the database.'] : [];
