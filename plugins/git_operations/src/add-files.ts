import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { filePath, repositoryPath, trustRepository } from './parameters.ts';
import { openRepository, type Repository } from './repository.ts';
import { statusOf, statusSchema } from './status.ts';

const MAX_NAMED = 1_000;

/** Adds files to the index by name; the names go by stdin, so none is taken for an option or a pattern. */
export async function addFiles(repository: Repository, paths: readonly string[]): Promise<void> {
  await repository.text(['add', '--pathspec-from-file=-', '--pathspec-file-nul'], { stdin: nameList(paths) });
}

export function nameList(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

export const addFilesAction = defineAction({
  title: 'Add files',
  description: 'Puts files into the index, for the next commit.',
  input: z.strictObject({
    file_paths: z
      .array(filePath)
      .min(1)
      .max(10_000)
      .meta({ description: 'Files or folders, relative to repository_path; taken as names, not as patterns.' }),
    repository_path: repositoryPath,
    trust_repository: trustRepository,
  }),
  output: statusSchema.pick({ staged: true, counts: true, truncated: true }),
  effects: ['exec', 'fs:write'],
  idempotent: false,
  timeout: 300,
  examples: [{ title: 'A file and a folder', input: { file_paths: ['README.md', 'docs'] } }],
  async run(context, { file_paths, repository_path, trust_repository }) {
    const repository = await openRepository(context, repository_path, { kind: 'content', trusted: trust_repository });
    await addFiles(repository, file_paths);
    const { staged, counts, truncated } = await statusOf(repository, MAX_NAMED);
    return { staged, counts, truncated };
  },
});
