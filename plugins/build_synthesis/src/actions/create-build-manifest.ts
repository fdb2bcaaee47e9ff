import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { inputDigests, inputsShape } from '../build-inputs.ts';
import { manifestText } from '../build-manifest.ts';
import { digestOfAll, sha256Schema } from '../digests.ts';

export const createBuildManifest = defineAction({
  title: 'Write down the digests of files',
  description:
    'Writes the SHA-256 of every file of a folder into a manifest, for incremental_build_check and validate_build_output. The same files give the same bytes. Links are not followed.',
  input: z.strictObject(inputsShape),
  output: z.object({
    manifest_path: z.string(),
    files: z.int(),
    bytes: z.int(),
    digest: sha256Schema.meta({ description: 'One digest for all: names and contents.' }),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  examples: [{ title: 'The sources', input: { source_path: 'src', manifest_path: 'build/sources.json' } }],
  async run(context, input) {
    const digests = await inputDigests(context, input);
    await context.fs.write(input.manifest_path, manifestText(digests));
    return {
      manifest_path: input.manifest_path,
      files: digests.length,
      bytes: digests.reduce((sum, { bytes }) => sum + bytes, 0),
      digest: digestOfAll(digests),
    };
  },
});
