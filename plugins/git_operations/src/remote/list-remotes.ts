import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from '../parameters.ts';
import { openRepository } from '../repository.ts';
import { remotesOf, shownAddress } from './remotes.ts';

const MAX_REMOTES = 1_000;

export const listRemotes = defineAction({
  title: 'List remotes',
  description: 'Other repositories that this one knows by name, and their addresses without credentials.',
  input: z.strictObject({ repository_path: repositoryPath }),
  output: z.object({
    remotes: z.array(
      z.object({
        name: z.string(),
        fetch_url: z.string().nullable(),
        push_urls: z.array(z.string()).meta({ description: 'Where push_changes goes.' }),
      }),
    ),
    truncated: z.boolean(),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { repository_path }) {
    const remotes = await remotesOf(await openRepository(context, repository_path, { kind: 'read' }));
    return {
      remotes: remotes.slice(0, MAX_REMOTES).map(({ name, urls, pushUrls }) => ({
        name,
        fetch_url: urls[0] === undefined ? null : shownAddress(urls[0]),
        push_urls: (pushUrls.length > 0 ? pushUrls : urls).map(shownAddress),
      })),
      truncated: remotes.length > MAX_REMOTES,
    };
  },
});
