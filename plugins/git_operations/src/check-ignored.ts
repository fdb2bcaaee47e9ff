import { isAbsolute } from 'node:path';
import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { nameList } from './add-files.ts';
import { gitFailed } from './git-command.ts';
import { filePath, repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';

export const checkIgnored = defineAction({
  title: 'Check ignored',
  description: 'Which files git ignores, and by which rule.',
  input: z.strictObject({
    file_paths: z
      .array(filePath)
      .min(1)
      .max(10_000)
      .meta({ description: 'Relative to repository_path; they need not be there.' }),
    repository_path: repositoryPath,
  }),
  output: z.object({
    files: z.array(
      z.object({
        file: z.string(),
        ignored: z.boolean(),
        rule: z
          .object({ source: z.string(), line: z.int(), pattern: z.string() })
          .nullable()
          .meta({ description: 'The rule that decided; one that begins with "!" takes the file back in.' }),
      }),
    ),
  }),
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 60,
  examples: [
    { title: 'Whether what a build makes stays out of commits', input: { file_paths: ['dist/index.js', '.env'] } },
  ],
  async run(context, { file_paths, repository_path }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const result = await repository.run(['check-ignore', '--stdin', '-z', '--verbose', '--non-matching'], {
      // This command knows no literal paths; one that does not begin with a colon has no magic.
      stdin: nameList(file_paths.map((path) => (isAbsolute(path) ? path : `./${path}`))),
      env: { GIT_LITERAL_PATHSPECS: '0' },
      keepBytes: 64 * 1024 * 1024,
    });
    // 1: none of them is ignored.
    if (result.exitCode !== 0 && result.exitCode !== 1) throw gitFailed('check-ignore', result);
    const parts = result.stdout.split('\0');
    return {
      files: file_paths.map((file, index) => {
        const [source = '', line = '', pattern = ''] = parts.slice(index * 4, index * 4 + 3);
        const rule = source === '' ? null : { source, line: Number(line), pattern };
        return { file, ignored: rule !== null && !pattern.startsWith('!'), rule };
      }),
    };
  },
});
