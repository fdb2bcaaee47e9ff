import { defineAction, InternalError } from '@codomyrmex/core';
import * as z from 'zod';
import { interpreterSchema } from './answer.ts';
import { runBridge } from './bridge.ts';
import { bridgeError } from './bridge-error.ts';
import { type BridgeContext, type Place, placeOf, placeShape } from './place.ts';
import { moduleName } from './requested-call.ts';
import { settingsSchema } from './settings.ts';
import { moduleNamesOf } from './synonyms.ts';

const listedSchema = z.object({
  modules: z.array(z.object({ module: z.string(), is_package: z.boolean() })),
  truncated: z.int().min(0).meta({ description: 'How many are left out.' }),
});

export interface ModuleQuery {
  readonly below: string | undefined;
  readonly depth: number;
  readonly limit: number;
}

/** The modules of a package, from its folders. */
export async function modulesOf(context: BridgeContext, place: Place, { below, depth, limit }: ModuleQuery) {
  const [from = ''] = below === undefined ? [] : moduleNamesOf(place.package, below);
  const { interpreter, answers } = await runBridge(context, {
    place,
    jobs: [{ op: 'modules', below: from, depth, limit }],
    workers: 1,
  });
  const [answer] = answers;
  if (answer === undefined) throw new InternalError('one job has one answer');
  if (!answer.ok) throw bridgeError(place.package, answer.failure);
  return { interpreter, ...listedSchema.parse(answer.value) };
}

export const listModules = defineAction({
  title: 'List Python modules',
  description: 'The public modules of a Python package, found in its folders: none of its code runs.',
  input: z.strictObject({
    below: moduleName.optional().meta({ description: 'Only the modules inside this one.' }),
    depth: z.int().min(1).max(10).default(1).meta({ description: 'How many levels of modules in modules.' }),
    limit: z.int().min(1).max(10_000).default(1_000).meta({ description: 'How many modules to name.' }),
    ...placeShape,
  }),
  output: z.object({ package: z.string(), interpreter: interpreterSchema, ...listedSchema.shape }),
  effects: ['exec', 'fs:read'],
  config: settingsSchema,
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'The modules of codomyrmex', input: {} }],
  async run(context, { below, depth, limit, package: name, python, python_path, env }) {
    const place = await placeOf(context, { package: name, python, python_path, env });
    return { package: name, ...(await modulesOf(context, place, { below, depth, limit })) };
  },
});
