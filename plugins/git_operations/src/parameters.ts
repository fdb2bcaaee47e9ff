import * as z from 'zod';
import { isReferenceName } from './reference-name.ts';

// Parameters that several actions have.

export const repositoryPath = z
  .string()
  .min(1)
  .default('.')
  .meta({ description: 'A folder in the repository, relative to the workspace or absolute.' });

export const referenceName = z
  .string()
  .refine(isReferenceName, 'is not a name that git allows, or begins with "-"')
  .meta({ description: 'A name that git allows for branches and tags.' });

/** A commit by name, hash or expression such as `HEAD~2`. */
export const revision = z
  .string()
  .min(1)
  .max(200)
  .regex(
    /^[A-Za-z0-9._/@][A-Za-z0-9._/@{}~^+-]*$/,
    'use a branch, tag or hash, with ~, ^ or @{…} after it; no leading "-"',
  );

export const filePath = z
  .string()
  .min(1)
  .max(4_096)
  // A NUL would end the name in the list that git reads.
  .refine((path) => !path.includes('\0'), 'holds a NUL');

export const trustRepository = z.boolean().default(false).meta({
  description:
    'Let the hooks, filters and signing of the repository’s own configuration run. Only for repositories whose owner you trust.',
});

export const commitMessage = z
  .string()
  .max(60_000)
  .refine((message) => message.trim() !== '' && !message.includes('\0'), 'must not be empty or hold a NUL');

const text = z.string().min(1).max(200);
/** Who is written into a commit or an annotated tag; git's configuration decides where it is left out. */
export const authorName = text
  .regex(/^[^<>\n\0]+$/, 'must not hold < > or line feeds')
  .optional()
  .meta({
    description:
      'Who is named as the author and committer; what the configuration of git says unless given. Needs author_email.',
  });
export const authorEmail = text
  .regex(/^[^<>\s\0]+$/, 'must not hold < > or spaces')
  .optional()
  .meta({ description: 'The address that goes with author_name; needs it.' });
