import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import { pathSchema } from './command.ts';
import { type FileDigest, fileDigests } from './digests.ts';
import { placeBelow } from './place-below.ts';
import { usualExclusions, walk } from './walk.ts';

const DEFAULT_MANIFEST = 'build-manifest.json';

/** Whose files are meant; the same for every action that looks at the inputs of a build. */
export const inputsShape = {
  source_path: pathSchema.default('.').meta({ description: 'A folder of the workspace.' }),
  manifest_path: pathSchema
    .default(DEFAULT_MANIFEST)
    .meta({ description: 'Where the manifest is, in the workspace. It is not one of the files.' }),
  exclude: z
    .array(z.string().min(1).max(4_096))
    .max(1_000)
    .optional()
    .meta({
      description: `Names, or paths from source_path, that are left out with all in them; ${usualExclusions.join(', ')} unless given.`,
    }),
};
const inputsSchema = z.object(inputsShape);

/** The digests of a folder's files without the manifest that describes them. */
export async function inputDigests(
  context: ActionContext,
  { source_path, manifest_path, exclude }: z.output<typeof inputsSchema>,
): Promise<readonly FileDigest[]> {
  const folder = await existingFolder(context, source_path);
  const manifest = await placeBelow(context, folder, manifest_path);
  const { files } = await walk(context, folder, [...(exclude ?? usualExclusions), manifest]);
  return fileDigests(context, files);
}

/** Absolute. @throws ActionError PATH_NOT_FOUND, PATH_REFUSED. */
async function existingFolder(context: ActionContext, path: string): Promise<string> {
  if ((await context.fs.stat(path))?.kind === 'folder') return context.fs.locate(path);
  throw new ActionError(`there is no folder "${path}" in the workspace`, {
    code: 'PATH_NOT_FOUND',
    retryable: false,
    suggestions: ['Name a folder that exists, from the workspace.'],
  });
}
