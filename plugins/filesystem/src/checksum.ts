import { createHash } from 'node:crypto';
import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { path } from './path-shape.ts';

const MAX_BYTES = 512 * 1024 * 1024;

export const checksum = defineAction({
  title: 'Compute a checksum',
  description: 'Gives the hash of a file, and fails where it is not the one expected.',
  input: z.strictObject({
    path,
    algorithm: z
      .enum(['sha256', 'sha512', 'sha1', 'md5'])
      .default('sha256')
      .meta({ description: 'sha1 and md5 find accidents, not attacks.' }),
    expected: z
      .string()
      .regex(/^[0-9a-fA-F]+$/, 'write the hash in hexadecimal')
      .max(128)
      .optional()
      .meta({ description: 'The hash that the file must have, in hexadecimal.' }),
    max_bytes: z
      .int()
      .min(1)
      .max(MAX_BYTES)
      .default(64 * 1024 * 1024)
      .meta({ description: 'A larger file fails the step. It is held in memory.' }),
  }),
  output: z.object({ path: z.string(), algorithm: z.string(), checksum: z.string(), bytes: z.int().min(0) }),
  effects: ['fs:read'],
  idempotent: true,
  examples: [{ title: 'An archive', input: { path: 'data.tar.gz' } }],
  async run({ fs }, { path: file, algorithm, expected, max_bytes }) {
    const bytes = await fs.read(file, { maxBytes: max_bytes });
    const hash = createHash(algorithm).update(bytes).digest('hex');
    if (expected !== undefined && expected.toLowerCase() !== hash) {
      throw new ActionError(`${file} does not have the expected ${algorithm}`, {
        code: 'CHECKSUM_MISMATCH',
        retryable: false,
        details: { algorithm, expected: expected.toLowerCase(), checksum: hash },
      });
    }
    return { path: file, algorithm, checksum: hash, bytes: bytes.byteLength };
  },
});
