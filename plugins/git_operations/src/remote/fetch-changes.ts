import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationSchema } from '../configuration.ts';
import { referenceName, repositoryPath, trustRepository } from '../parameters.ts';
import { openRepository } from '../repository.ts';
import { fetchFrom, updateSchema } from './fetch.ts';
import { remoteName, shownAddress } from './remotes.ts';
import { tokenOf, tokenSecret } from './token.ts';
import { allowLocal, transportTo } from './transport.ts';

export const fetchChanges = defineAction({
  title: 'Fetch changes',
  description: 'Brings the newest commits of a remote, and changes neither a local branch nor a file.',
  input: z.strictObject({
    remote: remoteName.default('origin'),
    branch: referenceName.optional().meta({ description: 'Of the remote; all unless given.' }),
    repository_path: repositoryPath,
    prune: z.boolean().default(false).meta({ description: 'Forget branches that the remote no longer has.' }),
    allow_local: allowLocal,
    trust_repository: trustRepository,
  }),
  output: z.object({
    remote: z.string(),
    url: z.string(),
    updated: z
      .array(updateSchema)
      .meta({ description: 'Branches of the remote that are elsewhere than before; at most 1000.' }),
    truncated: z.boolean(),
  }),
  config: configurationSchema,
  secrets: [tokenSecret],
  effects: ['exec', 'net', 'fs:write', 'secrets'],
  idempotent: true,
  timeout: 900,
  examples: [{ title: 'Everything, without branches that are gone', input: { prune: true } }],
  async run(context, { remote, branch, repository_path, prune, allow_local, trust_repository: trusted }) {
    const repository = await openRepository(context, repository_path, { kind: 'transfer', trusted });
    const transport = await transportTo(repository, {
      remote,
      direction: 'fetch',
      allowLocal: allow_local,
      trusted,
      token: tokenOf(context),
    });
    const { updated, truncated } = await fetchFrom(repository, transport, { branch, prune });
    return { remote, url: shownAddress(transport.address), updated: [...updated], truncated };
  },
});
