import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { overwrite, path } from './path-shape.ts';
import { walk } from './walk.ts';

const MAX_ENTRIES = 100_000;

export const copy = defineAction({
  title: 'Copy a file or folder',
  description: 'Copies a file, or a folder with all in it. Links in a folder are left out and counted.',
  input: z.strictObject({ source: path, destination: path, overwrite }),
  output: z.object({
    destination: z.string(),
    files: z.int().min(0),
    folders: z.int().min(0),
    left_out: z.int().min(0).meta({ description: 'Links, pipes and devices.' }),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: false,
  examples: [{ title: 'A folder', input: { source: 'templates', destination: 'out/templates' } }],
  async run(context, { source, destination, overwrite: mayReplace }) {
    if ((await context.fs.stat(source))?.kind !== 'folder') {
      await context.fs.copy(source, destination, { overwrite: mayReplace });
      return { destination, files: 1, folders: 0, left_out: 0 };
    }
    await requireApart(context, source, destination);
    return { destination, ...(await copyFolder(context, { source, destination, overwrite: mayReplace })) };
  },
});

interface FolderCopy {
  readonly source: string;
  readonly destination: string;
  readonly overwrite: boolean;
}

async function copyFolder(
  context: ActionContext,
  { source, destination, overwrite: mayReplace }: FolderCopy,
): Promise<{ files: number; folders: number; left_out: number }> {
  const counts = { files: 0, folders: 1, left_out: 0 };
  await context.fs.makeFolder(destination);
  for await (const { path: below, place, kind } of walk(context, source, { maxDepth: 1_000 })) {
    context.signal.throwIfAborted();
    if (counts.files + counts.folders > MAX_ENTRIES) throw tooMany(source);
    const target = `${destination}/${below}`;
    if (kind === 'folder') {
      await context.fs.makeFolder(target);
      counts.folders++;
    } else if (kind === 'file') {
      await context.fs.copy(place, target, { overwrite: mayReplace });
      counts.files++;
    } else counts.left_out++;
  }
  return counts;
}

/** A folder that is copied into itself would grow for as long as it is copied. */
async function requireApart(context: ActionContext, source: string, destination: string): Promise<void> {
  const from = await context.fs.locate(source);
  const to = context.resolve(destination);
  const real = await nearest(context, to);
  if (real !== from && !real.startsWith(`${from}/`)) return;
  throw new ActionError(`${destination} lies in ${source}, which is to be copied`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: ['Copy to a folder beside it.'],
  });
}

/** Where the part of a path leads that is there. */
async function nearest(context: ActionContext, absolute: string): Promise<string> {
  for (let at = absolute; at.length > context.workspace.length; at = at.slice(0, at.lastIndexOf('/'))) {
    if ((await context.fs.stat(at)) !== undefined) return context.fs.locate(at);
  }
  return context.fs.locate('.');
}

const tooMany = (source: string): ActionError =>
  new ActionError(`${source} has more than ${MAX_ENTRIES} files and folders`, {
    code: 'TOO_MANY_ENTRIES',
    retryable: false,
  });
