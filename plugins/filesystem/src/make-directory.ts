import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { path } from './path-shape.ts';

export const makeDirectory = defineAction({
  title: 'Make a folder',
  description: 'Makes a folder and those above it that are missing.',
  input: z.strictObject({ path }),
  output: z.object({
    path: z.string(),
    created: z.boolean().meta({ description: 'False when it was there already.' }),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  examples: [{ title: 'For results', input: { path: 'out/charts' } }],
  async run({ fs }, parameters) {
    const created = (await fs.stat(parameters.path)) === undefined;
    await fs.makeFolder(parameters.path);
    return { path: parameters.path, created };
  },
});
