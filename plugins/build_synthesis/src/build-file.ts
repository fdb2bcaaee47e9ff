import { type ActionContext, ActionError } from '@codomyrmex/core';
import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import { buildConfigSchema } from './build-config.ts';
import { variablesSchema } from './command.ts';
import { invalidConfig } from './pipeline.ts';
import { problemsOf } from './problems-of.ts';

const MAX_BYTES = 1024 * 1024;
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'use letters, digits, ".", "_" and "-", at most 64');

/** A project's file of what it can build, and for where. */
const buildFileSchema = z.strictObject({
  targets: z.record(name, buildConfigSchema).meta({ description: 'What can be built, by name.' }),
  default_target: name
    .optional()
    .meta({ description: 'The target where none is named; the only one needs no naming.' }),
  environments: z
    .record(name, z.strictObject({ env: variablesSchema.optional() }))
    .default({})
    .meta({ description: 'Variables that a build for an environment gets.' }),
});
export type BuildFile = z.output<typeof buildFileSchema>;

const buildFileNames = ['build.json', 'build.toml'] as const;

/** @throws ActionError PATH_NOT_FOUND, INVALID_BUILD_CONFIG */
export async function readBuildFile(context: ActionContext, written: string | undefined): Promise<BuildFile> {
  const path = await pathOf(context, written);
  const text = await context.fs.readText(path, { maxBytes: MAX_BYTES });
  const parsed = buildFileSchema.safeParse(parsedText(path, text));
  if (parsed.success) return parsed.data;
  throw invalidConfig(
    problemsOf(parsed.error)
      .slice(0, 20)
      .map((one) => ({ ...one, path: `${path}: ${one.path}` })),
  );
}

async function pathOf(context: ActionContext, written: string | undefined): Promise<string> {
  const candidates = written === undefined ? buildFileNames : [written];
  for (const path of candidates) if ((await context.fs.stat(path))?.kind === 'file') return path;
  throw new ActionError(`there is no ${candidates.join(' or ')} in the workspace`, {
    code: 'PATH_NOT_FOUND',
    retryable: false,
    suggestions: ['Write one, with targets, or name it by config_path.'],
  });
}

function parsedText(path: string, text: string): unknown {
  try {
    return path.endsWith('.toml') ? parse(text) : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TomlError)) throw error;
    throw invalidConfig([{ path, message: error.message.split('\n')[0] ?? 'it cannot be read' }]);
  }
}
