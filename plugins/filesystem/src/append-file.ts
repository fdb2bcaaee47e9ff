import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { bytesOf, encoding, path } from './path-shape.ts';
import { content } from './write-file.ts';

export const appendFile = defineAction({
  title: 'Add to a file',
  description: 'Adds to the end of a file, which is made when it is not there. Another attempt adds again.',
  input: z.strictObject({ path, content, encoding }),
  output: z.object({ path: z.string(), bytes: z.int().min(0).meta({ description: 'What was added.' }) }),
  effects: ['fs:write'],
  idempotent: false,
  examples: [{ title: 'A line', input: { path: 'out/log.txt', content: 'one more\n' } }],
  async run({ fs }, parameters) {
    const bytes = bytesOf(parameters.content, parameters.encoding);
    await fs.append(parameters.path, bytes);
    return { path: parameters.path, bytes: bytes.byteLength };
  },
});
