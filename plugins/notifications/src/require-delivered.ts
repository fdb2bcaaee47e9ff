import { ActionError, type HttpResponse } from '@codomyrmex/core';

const SHOWN_CHARACTERS = 1_000;
const MAX_WAIT_SECONDS = 24 * 3_600;
const PASSING = new Set([408, 425, 429]);

/** @throws ActionError NOT_DELIVERED for a status other than 2xx; retryable where it may be different next time. */
export function requireDelivered(response: HttpResponse, to: string): void {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return;
  const wait = secondsOf(headers['retry-after']);
  throw new ActionError(`${to} answered ${status}`, {
    code: 'NOT_DELIVERED',
    retryable: status >= 500 || PASSING.has(status),
    ...(wait !== undefined && { retryAfter: wait }),
    details: { status, body: response.text().slice(0, SHOWN_CHARACTERS) },
  });
}

/** `Retry-After` as a number, which is what receivers of messages send. */
const secondsOf = (written: string | undefined): number | undefined =>
  written !== undefined && /^\s*\d{1,9}\s*$/.test(written) ? Math.min(Number(written), MAX_WAIT_SECONDS) : undefined;
