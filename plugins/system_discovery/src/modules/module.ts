import * as z from 'zod';

export const moduleSchema = z.object({
  name: z.string(),
  path: z.string().meta({ description: 'From the root; "." is the root itself.' }),
  kind: z.string().meta({ description: 'Of its manifest, or python for a package without one.' }),
  version: z.string().nullable(),
  manifest: z.string().nullable().meta({ description: 'The file that makes the folder a module.' }),
  files: z.int().meta({ description: 'Text files in it that are in no module below it.' }),
  lines: z.int(),
  language: z.string().nullable().meta({ description: 'The one with most lines that people write.' }),
  dependencies: z.int().nullable(),
  scripts: z.array(z.string()),
  has_readme: z.boolean(),
  has_license: z.boolean(),
  test_files: z.int(),
});
/** A folder that stands on its own: with a manifest, or a Python package. */
export type Module = z.output<typeof moduleSchema>;
