import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationSchema } from '../configuration.ts';
import { referenceName } from '../parameters.ts';
import { isReferenceName } from '../reference-name.ts';
import { tokenSecret } from '../remote/token.ts';
import { askGitHub, complaintOf, readAnswer, refusedByGitHub } from './github.ts';
import {
  answeredPullRequest,
  githubToken,
  pullRequestOf,
  pullRequestSchema,
  repoName,
  repoOwner,
} from './pull-request.ts';

const input = z.strictObject({
  repo_owner: repoOwner,
  repo_name: repoName,
  head_branch: z
    .string()
    .refine((name) => isReferenceName(name.replace(/^[A-Za-z0-9_-]{1,100}:/, '')), 'is not a name of a branch')
    .meta({ description: 'The branch with the changes, pushed already; user:branch for one of a fork.' }),
  base_branch: referenceName.meta({ description: 'The branch that the changes are to go to.' }),
  title: z.string().min(1).max(256).meta({ description: 'What the change does, in a line.' }),
  body: z.string().max(60_000).default('').meta({ description: 'What reviewers should know, in Markdown.' }),
  draft: z.boolean().default(false).meta({ description: 'Open it as a draft, which cannot be merged yet.' }),
  github_token: githubToken,
});

export const createPullRequest = defineAction({
  title: 'Create pull request',
  description:
    'Asks on GitHub to take the changes of a branch into another. One that is open for them already is found instead.',
  input,
  output: z.object({
    created: z.boolean().meta({ description: 'false when it was there already.' }),
    pull_request: pullRequestSchema,
  }),
  config: configurationSchema,
  secrets: [tokenSecret],
  effects: ['net', 'secrets'],
  idempotent: true,
  timeout: 120,
  examples: [
    {
      title: 'A draft',
      input: {
        repo_owner: 'ada',
        repo_name: 'engine',
        head_branch: 'fix/timeout',
        base_branch: 'main',
        title: 'Stop after the timeout',
        draft: true,
      },
    },
  ],
  async run(context, { repo_owner, repo_name, head_branch, base_branch, github_token: token, ...written }) {
    const path = `/repos/${encodeURIComponent(repo_owner)}/${encodeURIComponent(repo_name)}/pulls`;
    const body = { ...written, head: head_branch, base: base_branch };
    const response = await askGitHub(context, { path, body, token });
    if (response.status !== 422 || !/already exists/i.test(complaintOf(response))) {
      return { created: true, pull_request: pullRequestOf(readAnswer(response, answeredPullRequest)) };
    }
    const head = head_branch.includes(':') ? head_branch : `${repo_owner}:${head_branch}`;
    const query = new URLSearchParams({ state: 'open', head, base: base_branch });
    const found = readAnswer(
      await askGitHub(context, { path: `${path}?${query.toString()}`, token }),
      z.array(answeredPullRequest),
    );
    const [first] = found;
    if (first === undefined) throw refusedByGitHub(response);
    return { created: false, pull_request: pullRequestOf(first) };
  },
});
