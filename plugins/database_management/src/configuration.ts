import * as z from 'zod';

/** What may be set for the module, by who runs the engine and not by who writes a workflow. */
export const configurationSchema = z.strictObject({
  allow_absolute_paths: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether a database_url may name an SQLite file outside of the workspace.' }),
});

export type Configuration = z.output<typeof configurationSchema>;

/** Nothing is set where the engine knows no configuration of the module. */
export const configurationOf = (config: unknown): Configuration => configurationSchema.parse(config ?? {});
