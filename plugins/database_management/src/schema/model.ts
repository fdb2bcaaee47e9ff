import * as z from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'letters, digits and _, at most 63')
  .meta({ description: 'A name that needs no quotes in any database.' });

/** Kinds of values that both databases can hold, under names of our own. */
export const columnTypes = [
  'integer',
  'bigint',
  'number',
  'decimal',
  'text',
  'boolean',
  'date',
  'timestamp',
  'json',
  'bytes',
  'uuid',
] as const;
export type ColumnType = (typeof columnTypes)[number];

const columnSchema = z.strictObject({
  name,
  type: z.enum(columnTypes),
  primary_key: z.boolean().default(false),
  nullable: z.boolean().default(false),
  unique: z.boolean().default(false),
  default: z
    .union([z.string().max(10_000), z.number(), z.boolean()])
    .optional()
    .meta({ description: 'A value, never an expression.' }),
  references: z
    .strictObject({
      table: name,
      column: name,
      on_delete: z.enum(['restrict', 'cascade', 'set_null']).default('restrict'),
    })
    .optional(),
});
export type ModelColumn = z.output<typeof columnSchema>;

const indexSchema = z.strictObject({ columns: z.array(name).min(1).max(16), unique: z.boolean().default(false) });

const modelSchema = z.strictObject({
  name,
  columns: z.array(columnSchema).min(1).max(500),
  indexes: z.array(indexSchema).max(100).default([]),
});
export type Model = z.output<typeof modelSchema>;

export const modelsSchema = z
  .array(modelSchema)
  .min(1)
  .max(500)
  .superRefine((models, check) => {
    for (const problem of modelProblems(models)) check.addIssue({ code: 'custom', message: problem });
  });

/** What no database would take, said before anything is written. */
function modelProblems(models: readonly Model[]): string[] {
  const tables = new Map(models.map((model) => [model.name.toLowerCase(), model]));
  const problems = tables.size < models.length ? ['two tables have one name'] : [];
  for (const { name: table, columns, indexes } of models) {
    const names = new Set(columns.map((column) => column.name.toLowerCase()));
    if (names.size < columns.length) problems.push(`two columns of "${table}" have one name`);
    for (const column of indexes.flatMap((index) => index.columns)) {
      if (!names.has(column.toLowerCase()))
        problems.push(`an index of "${table}" names the column "${column}", which is not there`);
    }
    for (const { name: column, references, nullable } of columns) {
      if (references === undefined) continue;
      const target = tables
        .get(references.table.toLowerCase())
        ?.columns.find((other) => other.name === references.column);
      if (target === undefined)
        problems.push(`"${table}.${column}" refers to "${references.table}.${references.column}", which is not there`);
      else if (!target.primary_key && !target.unique) {
        problems.push(
          `"${table}.${column}" refers to "${references.table}.${references.column}", which is neither unique nor the primary key`,
        );
      }
      if (references.on_delete === 'set_null' && !nullable)
        problems.push(`"${table}.${column}" cannot become null: say nullable: true`);
    }
  }
  return problems;
}
