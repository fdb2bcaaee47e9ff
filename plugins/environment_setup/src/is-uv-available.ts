import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { commandVersions } from './command-version.ts';

export const isUvAvailable = defineAction({
  title: 'Is uv available',
  description: 'Whether uv, the manager of Python packages, is on PATH.',
  input: z.strictObject({}),
  output: z.object({ available: z.boolean(), version: z.string().nullable() }),
  effects: ['exec'],
  idempotent: true,
  timeout: 30,
  examples: [{ title: 'Ask', input: {} }],
  async run(context) {
    const [uv] = await commandVersions(context, ['uv']);
    return { available: uv?.found ?? false, version: uv?.version ?? null };
  },
});
