import { ActionError, type HttpResponse } from '@codomyrmex/core';
import * as z from 'zod';
import { retryAfter } from './retry-after.ts';
import { shownAddress } from './target.ts';

const status = z.union([
  z.int().min(100).max(599),
  z.string().regex(/^[1-5]xx$/, 'a class of statuses is written 2xx'),
]);

export const expectStatus = z
  .union([z.literal('any'), status, z.array(status).min(1).max(50)])
  .default('2xx')
  .meta({ description: 'Statuses that are a success: 200, 2xx, a list of them, or any. Others fail the step.' });
type ExpectStatus = z.output<typeof expectStatus>;

/** What may be different next time, by the meaning of the status. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
const SHOWN_CHARACTERS = 2_000;

/** @throws ActionError HTTP_STATUS; retryable, and not before the server's Retry-After, where another attempt may help. */
export function requireStatus(response: HttpResponse, expected: ExpectStatus, now: number): void {
  const { status: got, headers } = response;
  if (expected === 'any' || [expected].flat().some((one) => one === got || one === `${Math.floor(got / 100)}xx`))
    return;
  const wait = retryAfter(headers['retry-after'], now);
  const url = shownAddress(response.url);
  throw new ActionError(`${url} answered ${got}, not ${[expected].flat().join(' or ')}`, {
    code: 'HTTP_STATUS',
    retryable: PASSING.has(got),
    ...(wait !== undefined && { retryAfter: wait }),
    details: { status: got, url, body: response.text().slice(0, SHOWN_CHARACTERS) },
    suggestions: suggestionsFor(got),
  });
}

function suggestionsFor(got: number): readonly string[] {
  if (PASSING.has(got)) return ['Give the step max_retries: another attempt may succeed.'];
  if (got === 401 || got === 403) return ['Check the credentials in headers.'];
  return ['Name the status under expect_status where it is a success.'];
}
