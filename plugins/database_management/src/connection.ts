import type { ResultLimits, ResultSet, Row } from './result-rows.ts';
import type { Parameter, Parameters } from './value.ts';

export type Dialect = 'sqlite' | 'postgresql';

/** A statement that somebody wrote: it is held to what `access` allows. */
export interface WrittenStatement {
  readonly sql: string;
  readonly parameters: Parameters;
  readonly access: 'read' | 'write';
}

/**
 * An open database. What people wrote goes through `run` and `script`, which refuse what would leave the database or the
 * transaction; `own` is for statements of this package.
 */
export interface Connection {
  readonly dialect: Dialect;
  /** One statement in a transaction of its own, kept when it writes. @throws ActionError QUERY_REFUSED, QUERY_FAILED, RESULT_TOO_LARGE. */
  run(statement: WrittenStatement, limits: ResultLimits): Promise<ResultSet>;
  /** Any number of statements within the transaction of {@link Connection.transaction}. */
  script(sql: string): Promise<void>;
  /** A statement of this package. */
  own(sql: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
  /** All that `work` does is kept, or nothing of it when it throws. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** More than any list of this package's own has. */
export const ownLimits: ResultLimits = { maxRows: 100_000, maxBytes: 64 * 1024 * 1024 };
