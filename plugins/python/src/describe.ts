import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { interpreterSchema } from './answer.ts';
import { runBridge } from './bridge.ts';
import { bridgeError } from './bridge-error.ts';
import { describedModuleSchema, failedModuleSchema } from './described-module.ts';
import type { Job } from './job.ts';
import { modulesOf } from './list-modules.ts';
import { type BridgeContext, type Place, placeOf, placeShape } from './place.ts';
import { moduleName, timeout } from './requested-call.ts';
import { settingsSchema } from './settings.ts';
import { moduleNamesOf } from './synonyms.ts';

const MAX_MODULES = 2_000;

/** What a package offers, module by module. */
export const descriptionSchema = z.object({
  package: z.string(),
  interpreter: interpreterSchema,
  modules: z.array(describedModuleSchema),
  failed: z.array(failedModuleSchema).meta({ description: 'Modules that cannot be imported here, and why.' }),
  truncated: z.int().min(0).meta({ description: 'How many modules were not looked at.' }),
});
export type Description = z.output<typeof descriptionSchema>;

export interface DescribeQuery {
  readonly place: Place;
  /** Every module down to `depth` unless given. */
  readonly module?: string | undefined;
  readonly depth: number;
  readonly workers: number;
  readonly timeout: number;
}

/** @throws ActionError when the one module asked for cannot be described, or the package is not there. */
export async function describePackage(context: BridgeContext, query: DescribeQuery): Promise<Description> {
  const { place, module, depth, workers } = query;
  const listed =
    module === undefined
      ? await modulesOf(context, place, { below: undefined, depth, limit: MAX_MODULES })
      : { modules: [{ module }], truncated: 0 };
  const jobs = listed.modules.map(
    (one): Job => ({ op: 'describe', modules: moduleNamesIn(place, one.module, module), timeout: query.timeout }),
  );
  const { interpreter, answers } = await runBridge(context, { place, jobs, workers });
  const modules: Description['modules'] = [];
  const failed: Description['failed'] = [];
  for (const [index, answer] of answers.entries()) {
    const name = listed.modules[index]?.module ?? '';
    if (answer.ok) modules.push(describedModuleSchema.parse(answer.value));
    else if (module !== undefined) throw bridgeError(name, answer.failure);
    else failed.push({ module: name, code: answer.failure.code, reason: answer.failure.message });
  }
  return { package: place.package, interpreter, modules, failed, truncated: listed.truncated };
}

/** Other names are tried for what somebody wrote, not for what was listed. */
function moduleNamesIn(place: Place, name: string, written: string | undefined): readonly string[] {
  return written === undefined ? [name] : moduleNamesOf(place.package, name);
}

export const describe = defineAction({
  title: 'Describe Python modules',
  description:
    'Signatures and JSON Schemas of the public functions of one module, or of every module of the package. Imports the modules.',
  input: z.strictObject({
    module: moduleName.optional().meta({ description: 'Every module of the package unless given.' }),
    depth: z.int().min(1).max(10).default(1).meta({ description: 'How many levels of modules, where none is named.' }),
    workers: z.int().min(1).max(32).default(2).meta({ description: 'How many interpreters there are.' }),
    timeout: timeout.default(60),
    ...placeShape,
  }),
  output: descriptionSchema,
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  config: settingsSchema,
  idempotent: true,
  timeout: 600,
  examples: [{ title: 'One module', input: { module: 'static_analysis' } }],
  async run(context, { module, depth, workers, timeout: seconds, package: name, python, python_path, env }) {
    const place = await placeOf(context, { package: name, python, python_path, env });
    const description = await describePackage(context, { place, module, depth, workers, timeout: seconds });
    if (module === undefined && description.modules.length === 0) throw nothingImportable(description);
    return description;
  },
});

function nothingImportable({ package: name, failed }: Description): ActionError {
  const [first] = failed;
  return new ActionError(
    first === undefined
      ? `the package ${name} has no modules`
      : `no module of ${name} can be imported: ${first.reason}`,
    { code: 'MODULE_UNIMPORTABLE', retryable: false, details: { failed: failed.slice(0, 20) } },
  );
}
