import type { Dialect } from '../connection.ts';
import type { ColumnType, Model, ModelColumn } from './model.ts';

const sqlTypes: Readonly<Record<ColumnType, Readonly<Record<Dialect, string>>>> = {
  integer: { sqlite: 'INTEGER', postgresql: 'integer' },
  bigint: { sqlite: 'INTEGER', postgresql: 'bigint' },
  number: { sqlite: 'REAL', postgresql: 'double precision' },
  // SQLite has no exact decimals: as a text no digit is lost.
  decimal: { sqlite: 'TEXT', postgresql: 'numeric' },
  text: { sqlite: 'TEXT', postgresql: 'text' },
  boolean: { sqlite: 'INTEGER', postgresql: 'boolean' },
  date: { sqlite: 'TEXT', postgresql: 'date' },
  timestamp: { sqlite: 'TEXT', postgresql: 'timestamptz' },
  json: { sqlite: 'TEXT', postgresql: 'jsonb' },
  bytes: { sqlite: 'BLOB', postgresql: 'bytea' },
  uuid: { sqlite: 'TEXT', postgresql: 'uuid' },
};

/** The statements that make the tables and, where tables refer to each other, the keys between them. */
export function schemaSql(models: readonly Model[], dialect: Dialect): { readonly up: string; readonly down: string } {
  const up = [
    ...models.map((model) => createTable(model, dialect)),
    ...models.flatMap((model) => createIndexes(model)),
    ...(dialect === 'postgresql' ? models.flatMap(foreignKeys) : []),
  ];
  const down = [
    ...(dialect === 'postgresql' ? models.flatMap(droppedKeys) : []),
    ...[...models].reverse().map(({ name }) => `DROP TABLE ${quoted(name)};`),
  ];
  return { up: `${up.join('\n\n')}\n`, down: `${down.join('\n')}\n` };
}

function createTable({ name, columns }: Model, dialect: Dialect): string {
  const key = columns.filter(({ primary_key: isKey }) => isKey).map((column) => quoted(column.name));
  const lines = [
    ...columns.map((column) => columnLine(column, dialect)),
    ...(key.length > 0 ? [`PRIMARY KEY (${key.join(', ')})`] : []),
  ];
  return `CREATE TABLE ${quoted(name)} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n);`;
}

function columnLine(column: ModelColumn, dialect: Dialect): string {
  const { type, nullable, unique, default: standard, references } = column;
  return [
    quoted(column.name),
    sqlTypes[type][dialect],
    ...(nullable ? [] : ['NOT NULL']),
    ...(unique ? ['UNIQUE'] : []),
    ...(standard === undefined ? [] : [`DEFAULT ${literal(standard, dialect)}`]),
    // SQLite asks for the other table when a row comes; PostgreSQL gets its keys when all tables are there.
    ...(references !== undefined && dialect === 'sqlite' ? [referencesClause(references)] : []),
    ...(type === 'boolean' && dialect === 'sqlite' ? [`CHECK (${quoted(column.name)} IN (0, 1))`] : []),
    ...(type === 'json' && dialect === 'sqlite' ? [`CHECK (json_valid(${quoted(column.name)}))`] : []),
  ].join(' ');
}

const createIndexes = ({ name, indexes }: Model): string[] =>
  indexes.map(
    ({ columns, unique }) =>
      `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoted(indexName(name, columns))} ON ${quoted(name)} (${columns.map(quoted).join(', ')});`,
  );

const foreignKeys = ({ name, columns }: Model): string[] =>
  columns.flatMap(({ name: column, references }) =>
    references === undefined
      ? []
      : [
          `ALTER TABLE ${quoted(name)} ADD CONSTRAINT ${quoted(keyName(name, column))} FOREIGN KEY (${quoted(column)}) ${referencesClause(references)};`,
        ],
  );

const droppedKeys = ({ name, columns }: Model): string[] =>
  columns.flatMap(({ name: column, references }) =>
    references === undefined ? [] : [`ALTER TABLE ${quoted(name)} DROP CONSTRAINT ${quoted(keyName(name, column))};`],
  );

function referencesClause({ table, column, on_delete: onDelete }: NonNullable<ModelColumn['references']>): string {
  return `REFERENCES ${quoted(table)} (${quoted(column)}) ON DELETE ${onDelete.toUpperCase().replace('_', ' ')}`;
}

/** PostgreSQL cuts names after 63 bytes, and two that were cut could be one: the table's part is shortened, and a sum of the whole added. */
const indexName = (table: string, columns: readonly string[]): string => shortened(`${table}_${columns.join('_')}_idx`);
const keyName = (table: string, column: string): string => shortened(`${table}_${column}_fkey`);

const MAX_NAME = 63;
const SUM_DIGITS = 8;

function shortened(name: string): string {
  if (name.length <= MAX_NAME) return name;
  let sum = 0;
  for (const letter of name) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return `${name.slice(0, MAX_NAME - SUM_DIGITS - 1)}_${sum.toString(16).padStart(SUM_DIGITS, '0')}`;
}

const quoted = (name: string): string => `"${name}"`;

function literal(value: string | number | boolean, dialect: Dialect): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'number') return String(value);
  if (dialect === 'sqlite') return value ? '1' : '0';
  return value ? 'TRUE' : 'FALSE';
}
