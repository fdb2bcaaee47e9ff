import * as z from 'zod';
import { effects } from '../action.ts';
import { isolations } from '../isolation.ts';

const name = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'use snake_case, at most 64 characters');
const jsonSchema = z.record(z.string(), z.unknown());

const actionSchema = z.object({
  name,
  title: z.string(),
  description: z.string().optional(),
  effects: z.array(z.enum(effects)),
  secrets: z.array(z.string()).optional(),
  idempotent: z.boolean(),
  isolation: z.enum(isolations).optional(),
  limits: z
    .object({ memory_mb: z.number().optional(), cpu_seconds: z.number().optional(), enforce: z.boolean().optional() })
    .optional(),
  /** Seconds for one attempt. */
  timeout: z.number().positive().optional(),
  deprecated: z.object({ since: z.string(), use: z.string().optional() }).optional(),
  /** The action of the plugin that undoes it. */
  compensate: name.optional(),
  examples: z.array(z.object({ title: z.string(), input: z.unknown() })).optional(),
  /** JSON Schema, draft 7, of what is written. */
  input: jsonSchema,
  /** JSON Schema, draft 7, of what is given. */
  output: jsonSchema,
});

const tapSchema = z.object({
  hook: z.string(),
  stage: z.number(),
  before: z.array(z.string()),
  after: z.array(z.string()),
});

/** What `codomyrmex.json` of a plugin says; written at its build, read without running it. */
export const pluginManifestSchema = z.object({
  manifest_version: z.literal(1),
  /** The contract that the plugin was written for. */
  api_version: z.int(),
  /** The npm package. */
  package: z.string(),
  version: z.string(),
  /** The range of `@codomyrmex/core` that its package.json asks for; absent where it says nothing. */
  core: z.string().optional(),
  module: name,
  description: z.string(),
  /** JSON Schema, draft 7, of its configuration. */
  config: jsonSchema.optional(),
  aliases: z.record(z.string(), z.string()),
  hooks: z.array(tapSchema),
  /** Names of project templates that it brings. */
  templates: z.array(z.string()),
  actions: z.array(actionSchema),
});

export type PluginManifest = z.output<typeof pluginManifestSchema>;
export type ManifestAction = PluginManifest['actions'][number];
