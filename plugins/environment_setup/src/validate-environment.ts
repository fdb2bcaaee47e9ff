import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { environmentSchema, lookAround, requirements } from './environment.ts';

export const validateEnvironment = defineAction({
  title: 'Validate environment',
  description:
    'Whether this machine has the Node, the programs and the room that are asked for. What is missing is told, not thrown.',
  input: z.strictObject({
    ...requirements,
    strict: z.boolean().default(false).meta({ description: 'Fail when there are problems.' }),
  }),
  output: environmentSchema,
  effects: ['exec', 'fs:read'],
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'Node and git', input: { required_commands: ['git'] } }],
  async run(context, { strict, ...asked }) {
    const environment = await lookAround(context, asked);
    if (!strict || environment.valid) return environment;
    throw new ActionError(`the environment is not as it must be: ${environment.problems.join('; ')}`, {
      code: 'ENVIRONMENT_INVALID',
      retryable: false,
      details: { problems: environment.problems },
      suggestions: ['install what is missing, or run without strict'],
    });
  },
});
