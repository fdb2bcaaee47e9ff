import { basename } from 'node:path';
import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { archiveOf } from '../archive.ts';
import { pathSchema } from '../command.ts';
import { MAX_FILE_BYTES, sha256, sha256Schema } from '../digests.ts';
import { placeBelow } from '../place-below.ts';
import { usualExclusions, walk } from '../walk.ts';

const MAX_NAMED = 100;

export const synthesizeBuildArtifact = defineAction({
  title: 'Make an artifact of files',
  description:
    'Makes a tar.gz of a folder or file (archive), or a copy of a file (copy), with its SHA-256 in a file beside it. The same files give the same bytes. Nothing is compiled: orchestrate_build_pipeline does that.',
  input: z.strictObject({
    source_path: pathSchema.meta({ description: 'A file or folder of the workspace.' }),
    output_path: pathSchema.meta({ description: 'The file to write, in the workspace.' }),
    artifact_type: z
      .enum(['archive', 'copy'])
      .default('archive')
      .meta({ description: 'An executable is made by the pipeline of its language, and is then a file to copy.' }),
    exclude: z
      .array(z.string().min(1).max(4_096))
      .max(1_000)
      .optional()
      .meta({
        description: `Names, or paths from source_path, to leave out; ${usualExclusions.join(', ')} unless given.`,
      }),
    checksum_file: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether output_path.sha256 is written, as sha256sum reads it.' }),
  }),
  output: z.object({
    output_path: z.string(),
    artifact_type: z.enum(['archive', 'copy']),
    files: z.int(),
    bytes: z.int().meta({ description: 'Of the artifact.' }),
    sha256: sha256Schema,
    passed_over: z.array(z.string()).meta({ description: 'Links and other things that are no files; at most 100.' }),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  examples: [{ title: 'The sources', input: { source_path: 'src', output_path: 'dist/sources.tar.gz' } }],
  async run(context, { source_path, output_path, artifact_type, exclude, checksum_file }) {
    const source = await sourceOf(context, source_path, artifact_type);
    const { content, files, passedOver } =
      artifact_type === 'copy'
        ? { content: await context.fs.read(source.at, { maxBytes: MAX_FILE_BYTES }), files: 1, passedOver: [] }
        : await archived(context, source, { output_path, exclude: exclude ?? usualExclusions });
    const digest = sha256(content);
    await context.fs.write(output_path, content);
    if (checksum_file) await context.fs.write(`${output_path}.sha256`, `${digest}  ${basename(output_path)}\n`);
    return {
      output_path,
      artifact_type,
      files,
      bytes: content.byteLength,
      sha256: digest,
      passed_over: passedOver.slice(0, MAX_NAMED),
    };
  },
});

interface Source {
  /** Absolute. */
  readonly at: string;
  readonly isFolder: boolean;
}

async function sourceOf(context: ActionContext, path: string, type: 'archive' | 'copy'): Promise<Source> {
  const facts = await context.fs.stat(path);
  const isFolder = facts?.kind === 'folder';
  if (facts !== undefined && (type === 'archive' || !isFolder)) return { at: await context.fs.locate(path), isFolder };
  const why = facts === undefined ? 'is not there' : 'is a folder, and only a file can be copied';
  throw new ActionError(`"${path}" ${why}`, {
    code: facts === undefined ? 'PATH_NOT_FOUND' : 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: [facts === undefined ? 'Name a file or folder of the workspace.' : 'Use artifact_type: archive.'],
  });
}

interface Archived {
  readonly output_path: string;
  readonly exclude: readonly string[];
}

/** An archive that is written into the folder that it is made of does not hold itself. */
async function archived(context: ActionContext, source: Source, { output_path, exclude }: Archived) {
  if (!source.isFolder) {
    const content = await archiveOf(context, [{ path: basename(source.at), at: source.at }]);
    return { content, files: 1, passedOver: [] };
  }
  const own = await placeBelow(context, source.at, output_path);
  const { files, passedOver } = await walk(context, source.at, [...exclude, own, `${own}.sha256`]);
  if (files.length === 0) {
    throw new ActionError('there are no files to put into the archive', {
      code: 'NOTHING_TO_ARCHIVE',
      retryable: false,
      suggestions: ['Name another folder, or exclude less.'],
    });
  }
  return { content: await archiveOf(context, files), files: files.length, passedOver };
}
