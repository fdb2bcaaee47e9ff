import type { Connection } from '../connection.ts';
import { grouped } from '../grouped.ts';
import type { Row } from '../result-rows.ts';
import type { ForeignKeyFacts, TableFacts } from '../schema/table-facts.ts';

/** The tables and views of an SQLite database; its own and shadow tables of virtual ones are left out. */
export async function describeSqlite(connection: Connection, only: readonly string[]): Promise<readonly TableFacts[]> {
  const tables = await connection.own(
    "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  );
  const facts: TableFacts[] = [];
  for (const { name, type } of tables) {
    if (only.length > 0 && !only.includes(String(name))) continue;
    facts.push(await describeTable(connection, String(name), type === 'view' ? 'view' : 'table'));
  }
  return facts;
}

async function describeTable(connection: Connection, name: string, kind: TableFacts['kind']): Promise<TableFacts> {
  const columns = await connection.own(
    'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?) ORDER BY cid',
    [name],
  );
  return {
    name,
    kind,
    columns: columns.map((column) => ({
      name: String(column.name),
      type: String(column.type),
      nullable: column.notnull === 0,
      default: textOrNull(column.dflt_value),
      primary_key: column.pk !== 0,
    })),
    foreign_keys: foreignKeys(
      await connection.own(
        'SELECT id, "from", "table", "to", on_delete FROM pragma_foreign_key_list(?) ORDER BY id, seq',
        [name],
      ),
    ),
    indexes: await indexes(connection, name),
  };
}

function foreignKeys(rows: readonly Row[]): ForeignKeyFacts[] {
  const keys = grouped(rows, ({ id }) => id);
  return [...keys.values()].map((parts) => ({
    columns: parts.map(({ from }) => String(from)),
    references_table: String(parts[0]?.table),
    // A key without named columns refers to the primary key.
    references_columns: parts.flatMap(({ to }) => (to === null ? [] : [String(to)])),
    on_delete: String(parts[0]?.on_delete),
  }));
}

async function indexes(connection: Connection, table: string): Promise<TableFacts['indexes']> {
  const rows = await connection.own(
    `SELECT list.name AS name, list."unique" AS is_unique, info.name AS column_name
     FROM pragma_index_list(?) AS list JOIN pragma_index_info(list.name) AS info ORDER BY list.name, info.seqno`,
    [table],
  );
  return [...grouped(rows, ({ name }) => name)].map(([name, parts]) => ({
    name: String(name),
    unique: parts[0]?.is_unique === 1,
    columns: parts.map(({ column_name: column }) => textOrNull(column) ?? '(expression)'),
  }));
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
