import * as z from 'zod';

export const repoOwner = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'is not a name of a GitHub user or organization')
  .meta({ description: 'The user or organization.' });

export const repoName = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, 'is not a name of a GitHub repository')
  .meta({ description: 'The repository, without its owner.' });

export const githubToken = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, 'has characters that no token has')
  .optional()
  .meta({
    description:
      'Instead of the secret GITHUB_TOKEN. A parameter is kept with the run in plain text; the secret is not.',
  });

const branch = z.object({ ref: z.string(), sha: z.string() });

/** What is read of a pull request, wherever GitHub tells of one. */
export const answeredPullRequest = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  head: branch,
  base: branch,
  created_at: z.string(),
  updated_at: z.string(),
  merged_at: z.string().nullish(),
});

export const pullRequestSchema = z.object({
  number: z.int(),
  url: z.string().meta({ description: 'Of its page.' }),
  state: z.string().meta({ description: 'open or closed.' }),
  merged: z.boolean(),
  draft: z.boolean(),
  title: z.string(),
  body: z.string().meta({ description: 'At most 60000 characters.' }),
  author: z.string().nullable(),
  head: branch,
  base: branch,
  created_at: z.string(),
  updated_at: z.string(),
});

const MAX_BODY = 60_000;

export function pullRequestOf(answer: z.output<typeof answeredPullRequest>): z.output<typeof pullRequestSchema> {
  const { html_url, body, draft, user, merged_at, ...rest } = answer;
  return {
    ...rest,
    url: html_url,
    body: (body ?? '').slice(0, MAX_BODY),
    draft: draft ?? false,
    author: user?.login ?? null,
    merged: typeof merged_at === 'string',
  };
}
