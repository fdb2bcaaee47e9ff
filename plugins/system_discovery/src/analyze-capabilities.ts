import { defineAction, NotApplicable } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { analyze } from './capabilities/analyze.ts';
import { capabilitySchema } from './capabilities/capability.ts';
import { folderCountsSchema, languageCountsSchema } from './capabilities/capability-survey.ts';
import { analyzedLanguages } from './capabilities/language-shape.ts';

const input = z.strictObject({
  path: z.string().min(1).default('.').meta({ description: 'The project, relative to the workspace or absolute.' }),
  include_private: z
    .boolean()
    .default(false)
    .meta({ description: 'Also list what cannot be used from elsewhere; it is counted either way.' }),
  max_files: z
    .int()
    .min(1)
    .max(200_000)
    .default(20_000)
    .meta({ description: 'Source files read before the walk ends.' }),
  max_file_bytes: z
    .int()
    .min(1)
    .max(4 * 1024 * 1024)
    .default(512 * 1024)
    .meta({ description: 'Larger files are skipped.' }),
  max_capabilities: z.int().min(1).max(20_000).default(2_000).meta({ description: 'Listed at most; all are counted.' }),
});

const output = z.object({
  root: z.string().meta({ description: 'Absolute, links resolved.' }),
  totals: languageCountsSchema.omit({ language: true }),
  languages: z.array(languageCountsSchema),
  folders: z.array(folderCountsSchema).meta({ description: 'Those that offer most first, at most 500.' }),
  capabilities: z.array(capabilitySchema),
  capabilities_left_out: z.int(),
  truncated: z.boolean().meta({ description: 'max_files was reached.' }),
  skipped: z.record(z.string(), z.int()).meta({ description: 'By reason; a folder counts once.' }),
  skipped_examples: z.array(z.object({ file: z.string(), reason: z.string() })),
});

export const analyzeCapabilities = defineAction({
  title: 'Analyze capabilities',
  description:
    'What the code of a project offers: functions, methods, classes and types with place, signature and first words of their comment, and which of them others can use. Nothing is run.',
  input,
  output,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, parameters) {
    const root = await folderAt(context.resolve(parameters.path), parameters.path);
    const { survey, capabilities, capabilitiesLeftOut, reachedLimit, skipped } = await analyze(context, root, {
      maxFiles: parameters.max_files,
      maxFileBytes: parameters.max_file_bytes,
      maxCapabilities: parameters.max_capabilities,
      keep: parameters.include_private ? 'all' : 'exported',
    });
    if (survey.totals.files === 0) {
      throw new NotApplicable(`"${parameters.path}" has no file in ${analyzedLanguages.join(', ')} that can be read`);
    }
    return {
      root,
      totals: survey.totals,
      languages: survey.languages,
      folders: survey.folders,
      capabilities: [...capabilities],
      capabilities_left_out: capabilitiesLeftOut,
      truncated: reachedLimit,
      skipped: skipped.counts,
      skipped_examples: skipped.examples,
    };
  },
});
