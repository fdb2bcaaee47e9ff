import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { overwrite, path } from './path-shape.ts';

export const move = defineAction({
  title: 'Move a file or folder',
  description: 'Moves or renames a file, link or folder, at once.',
  input: z.strictObject({ source: path, destination: path, overwrite }),
  output: z.object({ source: z.string(), destination: z.string() }),
  effects: ['fs:write'],
  idempotent: false,
  examples: [{ title: 'A rename', input: { source: 'draft.md', destination: 'final.md' } }],
  async run({ fs }, { source, destination, overwrite: mayReplace }) {
    await fs.move(source, destination, { overwrite: mayReplace });
    return { source, destination };
  },
});
