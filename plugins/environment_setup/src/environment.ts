import { statfs } from 'node:fs/promises';
import { arch, availableParallelism, platform, totalmem } from 'node:os';
import type { ActionContext } from '@codomyrmex/core';
import * as z from 'zod';
import { commandName, commandSchema, commandVersions, type FoundCommand } from './command-version.ts';
import { compareVersions, versionPattern } from './version-order.ts';

const version = z.string().regex(versionPattern, 'write a version such as 20.19.0');
const commands = z.array(commandName).max(100);

/** What an environment is asked to have. */
export const requirements = {
  min_node: version.default('20.19.0').meta({ description: 'The oldest Node.js that is good enough.' }),
  min_python: version.optional().meta({ description: 'Python is looked at only when this is given.' }),
  required_commands: commands.default([]).meta({ description: 'Programs that must be on PATH.' }),
  optional_commands: commands.default([]).meta({ description: 'Programs whose absence is a warning.' }),
  min_disk_free_gb: z
    .number()
    .min(0)
    .default(0.5)
    .meta({ description: 'GiB free for the workspace; less is a warning.' }),
};
const requirementsSchema = z.strictObject(requirements);
export type Requirements = z.output<typeof requirementsSchema>;

export const environmentSchema = z.object({
  valid: z.boolean().meta({ description: 'There are no problems.' }),
  node: z.object({ version: z.string(), ok: z.boolean() }),
  python: z.object({ version: z.string().nullable(), ok: z.boolean() }).nullable(),
  platform: z.string(),
  arch: z.string(),
  cpus: z.int(),
  memory_gb: z.number(),
  disk_free_gb: z.number().nullable().meta({ description: 'Where the workspace lies; null when it cannot be told.' }),
  commands: z.array(commandSchema),
  problems: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type Environment = z.output<typeof environmentSchema>;

const GIB = 1024 ** 3;
const LOW_MEMORY_GB = 1;

/** Looks at this machine and asks the named programs for their versions. */
export async function lookAround(context: ActionContext, asked: Requirements): Promise<Environment> {
  const names = [...new Set([...asked.required_commands, ...asked.optional_commands])];
  const found = await commandVersions(context, names);
  const python = asked.min_python === undefined ? null : await pythonOf(context, asked.min_python);
  const node = { version: process.versions.node, ok: compareVersions(process.versions.node, asked.min_node) >= 0 };
  const memory = round(totalmem() / GIB);
  const disk = await freeDisk(context.workspace);
  const missing = missingOf(found);
  const problems = [
    ...(node.ok ? [] : [`node ${node.version} is older than ${asked.min_node}`]),
    ...(python === null || python.ok ? [] : [pythonProblem(python.version, asked.min_python)]),
    ...asked.required_commands
      .filter((name) => missing.has(name))
      .map((name) => `${name} is not installed, or not on PATH`),
  ];
  const optional = asked.optional_commands.filter(
    (name) => missing.has(name) && !asked.required_commands.includes(name),
  );
  const warnings = [
    ...optional.map((name) => `${name} is not installed, or not on PATH`),
    ...(disk !== null && disk < asked.min_disk_free_gb
      ? [`only ${disk} GB of disk are free for ${context.workspace}`]
      : []),
    ...(memory < LOW_MEMORY_GB ? [`there are only ${memory} GB of memory`] : []),
  ];
  return {
    valid: problems.length === 0,
    node,
    python,
    platform: platform(),
    arch: arch(),
    cpus: availableParallelism(),
    memory_gb: memory,
    disk_free_gb: disk,
    commands: found,
    problems,
    warnings,
  };
}

function missingOf(found: readonly FoundCommand[]): ReadonlySet<string> {
  return new Set(found.filter((command) => !command.found).map(({ name }) => name));
}

/** The first of `python3` and `python` that is new enough, else the first that tells its version. */
export async function pythonOf(
  context: ActionContext,
  minimum: string,
): Promise<{ version: string | null; ok: boolean }> {
  const answers = await commandVersions(context, ['python3', 'python']);
  const told = answers.flatMap(({ version: own }) => own ?? []);
  const good = told.find((own) => compareVersions(own, minimum) >= 0);
  return { version: good ?? told[0] ?? null, ok: good !== undefined };
}

export function pythonProblem(found: string | null, minimum: string | undefined): string {
  return found === null ? 'python is not installed, or not on PATH' : `python ${found} is older than ${minimum ?? ''}`;
}

async function freeDisk(folder: string): Promise<number | null> {
  const stats = await statfs(folder).catch(() => undefined);
  return stats === undefined ? null : round((stats.bavail * stats.bsize) / GIB);
}

const round = (number: number): number => Math.round(number * 100) / 100;
