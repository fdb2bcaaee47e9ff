import * as z from 'zod';
import type { Action } from '../action.ts';
import { UsageError } from '../errors.ts';
import { createHooks, hookNames, tapPlaces } from '../hooks.ts';
import type { Plugin } from '../plugin.ts';
import type { ManifestAction, PluginManifest } from './manifest-schema.ts';

/** What a plugin's code does not know of the package that it is in. */
export interface PluginPackage {
  readonly package: string;
  /** Its range of `@codomyrmex/core`. */
  readonly core?: string | undefined;
}

/**
 * What is told of a plugin without running it. The plugin's `taps` is called once, on hooks of nobody.
 * @throws UsageError PLUGIN_UNUSABLE when a schema has no JSON Schema, or an example does not fit its action.
 */
export function manifestOf(plugin: Plugin, { package: packageName, core }: PluginPackage): PluginManifest {
  return {
    manifest_version: 1,
    api_version: plugin.apiVersion,
    package: packageName,
    version: plugin.version,
    ...(core !== undefined && { core }),
    module: plugin.module,
    description: plugin.description,
    ...(plugin.config !== undefined && { config: jsonSchema(plugin.config, 'input', `${plugin.module}: config`) }),
    aliases: { ...plugin.aliases },
    hooks: hooksOf(plugin),
    templates: [],
    actions: Object.values(plugin.actions).map(manifestAction),
  };
}

function manifestAction(action: Action): ManifestAction {
  const {
    id,
    name,
    title,
    description,
    effects,
    secrets,
    idempotent,
    isolation,
    limits,
    timeout,
    deprecated,
    compensate,
  } = action;
  const examples = action.examples?.map(({ title: said, input }) => ({
    title: said,
    input: checkedExample(action, said, input),
  }));
  return {
    name,
    title,
    ...(description !== undefined && { description }),
    effects: [...effects],
    ...(secrets !== undefined && { secrets: [...secrets] }),
    idempotent,
    ...(isolation !== undefined && { isolation }),
    ...(limits !== undefined && { limits: writtenLimits(limits) }),
    ...(timeout !== undefined && { timeout }),
    ...(deprecated !== undefined && { deprecated }),
    ...(compensate !== undefined && { compensate }),
    ...(examples !== undefined && { examples }),
    input: jsonSchema(action.input, 'input', `${id}: input`),
    output: jsonSchema(action.output, 'output', `${id}: output`),
  };
}

function checkedExample({ id, input: schema }: Action, title: string, input: unknown): unknown {
  const read = schema.safeParse(input);
  if (read.success) return input;
  throw unusable(`the example "${title}" of ${id} does not fit its input:\n${z.prettifyError(read.error)}`);
}

function writtenLimits({ memoryMb, cpuSeconds, enforce }: NonNullable<Action['limits']>): ManifestAction['limits'] {
  return {
    ...(memoryMb !== undefined && { memory_mb: memoryMb }),
    ...(cpuSeconds !== undefined && { cpu_seconds: cpuSeconds }),
    ...(enforce !== undefined && { enforce }),
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output', what: string): Record<string, unknown> {
  try {
    return { ...z.toJSONSchema(schema, { target: 'draft-7', io }) };
  } catch (cause) {
    const place = whereNoJson(schema, io)
      .map((key) => `.${key}`)
      .join('');
    throw new UsageError(
      `${what}${place} has no JSON Schema: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        code: 'PLUGIN_UNUSABLE',
        cause,
        suggestions: [
          'What goes in and out of actions is JSON: a text for a date (z.iso.datetime()), and no transforms.',
        ],
      },
    );
  }
}

/** Keys of objects that lead to the part of a schema that JSON Schema has no words for. */
function whereNoJson(schema: z.ZodType, io: 'input' | 'output'): readonly string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  for (const [key, member] of Object.entries(schema.shape)) {
    if (!(member instanceof z.ZodType)) continue;
    try {
      z.toJSONSchema(member, { target: 'draft-7', io });
    } catch {
      return [key, ...whereNoJson(member, io)];
    }
  }
  return [];
}

function hooksOf(plugin: Plugin): PluginManifest['hooks'] {
  if (plugin.taps === undefined) return [];
  const hooks = createHooks();
  plugin.taps(hooks, plugin.config?.safeParse({}).data);
  return hookNames.flatMap((hook) =>
    tapPlaces(hooks, hook).map(({ name, stage, before, after }) => {
      if (name === plugin.module) return { hook, stage, before: [...before], after: [...after] };
      throw unusable(
        `plugin ${plugin.module} taps hook "${hook}" under the name "${name}": a tap bears its module's name`,
      );
    }),
  );
}

const unusable = (message: string): UsageError => new UsageError(message, { code: 'PLUGIN_UNUSABLE' });
