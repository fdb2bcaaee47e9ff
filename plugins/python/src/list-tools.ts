import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { interpreterSchema } from './answer.ts';
import { runBridge } from './bridge.ts';
import { failedModuleSchema } from './described-module.ts';
import type { Job } from './job.ts';
import { modulesOf } from './list-modules.ts';
import { placeOf, placeShape } from './place.ts';
import { timeout } from './requested-call.ts';
import { settingsSchema } from './settings.ts';

/** What the package's own decorator notes of a function. */
const toolSchema = z.object({
  name: z.string().meta({ description: 'The name under which the package offers it to agents.' }),
  module: z.string(),
  action: z.string(),
  description: z.string(),
  category: z.string(),
  version: z.string(),
  deprecated_in: z.string().nullable(),
  schema: z.record(z.string(), z.unknown()).meta({ description: 'Its parameters, as the package describes them.' }),
});
const toolsSchema = z.object({ tools: z.array(toolSchema) });

const MAX_MODULES = 5_000;
const TOOLS = /(?:^|\.)mcp_tools$/;

export const listTools = defineAction({
  title: 'List the tools of a Python package',
  description:
    'The package’s own catalogue: functions of its mcp_tools modules that its decorator has noted, with the schemas that it gives them. Imports these modules.',
  input: z.strictObject({
    depth: z.int().min(1).max(10).default(4).meta({ description: 'How many levels of modules are looked through.' }),
    workers: z.int().min(1).max(32).default(2).meta({ description: 'How many interpreters there are.' }),
    timeout: timeout.default(60),
    ...placeShape,
  }),
  output: z.object({
    package: z.string(),
    interpreter: interpreterSchema,
    tools: z.array(toolSchema),
    failed: z.array(failedModuleSchema),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  config: settingsSchema,
  idempotent: true,
  timeout: 600,
  examples: [{ title: 'The tools of codomyrmex', input: {} }],
  async run(context, { depth, workers, timeout: seconds, package: name, python, python_path, env }) {
    const place = await placeOf(context, { package: name, python, python_path, env });
    const listed = await modulesOf(context, place, { below: undefined, depth, limit: MAX_MODULES });
    const modules = listed.modules.map(({ module }) => module).filter((module) => TOOLS.test(module));
    const found = { package: name, interpreter: listed.interpreter, tools: [], failed: [] };
    if (modules.length === 0) return found;
    const jobs = modules.map((module): Job => ({ op: 'tools', module, timeout: seconds }));
    const { answers } = await runBridge(context, { place, jobs, workers });
    return {
      ...found,
      tools: answers.flatMap((answer) => (answer.ok ? toolsSchema.parse(answer.value).tools : [])),
      failed: answers.flatMap((answer, index) =>
        answer.ok ? [] : [{ module: modules[index] ?? '', code: answer.failure.code, reason: answer.failure.message }],
      ),
    };
  },
});
