import * as z from 'zod';

/** What is known of a function before it is called. */
export const describedFunctionSchema = z.object({
  name: z.string(),
  module: z.string().meta({ description: 'Where it is found: the module, or its mcp_tools.' }),
  signature: z.string(),
  description: z.string(),
  asynchronous: z.boolean(),
  schema: z
    .record(z.string(), z.unknown())
    .meta({ description: 'The JSON Schema of its parameters, from annotations, defaults, docstring and catalogue.' }),
  not_callable: z.string().optional().meta({ description: 'Why it cannot be called with JSON.' }),
});
export type DescribedFunction = z.output<typeof describedFunctionSchema>;

export const describedModuleSchema = z.object({
  module: z.string(),
  description: z.string(),
  functions: z.array(describedFunctionSchema),
  truncated: z.int().min(0),
});
export type DescribedModule = z.output<typeof describedModuleSchema>;

/** A module that told nothing, and why. */
export const failedModuleSchema = z.object({ module: z.string(), code: z.string(), reason: z.string() });
