import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from './parameters.ts';
import { unquoted } from './quoted-path.ts';
import { openRepository } from './repository.ts';

const MAX_NAMED = 10_000;

export const cleanRepository = defineAction({
  title: 'Clean repository',
  description:
    'Removes files below a folder that git does not know; without force it only says which. Repositories inside are left alone.',
  input: z.strictObject({
    repository_path: repositoryPath,
    force: z
      .boolean()
      .default(false)
      .meta({ description: 'Remove them. They are in no commit and cannot be brought back.' }),
    directories: z.boolean().default(false).meta({ description: 'Folders without known files as well.' }),
    ignored: z.boolean().default(false).meta({ description: 'What .gitignore names as well.' }),
  }),
  output: z.object({
    removed: z.boolean().meta({ description: 'false when it was only asked what would be.' }),
    paths: z.array(z.string()).meta({ description: 'Relative to the folder; one that ends in "/" with all in it.' }),
    count: z.int(),
    truncated: z.boolean(),
  }),
  effects: ['exec', 'fs:write'],
  idempotent: true,
  timeout: 300,
  examples: [
    { title: 'See what would be removed', input: { directories: true } },
    { title: 'Remove it', input: { directories: true, force: true } },
  ],
  async run(context, { repository_path, force, directories, ignored }) {
    const repository = await openRepository(context, repository_path, { kind: 'references' });
    if (repository.kind === 'bare') {
      throw new ActionError('a bare repository has no files', { code: 'NO_WORK_TREE', retryable: false });
    }
    // Without a path git stays below the folder; with one it would enter folders that nothing in it is known of.
    const written = await repository.text(
      ['clean', force ? '--force' : '--dry-run', ...(directories ? ['-d'] : []), ...(ignored ? ['-x'] : [])],
      { keepBytes: 32 * 1024 * 1024 },
    );
    const paths = written.split('\n').flatMap((line) => {
      const path = /^(?:Removing|Would remove) (.+)$/.exec(line)?.[1];
      return path === undefined ? [] : [unquoted(path)];
    });
    return {
      removed: force,
      paths: paths.slice(0, MAX_NAMED),
      count: paths.length,
      truncated: paths.length > MAX_NAMED,
    };
  },
});
