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

const PAGE = 100;

export const getPullRequests = defineAction({
  title: 'Get pull requests',
  description: 'Pull requests of a repository on GitHub, the newest first.',
  input: z.strictObject({
    repo_owner: repoOwner,
    repo_name: repoName,
    state: z
      .enum(['open', 'closed', 'all'])
      .default('open')
      .meta({ description: 'Which to tell of; merged ones are closed.' }),
    limit: z.int().min(1).max(1_000).default(100).meta({ description: 'How many to tell of, the newest first.' }),
    github_token: githubToken,
  }),
  output: z.object({
    pull_requests: z.array(pullRequestSchema),
    truncated: z.boolean().meta({ description: 'There are older ones.' }),
  }),
  config: configurationSchema,
  secrets: [tokenSecret],
  effects: ['net', 'secrets'],
  idempotent: true,
  timeout: 300,
  examples: [{ title: 'Those that are open', input: { repo_owner: 'ada', repo_name: 'engine' } }],
  async run(context, { repo_owner, repo_name, state, limit, github_token: token }) {
    const path = `/repos/${encodeURIComponent(repo_owner)}/${encodeURIComponent(repo_name)}/pulls`;
    const found: z.output<typeof answeredPullRequest>[] = [];
    for (let page = 1; found.length <= limit; page++) {
      const query = new URLSearchParams({ state, per_page: String(PAGE), page: String(page) });
      const answer = readAnswer(
        await askGitHub(context, { path: `${path}?${query.toString()}`, token }),
        z.array(answeredPullRequest),
      );
      found.push(...answer);
      if (answer.length < PAGE) break;
    }
    return { pull_requests: found.slice(0, limit).map(pullRequestOf), truncated: found.length > limit };
  },
});
