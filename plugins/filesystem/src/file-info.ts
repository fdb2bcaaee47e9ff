import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { isoTime, path } from './path-shape.ts';

export const fileInfo = defineAction({
  title: 'Look at a file or folder',
  description: 'Tells whether something is there, and what: kind, size and time, links followed.',
  input: z.strictObject({ path }),
  output: z.object({
    path: z.string(),
    exists: z.boolean(),
    kind: z.enum(['file', 'folder', 'other']).optional(),
    size: z.int().min(0).optional().meta({ description: 'Bytes.' }),
    modified_at: z.iso.datetime().optional(),
  }),
  effects: ['fs:read'],
  idempotent: true,
  examples: [{ title: 'A lock file', input: { path: 'package-lock.json' } }],
  async run({ fs }, parameters) {
    const facts = await fs.stat(parameters.path);
    if (facts === undefined) return { path: parameters.path, exists: false };
    const { kind, size, modifiedAt } = facts;
    return { path: parameters.path, exists: true, kind, size, modified_at: isoTime(modifiedAt) };
  },
});
