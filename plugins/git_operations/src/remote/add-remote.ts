import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { existingFolder } from '../folder.ts';
import { repositoryPath } from '../parameters.ts';
import { parseRemote } from '../remote-url.ts';
import { openRepository } from '../repository.ts';
import { remoteName, remotesOf, shownAddress } from './remotes.ts';
import { allowLocal } from './transport.ts';

export const addRemote = defineAction({
  title: 'Add remote',
  description: 'Gives the address of another repository a name. Nothing is fetched yet.',
  input: z.strictObject({
    remote_name: remoteName,
    url: z.string().min(1).max(2_000).meta({ description: 'https://…, ssh://… or user@host:path.' }),
    repository_path: repositoryPath,
    allow_local: allowLocal,
  }),
  output: z.object({ name: z.string(), url: z.string() }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 60,
  examples: [
    {
      title: 'The repository that this one was forked from',
      input: { remote_name: 'upstream', url: 'https://github.com/nodejs/node-gyp.git' },
    },
  ],
  async run(context, { remote_name: name, url, repository_path, allow_local }) {
    const remote = parseRemote(url, allow_local ? 'allowed' : 'refused');
    const repository = await openRepository(context, repository_path, { kind: 'references' });
    const address = remote.protocol === 'file' ? await existingFolder(context.resolve(remote.path), url) : remote.url;
    if ((await remotesOf(repository)).some((other) => other.name === name)) {
      throw new ActionError(`there is a remote "${name}" already`, {
        code: 'REMOTE_EXISTS',
        retryable: false,
        suggestions: ['choose another name, or remove_remote first'],
      });
    }
    await repository.text(['remote', 'add', '--', name, address]);
    return { name, url: shownAddress(address) };
  },
});
