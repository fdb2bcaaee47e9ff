import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { path } from './path-shape.ts';
import { maxBytes, textOf } from './read-file.ts';

export const readJson = defineAction({
  title: 'Read a JSON file',
  description: 'Gives what a JSON file holds as a value that later steps can look into.',
  input: z.strictObject({ path, max_bytes: maxBytes }),
  output: z.object({ path: z.string(), value: z.unknown() }),
  effects: ['fs:read'],
  idempotent: true,
  examples: [{ title: 'A manifest', input: { path: 'package.json' } }],
  async run({ fs }, parameters) {
    const bytes = await fs.read(parameters.path, { maxBytes: parameters.max_bytes });
    const text = textOf(bytes, parameters.path).replace(/^\uFEFF/, '');
    try {
      const value: unknown = JSON.parse(text);
      return { path: parameters.path, value };
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ActionError(`${parameters.path} is no JSON: ${why}`, { code: 'INVALID_FILE', retryable: false, cause });
    }
  },
});
