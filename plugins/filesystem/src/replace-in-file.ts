import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { path } from './path-shape.ts';
import { maxBytes, textOf } from './read-file.ts';
import { content } from './write-file.ts';

export const replaceInFile = defineAction({
  title: 'Replace text in a file',
  description: 'Replaces a text, taken letter by letter, wherever it stands in a file.',
  input: z.strictObject({
    path,
    search: z.string().min(1).max(100_000).meta({ description: 'The text to look for.' }),
    replacement: content.meta({ description: 'What stands in its place.' }),
    expected_count: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'How often the text must stand there; another number fails the step and changes nothing.' }),
    max_bytes: maxBytes,
  }),
  output: z.object({ path: z.string(), replacements: z.int().min(0) }),
  effects: ['fs:read', 'fs:write'],
  idempotent: false,
  examples: [{ title: 'A version', input: { path: 'src/version.ts', search: '1.0.0', replacement: '1.1.0' } }],
  async run({ fs }, { path: file, search, replacement, expected_count, max_bytes }) {
    const parts = textOf(await fs.read(file, { maxBytes: max_bytes }), file).split(search);
    const replacements = parts.length - 1;
    if (expected_count !== undefined && replacements !== expected_count) {
      throw new ActionError(`the text stands in ${file} ${replacements} times, not ${expected_count}`, {
        code: 'UNEXPECTED_COUNT',
        retryable: false,
        details: { found: replacements, expected: expected_count },
      });
    }
    if (replacements > 0) await fs.write(file, joinedWithin(parts, replacement, file));
    return { path: file, replacements };
  },
});

const MAX_CHARACTERS = 64 * 1024 * 1024;

/** A short text that stands a million times and a long one in its place would be more than fits in memory. */
function joinedWithin(parts: readonly string[], replacement: string, file: string): string {
  const length = parts.reduce((sum, part) => sum + part.length, 0) + (parts.length - 1) * replacement.length;
  if (length <= MAX_CHARACTERS) return parts.join(replacement);
  throw new ActionError(`${file} would have ${length} characters, more than ${MAX_CHARACTERS}`, {
    code: 'FILE_TOO_LARGE',
    retryable: false,
  });
}
