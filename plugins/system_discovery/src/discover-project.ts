import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import { folderAt, walkFiles, workTreeAround } from '@codomyrmex/source-files';
import * as z from 'zod';
import { manifestSchema } from './manifests/manifest.ts';
import { measureFile } from './measure-file.ts';
import { Skipped } from './skipped.ts';
import { Survey } from './survey.ts';

const input = z.strictObject({
  path: z
    .string()
    .min(1)
    .default('.')
    .meta({ description: 'The folder to look at, relative to the workspace or absolute.' }),
  max_files: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(50_000)
    .meta({ description: 'Files looked at before the walk ends.' }),
  max_file_bytes: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024)
    .default(2 * 1024 * 1024)
    .meta({ description: 'Larger files are skipped.' }),
  largest_files: z
    .int()
    .min(0)
    .max(1_000)
    .default(20)
    .meta({ description: 'How many of the largest text files to name.' }),
  directory_depth: z
    .int()
    .min(1)
    .max(20)
    .default(2)
    .meta({ description: 'Folders down to this depth get totals, which include what lies deeper.' }),
});

const output = z.object({
  root: z.string().meta({ description: 'Absolute, links resolved.' }),
  name: z.string(),
  files: z.int().meta({ description: 'Text files that were read.' }),
  bytes: z.int(),
  lines: z.int(),
  languages: z.array(
    z.object({
      language: z.string(),
      kind: z.enum(['programming', 'markup', 'prose', 'data', 'generated', 'other']),
      files: z.int(),
      lines: z.int(),
      bytes: z.int(),
      share: z.number().meta({ description: 'Of the lines that are not generated, 0 to 1.' }),
    }),
  ),
  largest_files: z.array(z.object({ file: z.string(), bytes: z.int(), lines: z.int() })),
  manifests: z.array(manifestSchema),
  directories: z.array(z.object({ path: z.string(), files: z.int(), lines: z.int() })),
  has_git: z.boolean().meta({ description: 'The folder, or one above it, is a git work tree.' }),
  licenses: z.array(z.object({ file: z.string(), license: z.string().nullable() })),
  truncated: z.boolean().meta({ description: 'max_files was reached, or a list was cut.' }),
  skipped: z.record(z.string(), z.int()).meta({ description: 'By reason; a folder counts once.' }),
  skipped_examples: z.array(z.object({ file: z.string(), reason: z.string() })),
});

type Input = z.output<typeof input>;

/** Between two looks at the signal; files are read synchronously. */
const FILES_PER_TURN = 50;
const FILES_PER_PROGRESS = 2_000;

export const discoverProject = defineAction({
  title: 'Discover project',
  description:
    'Counts files, lines and languages of a folder and reads its manifests as data. Obeys .gitignore, follows no link, runs nothing.',
  input,
  output,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, parameters) {
    const root = await folderAt(context.resolve(parameters.path), parameters.path);
    const skipped = new Skipped();
    const { survey, reachedLimit } = await surveyOf(context, root, parameters, skipped);
    const manifests = survey.manifests;
    return {
      root,
      name: manifests.find(({ file, name }) => name !== undefined && !file.includes('/'))?.name ?? basename(root),
      files: survey.files,
      bytes: survey.bytes,
      lines: survey.lines,
      languages: survey.languages,
      largest_files: survey.largestFiles,
      manifests,
      directories: survey.directories,
      has_git: (await workTreeAround(root)) !== undefined,
      licenses: survey.licenses,
      truncated: reachedLimit || survey.directoriesLeftOut > 0 || survey.manifestsLeftOut > 0,
      skipped: skipped.counts,
      skipped_examples: skipped.examples,
    };
  },
});

interface Surveyed {
  readonly survey: Survey;
  readonly reachedLimit: boolean;
}

async function surveyOf(context: ActionContext, root: string, parameters: Input, skipped: Skipped): Promise<Surveyed> {
  const survey = new Survey({ largestFiles: parameters.largest_files, directoryDepth: parameters.directory_depth });
  const skip = skipped.add.bind(skipped);
  let read = 0;
  for await (const path of walkFiles(root, { signal: context.signal, skip })) {
    if (read >= parameters.max_files) return { survey, reachedLimit: true };
    const file = measureFile(join(root, path), parameters.max_file_bytes);
    if (file.kind === 'unread') skip(path, file.reason);
    else survey.add({ path, ...file });
    read += 1;
    if (read % FILES_PER_PROGRESS === 0) context.progress(null, `${read} files`);
    if (read % FILES_PER_TURN === 0) {
      await setImmediate();
      context.signal.throwIfAborted();
    }
  }
  return { survey, reachedLimit: false };
}
