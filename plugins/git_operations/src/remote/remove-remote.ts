import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from '../parameters.ts';
import { openRepository } from '../repository.ts';
import { remoteName, remoteNamed, shownAddress } from './remotes.ts';

export const removeRemote = defineAction({
  title: 'Remove remote',
  description: 'Forgets the name of another repository, and what was known of its branches. Local branches stay.',
  input: z.strictObject({ remote_name: remoteName, repository_path: repositoryPath }),
  output: z.object({ name: z.string(), url: z.string().nullable() }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 60,
  examples: [{ title: 'One that is gone', input: { remote_name: 'upstream' } }],
  async run(context, { remote_name: name, repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'references' });
    const [url] = (await remoteNamed(repository, name)).urls;
    await repository.text(['remote', 'remove', '--', name]);
    return { name, url: url === undefined ? null : shownAddress(url) };
  },
});
