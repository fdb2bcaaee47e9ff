import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { bytesOf, encoding, path } from './path-shape.ts';

const MAX_CHARACTERS = 24 * 1024 * 1024;

export const content = z.string().max(MAX_CHARACTERS).meta({ description: 'What is written, as encoding says.' });

export const writeFile = defineAction({
  title: 'Write a file',
  description: 'Makes or replaces a file, whole or not at all, with the folders that it needs.',
  input: z.strictObject({
    path,
    content,
    encoding,
    overwrite: z.boolean().default(true).meta({ description: 'Whether a file that is there may be replaced.' }),
  }),
  output: z.object({ path: z.string(), bytes: z.int().min(0), created: z.boolean() }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  examples: [{ title: 'A note', input: { path: 'out/note.txt', content: 'done\n' } }],
  async run({ fs }, parameters) {
    const bytes = bytesOf(parameters.content, parameters.encoding);
    const created = (await fs.stat(parameters.path)) === undefined;
    if (!created && !parameters.overwrite) {
      throw new ActionError(`${parameters.path} is there already`, {
        code: 'ALREADY_EXISTS',
        retryable: false,
        suggestions: ['Set overwrite to true, or name another path.'],
      });
    }
    await fs.write(parameters.path, bytes);
    return { path: parameters.path, bytes: bytes.byteLength, created };
  },
});
