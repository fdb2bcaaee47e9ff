import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { path } from './path-shape.ts';

export const remove = defineAction({
  title: 'Delete a file or folder',
  description:
    'Deletes a file, a link (never what it leads to) or an empty folder; with recursive, a folder with all in it.',
  input: z.strictObject({
    path,
    recursive: z.boolean().default(false).meta({ description: 'Also a folder with something in it, with all of it.' }),
    missing_ok: z.boolean().default(true).meta({ description: 'Whether what is not there is a success.' }),
  }),
  output: z.object({ path: z.string(), deleted: z.boolean() }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  examples: [{ title: 'A folder', input: { path: 'out', recursive: true } }],
  async run({ fs }, parameters) {
    const slash = parameters.path.replace(/\/+$/, '').lastIndexOf('/');
    const folder = slash < 0 ? '.' : parameters.path.slice(0, slash + 1);
    const name = parameters.path.slice(slash + 1).replace(/\/+$/, '');
    const isThere =
      (await fs.stat(folder))?.kind === 'folder' && (await fs.list(folder)).some((entry) => entry.name === name);
    await fs.remove(parameters.path, { recursive: parameters.recursive });
    if (isThere || parameters.missing_ok) return { path: parameters.path, deleted: isThere };
    throw new ActionError(`there is no ${parameters.path}`, { code: 'NOT_FOUND', retryable: false });
  },
});
