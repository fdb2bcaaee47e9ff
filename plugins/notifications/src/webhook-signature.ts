import { createHmac } from 'node:crypto';
import { ActionError } from '@codomyrmex/core';

export interface SignedMessage {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

const PREFIX = 'whsec_';

/**
 * As the Standard Webhooks specification has it: HMAC-SHA256 over id, timestamp and body, so that a receiver can refuse what was
 * changed and what is sent again later. A secret with the prefix `whsec_` is base64, another is taken as it is.
 * @throws ActionError INVALID_SECRET.
 */
export function webhookSignature(secret: string, { id, timestamp, body }: SignedMessage): string {
  const key = secret.startsWith(PREFIX) ? decoded(secret.slice(PREFIX.length)) : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function decoded(written: string): Buffer {
  if (/^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(written)) return Buffer.from(written, 'base64');
  throw new ActionError(`the secret WEBHOOK_SECRET begins with ${PREFIX} and is no base64 after it`, {
    code: 'INVALID_SECRET',
    retryable: false,
  });
}
