import * as z from 'zod';

// Parameters that both actions have.

const globs = z.array(z.string().min(1).max(500)).max(100).default([]);

export const patternParameters = {
  pattern: z
    .string()
    .min(1)
    .max(2_000)
    .meta({ description: 'An expression of RE2; ^ and $ stand for the ends of lines. Or a plain text, with literal.' }),
  path: z
    .string()
    .min(1)
    .default('.')
    .meta({ description: 'A folder or a file, relative to the workspace or absolute.' }),
  literal: z.boolean().default(false).meta({ description: 'Look for the text as it is.' }),
  ignore_case: z.boolean().default(false).meta({ description: 'Take capital and small letters for the same.' }),
  whole_word: z.boolean().default(false).meta({ description: 'Only where no letter, digit or _ stands beside it.' }),
  include: globs.meta({ description: 'Only files that fit one of these globs: "*.ts", "src/**"; all unless given.' }),
  exclude: globs.meta({ description: 'No file that fits one of these globs.' }),
  respect_ignore_files: z
    .boolean()
    .default(true)
    .meta({ description: 'Leave out what .gitignore names, and folders such as node_modules.' }),
  max_files: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(50_000)
    .meta({ description: 'The search ends when it has read as many.' }),
  max_file_bytes: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024)
    .default(1024 * 1024)
    .meta({ description: 'Larger files are skipped.' }),
  max_total_bytes: z
    .int()
    .min(1)
    .max(4 * 1024 * 1024 * 1024)
    .default(256 * 1024 * 1024)
    .meta({ description: 'The search ends when it has read as much.' }),
};
