import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { inputDigests, inputsShape } from '../build-inputs.ts';
import { differences, readManifest } from '../build-manifest.ts';
import { digestOfAll } from '../digests.ts';

const MAX_NAMED = 1_000;
const paths = z.array(z.string()).meta({ description: 'At most 1,000.' });

export const incrementalBuildCheck = defineAction({
  title: 'Whether files changed since the last build',
  description:
    'Compares the contents of the files of a folder with a manifest that create_build_manifest wrote. Without a manifest a build is needed.',
  input: z.strictObject(inputsShape),
  output: z.object({
    needs_build: z.boolean(),
    reason: z.string(),
    digest: z.string(),
    added: paths,
    changed: paths,
    removed: paths,
  }),
  effects: ['fs:read'],
  idempotent: true,
  examples: [{ title: 'The sources', input: { source_path: 'src', manifest_path: 'build/sources.json' } }],
  async run(context, input) {
    const manifest = await readManifest(context, input.manifest_path);
    const digests = await inputDigests(context, input);
    const { added, changed, removed } = differences(manifest?.files ?? [], digests);
    const count = added.length + changed.length + removed.length;
    return {
      needs_build: manifest === undefined || count > 0,
      reason: manifest === undefined ? 'there is no manifest' : `${count} files differ from the manifest`,
      digest: digestOfAll(digests),
      added: added.slice(0, MAX_NAMED),
      changed: changed.slice(0, MAX_NAMED),
      removed: removed.slice(0, MAX_NAMED),
    };
  },
});
