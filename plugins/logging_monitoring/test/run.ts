import type { ActionDefinition } from '@codomyrmex/core';
import { type RunActionOptions, runAction } from '@codomyrmex/testing';
import type * as z from 'zod';

/** What the action gives when it is run on `workspace`. */
export async function run<Input extends z.ZodType, Output extends z.ZodType>(
  action: ActionDefinition<Input, Output>,
  workspace: string,
  input: z.input<Input>,
  options: RunActionOptions = {},
): Promise<z.output<Output>> {
  return (await runAction(action, input, { workspace, ...options })).output;
}
