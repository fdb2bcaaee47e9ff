import * as z from 'zod';
import type { Connection } from '../connection.ts';
import { type TableFacts, tableFacts } from '../schema/table-facts.ts';

/** Everything in one statement, so that it is one moment's picture; parts of tables and the system's own are left out. */
const QUERY = `
SELECT json_build_object(
  'name', CASE WHEN n.nspname = current_schema() THEN c.relname ELSE n.nspname || '.' || c.relname END,
  'kind', CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END,
  'columns', COALESCE((
    SELECT json_agg(json_build_object(
      'name', a.attname,
      'type', format_type(a.atttypid, a.atttypmod),
      'nullable', NOT a.attnotnull,
      'default', pg_get_expr(d.adbin, d.adrelid),
      'primary_key', EXISTS (
        SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))
    ) ORDER BY a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
  'foreign_keys', COALESCE((
    SELECT json_agg(json_build_object(
      'columns', (SELECT json_agg(a.attname ORDER BY k.place)
        FROM unnest(f.conkey) WITH ORDINALITY AS k(num, place) JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.num),
      'references_table', f.confrelid::regclass::text,
      'references_columns', (SELECT json_agg(a.attname ORDER BY k.place)
        FROM unnest(f.confkey) WITH ORDINALITY AS k(num, place) JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.num),
      'on_delete', CASE f.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT'
        WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END
    ) ORDER BY f.conname)
    FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'), '[]'),
  'indexes', COALESCE((
    SELECT json_agg(json_build_object(
      'name', x.relname,
      'unique', i.indisunique,
      'columns', (SELECT json_agg(pg_get_indexdef(i.indexrelid, place, true) ORDER BY place)
        FROM generate_series(1, i.indnkeyatts) AS place)
    ) ORDER BY x.relname)
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid), '[]')
) AS facts
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
ORDER BY n.nspname, c.relname`;

const answer = z.object({ facts: tableFacts });

/** The tables and views of a PostgreSQL database; those outside of the current schema bear its name before theirs. */
export async function describePostgres(
  connection: Connection,
  only: readonly string[],
): Promise<readonly TableFacts[]> {
  const rows = await connection.own(QUERY);
  const tables = rows.map((row) => answer.parse(row).facts);
  return only.length === 0 ? tables : tables.filter(({ name }) => only.includes(name));
}
