import * as z from 'zod';

const globs = z
  .array(z.string().min(1).max(300))
  .max(100)
  .default([])
  .meta({ description: 'Globs of paths relative to `path`; one without "/" is meant of a name at any depth.' });

/** The input that all actions on a folder share. */
export const selectionShape = {
  path: z.string().min(1).max(4_096).default('.').meta({ description: 'Folder or file; relative to the workspace.' }),
  include: globs.describe('Only files that fit one of these globs; all source files unless given.'),
  exclude: globs.describe('Files and folders to leave out.'),
  max_file_bytes: z
    .int()
    .min(1)
    .max(4 * 1024 * 1024)
    .default(1024 * 1024)
    .meta({ description: 'A larger file is left out.' }),
  max_files: z.int().min(1).max(100_000).default(20_000).meta({ description: 'Files beyond are left out.' }),
};
