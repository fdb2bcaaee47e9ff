import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type CommandFound, commandVersion } from './command-version.ts';
import { isAtLeast } from './node-version.ts';

const GIB = 1024 ** 3;

const commandName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/, 'the name of a program, without a path or flags');

const input = z.strictObject({
  min_node: z
    .string()
    .regex(/^\d+(\.\d+){0,2}$/)
    .default('20.19.0'),
  required_commands: z.array(commandName).max(100).default([]).meta({ description: 'A missing one is a problem.' }),
  optional_commands: z.array(commandName).max(100).default([]).meta({ description: 'A missing one is a warning.' }),
  min_disk_free_gb: z.number().min(0).default(0.5).meta({ description: 'GiB free for the workspace; less is a warning.' }),
  strict: z.boolean().default(false).meta({ description: 'Fail when there is a problem, instead of telling it.' }),
});

const output = z.object({
  valid: z.boolean(),
  node: z.object({ version: z.string(), ok: z.boolean() }),
  platform: z.string(),
  arch: z.string(),
  cpus: z.int(),
  memory_gb: z.number().meta({ description: 'GiB of the machine.' }),
  disk_free_gb: z.number().nullable().meta({ description: 'GiB free where the workspace lies; null when not known.' }),
  commands: z.array(z.object({ name: z.string(), found: z.boolean(), version: z.string().nullable() })),
  problems: z.array(z.string()),
  warnings: z.array(z.string()),
});

export const validateEnvironment = defineAction({
  title: 'Validate environment',
  description: 'What this machine has: Node, cores, memory, room on the disk, and programs with their versions.',
  input,
  output,
  effects: ['exec', 'fs:read'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'Git must be there', input: { required_commands: ['git'] } }],
  async run(context, { min_node, required_commands, optional_commands, min_disk_free_gb, strict }) {
    const names = [...new Set([...required_commands, ...optional_commands])];
    const commands = await Promise.all(names.map((name) => commandVersion(context, name)));
    const diskFree = await diskFreeGb(context.workspace);
    const node = { version: process.versions.node, ok: isAtLeast(process.versions.node, min_node) };
    const problems = [
      ...(node.ok ? [] : [`Node ${node.version} runs here, and ${min_node} is needed`]),
      ...missing(commands, required_commands).map((name) => `the program ${name} is needed and was not found`),
    ];
    const optional = optional_commands.filter((name) => !required_commands.includes(name));
    const warnings = [
      ...missing(commands, optional).map((name) => `the program ${name} was not found`),
      ...(diskFree !== null && diskFree < min_disk_free_gb ? [`only ${diskFree} GiB are free for ${context.workspace}`] : []),
    ];
    if (strict && problems.length > 0) {
      throw new ActionError(problems.join('; '), { code: 'ENVIRONMENT_INVALID', retryable: false, details: { problems } });
    }
    return {
      valid: problems.length === 0,
      node,
      platform: process.platform,
      arch: process.arch,
      cpus: availableParallelism(),
      memory_gb: rounded(totalmem() / GIB),
      disk_free_gb: diskFree,
      commands,
      problems,
      warnings,
    };
  },
});

function missing(commands: readonly CommandFound[], wanted: readonly string[]): readonly string[] {
  return commands.filter(({ name, found }) => !found && wanted.includes(name)).map(({ name }) => name);
}

async function diskFreeGb(folder: string): Promise<number | null> {
  const facts = await statfs(folder).catch(() => undefined);
  return facts === undefined ? null : rounded((facts.bavail * facts.bsize) / GIB);
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
