import { ActionError } from '@codomyrmex/core';
import * as z from 'zod';

/** A path as parameters have it. Whether it lies inside the workspace is looked at where it is used. */
export const path = z.string().min(1).max(4_096).meta({ description: 'From the workspace, which it must not leave.' });

export const overwrite = z
  .boolean()
  .default(false)
  .meta({ description: 'Whether what stands there may be replaced; a failure unless said.' });

export const encoding = z
  .enum(['utf8', 'base64'])
  .default('utf8')
  .meta({ description: 'How content is written: as text, or bytes in base64.' });

/** What a parameter holds that `encoding` says. @throws ActionError INVALID_PARAMETERS for base64 that is none. */
export function bytesOf(content: string, written: 'utf8' | 'base64'): Uint8Array {
  if (written === 'utf8') return Buffer.from(content);
  const bytes = Buffer.from(content, 'base64');
  // Node leaves out what it does not understand.
  if (bytes.toString('base64').replace(/=+$/, '') === content.replace(/=+$/, '')) return bytes;
  throw new ActionError('content is no base64', {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: ['Leave encoding out where content is text.'],
  });
}

export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
