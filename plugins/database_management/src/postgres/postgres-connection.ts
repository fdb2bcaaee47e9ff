import { isOrchestrationError } from '@codomyrmex/core';
import type { Client } from 'pg';
import type { Connection, WrittenStatement } from '../connection.ts';
import { ownLimits } from '../connection.ts';
import { refusal } from '../refuse.ts';
import { type ResultLimits, ResultRows, type ResultSet, type Row } from '../result-rows.ts';
import type { Cell, Parameter, Parameters } from '../value.ts';
import { parameterBytes } from '../value.ts';
import { loadPostgres } from './postgres-driver.ts';
import { postgresFailure } from './postgres-failure.ts';
import { requireAllowed } from './postgres-rules.ts';

const BATCH = 64;

/** PostgreSQL as a {@link Connection}. */
export class PostgresConnection implements Connection {
  readonly dialect = 'postgresql';
  readonly #client: Client;

  /** @param client connected, and closed by {@link close}. */
  constructor(client: Client) {
    this.#client = client;
  }

  async run({ sql, parameters, access }: WrittenStatement, limits: ResultLimits): Promise<ResultSet> {
    requireAllowed(sql, access);
    const values = boundValues(parameters);
    await this.#own(access === 'read' ? 'BEGIN TRANSACTION READ ONLY' : 'BEGIN');
    try {
      const result = await this.#results({ sql, values }, limits);
      await this.#own('COMMIT');
      return result;
    } catch (error) {
      throw await this.#rolledBack(error);
    }
  }

  async script(sql: string): Promise<void> {
    await this.#told(() => this.#client.query(sql));
  }

  async own(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    const { rows } = await this.#results({ sql, values: boundValues([...parameters]) }, ownLimits);
    return rows;
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.#own('BEGIN');
    try {
      const result = await work();
      await this.#own('COMMIT');
      return result;
    } catch (error) {
      throw await this.#rolledBack(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  async #own(sql: string): Promise<void> {
    await this.#told(() => this.#client.query(sql));
  }

  /** The error as it was, after the transaction is undone; a connection that is gone has undone it by itself. */
  async #rolledBack(error: unknown): Promise<Error> {
    await this.#client.query('ROLLBACK').catch(() => undefined);
    return postgresFailure(error);
  }

  async #results(
    { sql, values }: { readonly sql: string; readonly values: readonly unknown[] },
    limits: ResultLimits,
  ): Promise<ResultSet> {
    const { Cursor, cellTypes } = await loadPostgres();
    return this.#told(async () => {
      const cursor = this.#client.query(new Cursor<Cell[]>(sql, [...values], { rowMode: 'array', types: cellTypes }));
      try {
        const result = await readAll(cursor, limits);
        await cursor.close();
        return result;
      } catch (error) {
        // After a refusal of the server the cursor is closed, and on a connection that is gone closing would wait for ever.
        if (isOrchestrationError(error)) await cursor.close();
        throw error;
      }
    });
  }

  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw postgresFailure(error);
    }
  }
}

type RowCursor = InstanceType<Awaited<ReturnType<typeof loadPostgres>>['Cursor']>;

async function readAll(cursor: RowCursor, limits: ResultLimits): Promise<ResultSet> {
  let rows: ResultRows | undefined;
  for (;;) {
    const batch = await batchOf(cursor);
    rows ??= new ResultRows(batch.columns, limits);
    // A statement without columns says how many rows it changed.
    if (rows.columns.length === 0) return { ...rows.result, rowCount: batch.rowCount ?? 0 };
    for (const row of batch.rows) if (!rows.add(row)) return rows.result;
    if (batch.rows.length < BATCH) return rows.result;
  }
}

interface Batch {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number | null;
}

function batchOf(cursor: RowCursor): Promise<Batch> {
  return new Promise((resolve, reject) => {
    cursor.read(BATCH, (error, rows, result) => {
      if (error !== null && error !== undefined) reject(error);
      else {
        resolve({
          columns: result.fields.map(({ name }) => name),
          // `rowMode: 'array'` gives arrays, and every value went through `cellTypes`.
          rows: rows as readonly (readonly Cell[])[],
          rowCount: result.rowCount,
        });
      }
    });
  });
}

function boundValues(parameters: Parameters): readonly unknown[] {
  if (!Array.isArray(parameters)) {
    throw refusal('INVALID_PARAMETERS', 'PostgreSQL has no named places', 'Write $1, $2, … and give a list.');
  }
  return parameters.map((value: Parameter) =>
    typeof value === 'object' && value !== null ? parameterBytes(value) : value,
  );
}
