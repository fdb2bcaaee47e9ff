import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { encoding, path } from './path-shape.ts';

const MAX_BYTES = 16 * 1024 * 1024;

export const maxBytes = z
  .int()
  .min(1)
  .max(MAX_BYTES)
  .default(1024 * 1024)
  .meta({ description: 'A larger file fails the step.' });

export const readFile = defineAction({
  title: 'Read a file',
  description: 'Gives the content of a file as text, or its bytes in base64.',
  input: z.strictObject({ path, encoding, max_bytes: maxBytes }),
  output: z.object({ path: z.string(), content: z.string(), bytes: z.int().min(0) }),
  effects: ['fs:read'],
  idempotent: true,
  examples: [{ title: 'A text', input: { path: 'README.md' } }],
  async run({ fs }, parameters) {
    const bytes = await fs.read(parameters.path, { maxBytes: parameters.max_bytes });
    const content =
      parameters.encoding === 'base64' ? Buffer.from(bytes).toString('base64') : textOf(bytes, parameters.path);
    return { path: parameters.path, content, bytes: bytes.byteLength };
  },
});

/** @throws ActionError INVALID_FILE for what is no UTF-8: half of it would be lost without a word. */
export function textOf(bytes: Uint8Array, of: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ActionError(`${of} is no text in UTF-8`, {
      code: 'INVALID_FILE',
      retryable: false,
      cause,
      suggestions: ['Read it with encoding: base64.'],
    });
  }
}
