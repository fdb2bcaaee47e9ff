import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { repositoryPath } from './parameters.ts';
import { openRepository } from './repository.ts';

const output = z.object({
  tags: z.array(
    z.object({
      name: z.string(),
      commit: z.string().meta({ description: 'The hash that the tag leads to.' }),
      annotated: z.boolean(),
      date: z.string().nullable().meta({ description: 'Of the tag, or of its commit; ISO 8601.' }),
      subject: z.string(),
    }),
  ),
  truncated: z.boolean(),
});

export const listTags = defineAction({
  title: 'List tags',
  description: 'Tags, the newest first.',
  input: z.strictObject({
    repository_path: repositoryPath,
    limit: z.int().min(1).max(100_000).default(1_000).meta({ description: 'How many tags to name.' }),
  }),
  output,
  effects: ['fs:read', 'exec'],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { repository_path, limit }) {
    const repository = await openRepository(context, repository_path, { kind: 'read' });
    const fields = ['refname', 'objectname', '*objectname', 'creatordate:iso-strict', 'contents:subject'];
    const written = await repository.text(
      [
        'for-each-ref',
        `--count=${limit + 1}`,
        '--sort=-creatordate',
        `--format=${fields.map((field) => `%(${field})`).join('%00')}%00`,
        'refs/tags',
      ],
      { keepBytes: 32 * 1024 * 1024 },
    );
    const tags = written.split('\0\n').flatMap((line) => {
      const [reference = '', hash = '', peeled = '', date = '', subject = ''] = line.split('\0');
      if (reference === '') return [];
      return [
        {
          name: reference.slice('refs/tags/'.length),
          commit: peeled === '' ? hash : peeled,
          annotated: peeled !== '',
          date: date === '' ? null : date,
          subject,
        },
      ];
    });
    return { tags: tags.slice(0, limit), truncated: tags.length > limit };
  },
});
