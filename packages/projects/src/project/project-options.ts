import { ProjectManagementError, projectStatusSchema, projectTypes, whyNotJson } from '@codomyrmex/core';
import * as z from 'zod';

const name = z.string().min(1).max(255);
const words = z.array(z.string().max(1_000)).max(10_000);
const data = z.record(z.string(), z.unknown());

const shared = {
  description: z.string().max(100_000),
  version: z.string().min(1).max(100),
  author: z.string().max(1_000),
  tags: words,
  config: data,
  workflows: words,
  requiredModules: words,
  dependencies: z.array(name).max(10_000),
  resources: z.array(z.record(z.string(), z.json())).max(10_000),
  metadata: data,
  type: z.enum(projectTypes),
};

const optionsSchema = z
  .strictObject(shared)
  .partial()
  .extend({
    templateName: z.string().min(1).nullish(),
    template: z.string().min(1).nullish(),
    path: z.string().min(1).nullish(),
    answers: data.optional(),
  });

const changesSchema = z.strictObject(shared).partial().extend({ status: projectStatusSchema.optional() });

/** What a new project is made with; everything has a default. */
export type ProjectOptions = z.input<typeof optionsSchema>;

/** What of a project is to be different. Lists replace lists; of `config` and `metadata` the members that are given. */
export type ProjectChanges = z.input<typeof changesSchema>;

type Present<Given> = { readonly [Key in keyof Given]?: Exclude<Given[Key], undefined> };

export interface ReadOptions extends Omit<z.output<typeof optionsSchema>, 'template' | 'templateName' | 'path'> {
  readonly template: string | undefined;
  readonly path: string | undefined;
}

/** A copy of what was given, so that no two projects share a value. @throws ProjectManagementError INVALID_PARAMETERS with all that is wrong. */
export function readOptions(given: unknown): ReadOptions {
  const { template, templateName, path, ...rest } = read(optionsSchema, given);
  return { ...rest, template: templateName ?? template ?? undefined, path: path ?? undefined };
}

/** @throws ProjectManagementError INVALID_PARAMETERS with all that is wrong. */
export function readChanges(given: unknown): Present<z.output<typeof changesSchema>> {
  const entries = Object.entries(read(changesSchema, given)).filter(([, value]) => value !== undefined);
  // The members are those of the schema, and none of them is undefined.
  return Object.fromEntries(entries) as Present<z.output<typeof changesSchema>>;
}

/** Plain data for a project's file, as a copy. @throws ProjectManagementError INVALID_PARAMETERS. */
export const readData = (given: unknown): Readonly<Record<string, unknown>> => read(data, given);

function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const reason = whyNotJson(given);
  if (reason !== undefined) throw wrong(reason, []);
  const result = schema.safeParse(structuredClone(given));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ code, message, path }) => ({ code, message, path: path.join('.') }));
  throw wrong(
    problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '),
    problems,
  );
}

function wrong(message: string, problems: readonly object[]): ProjectManagementError {
  return new ProjectManagementError(`what was said of the project is not valid: ${message}`, {
    code: 'INVALID_PARAMETERS',
    ...(problems.length > 1 && { details: { problems } }),
  });
}
