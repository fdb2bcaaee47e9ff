import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationSchema } from '../configuration.ts';
import { tokenSecret } from '../remote/token.ts';
import { askGitHub, readAnswer } from './github.ts';
import {
  answeredPullRequest,
  githubToken,
  pullRequestOf,
  pullRequestSchema,
  repoName,
  repoOwner,
} from './pull-request.ts';

export const getPullRequest = defineAction({
  title: 'Get pull request',
  description: 'One pull request of a repository on GitHub.',
  input: z.strictObject({
    repo_owner: repoOwner,
    repo_name: repoName,
    pr_number: z.int().min(1).max(2_147_483_647).meta({ description: 'The number after the # in its address.' }),
    github_token: githubToken,
  }),
  output: z.object({ pull_request: pullRequestSchema }),
  config: configurationSchema,
  secrets: [tokenSecret],
  effects: ['net', 'secrets'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'One by its number', input: { repo_owner: 'ada', repo_name: 'engine', pr_number: 42 } }],
  async run(context, { repo_owner, repo_name, pr_number, github_token: token }) {
    const path = `/repos/${encodeURIComponent(repo_owner)}/${encodeURIComponent(repo_name)}/pulls/${pr_number}`;
    return { pull_request: pullRequestOf(readAnswer(await askGitHub(context, { path, token }), answeredPullRequest)) };
  },
});
