import { effects } from '@codomyrmex/core';
import * as z from 'zod';

const MAX_SECONDS = 24 * 24 * 3600; // timers hold 2^31 ms, a little more than 24 days
const seconds = z.number().positive().max(MAX_SECONDS, 'at most 24 days');
const address = z
  .string()
  .regex(
    /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d{1,5})?$|^[0-9a-f:.]+(\/\d{1,3})?$/i,
    'write a host, host:port, or a range such as 10.0.0.0/8',
  );
const path = z.string().min(1, 'name a folder or file').max(4_096, 'longer than paths are');

/** The configuration file: document 3's keys, and those of what came after it. What is left out has its default. */
export const configurationSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'For editors; read by nothing else.' }),
    max_workers: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({ description: 'Tasks of all runs that may be in hand at once; four for each core unless given.' }),
    workflows_dir: path.optional().meta({ description: 'Where definitions are; "workflows" of the data folder.' }),
    projects_dir: path.optional().meta({ description: 'Where new projects are made; "projects" of the workspace.' }),
    templates_dir: path
      .optional()
      .meta({ description: 'Where your own templates are; "templates" of the data folder.' }),
    resource_config: path
      .optional()
      .meta({ description: 'The resource file; "resources.json" of the data folder where there is one.' }),
    performance_monitoring: z
      .boolean()
      .optional()
      .meta({ description: 'Whether performance summaries are made.', default: true }),
    session_timeout: seconds
      .nullable()
      .optional()
      .meta({ description: 'Seconds until a session that names no time of its own ends; null: never.', default: null }),
    cleanup_interval: seconds
      .optional()
      .meta({ description: 'Seconds between two looks for what is over: leases and sessions.', default: 300 }),
    cache_max_bytes: z.int().min(0).optional().meta({
      description: 'How many bytes the cache of results may hold; a GiB unless given.',
      default: 1_073_741_824,
    }),
    durability: z
      .enum(['relaxed', 'strict'])
      .optional()
      .meta({ description: 'relaxed survives a killed process, strict a power cut too.', default: 'relaxed' }),
    plugins: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "What plugins read, by module; `codomyrmex plugin info` shows each one's keys." }),
    allowed_addresses: z.array(address).max(1_000).optional().meta({
      description: 'What actions may reach over HTTP beside public addresses: host, host:port, or 10.0.0.0/8.',
    }),
    allowed_effects: z
      .array(z.enum(effects))
      .optional()
      .meta({ description: 'What actions may do; one that declares more is refused. Everything unless given.' }),
  })
  .meta({ title: 'Codomyrmex configuration' });

export type WrittenConfiguration = z.output<typeof configurationSchema>;
/** Keys that set something. */
export type ConfigurationKey = Exclude<keyof WrittenConfiguration, '$schema'>;

/** The JSON Schema (draft 7) of the configuration file, for editors. */
export function configurationJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configurationSchema, { target: 'draft-7', io: 'input' });
}
