import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from './parameters.ts';
import { openRepository, type Repository } from './repository.ts';

export const getRepositoryStatistics = defineAction({
  title: 'Get repository statistics',
  description: 'How large a repository is: commits, branches, tags, files, objects and bytes of its store.',
  input: z.strictObject({ repository_path: repositoryPath }),
  output: z.object({
    commits: z.int().meta({ description: 'That HEAD leads to.' }),
    branches: z.int(),
    remote_branches: z.int(),
    tags: z.int(),
    files: z.int().meta({ description: 'At HEAD, in the whole repository.' }),
    objects: z.int(),
    packs: z.int(),
    store_bytes: z.int().meta({ description: 'Of objects and packs, not of the work tree.' }),
    garbage_bytes: z.int(),
    shallow: z.boolean(),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 300,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const store = parseCounts(await repository.text(['count-objects', '-v']));
    const kibibytes = (key: string): number => (store.get(key) ?? 0) * 1024;
    return {
      commits: await commitsOf(repository),
      branches: await countReferences(repository, 'refs/heads'),
      remote_branches: await countReferences(repository, 'refs/remotes'),
      tags: await countReferences(repository, 'refs/tags'),
      files: await filesOf(repository),
      objects: (store.get('count') ?? 0) + (store.get('in-pack') ?? 0),
      packs: store.get('packs') ?? 0,
      store_bytes: kibibytes('size') + kibibytes('size-pack'),
      garbage_bytes: kibibytes('size-garbage'),
      shallow: repository.shallow,
    };
  },
});

/** `key: value` a line, sizes in KiB. */
function parseCounts(output: string): Map<string, number> {
  return new Map(
    output.split('\n').flatMap((line): [string, number][] => {
      const [, key, value] = /^([a-z-]+): (\d+)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, Number(value)]];
    }),
  );
}

async function commitsOf(repository: Repository): Promise<number> {
  const counted = await repository.run(['rev-list', '--count', 'HEAD', '--']);
  return counted.exitCode === 0 ? Number(counted.stdout) : 0;
}

/** Names are not read, only counted: one byte each. */
async function countReferences(repository: Repository, below: string): Promise<number> {
  return lineCount(await repository.text(['for-each-ref', '--format=%(if)%(symref)%(then)%(else)x%(end)', below]));
}

async function filesOf(repository: Repository): Promise<number> {
  const listed = await repository.run(['ls-tree', '-r', '--full-tree', '--name-only', '-z', 'HEAD'], {
    keepBytes: 64 * 1024 * 1024,
  });
  return listed.exitCode === 0 ? listed.stdout.split('\0').length - 1 : 0;
}

const lineCount = (text: string): number => text.split('\n').filter((line) => line !== '').length;
