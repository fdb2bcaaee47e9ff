import { dateAt, UsageError } from '@codomyrmex/core';
import { unknownZone } from './cron.ts';
import { instantOf, isZone } from './zone.ts';

/**
 * An ISO 8601 time in milliseconds since the epoch. One without `Z` or an offset is what clocks in `timezone` show.
 * @throws UsageError INVALID_PARAMETERS for anything else, such as the 30th of February, and for an unknown zone.
 */
export function timeOf(written: string, timezone: string): number {
  if (!isZone(timezone)) throw unknownZone(timezone);
  const text = written.trim();
  const isInstant = /(Z|[+-]\d\d:?\d\d)$/i.test(text) && text.includes('T');
  const time = isoPattern.test(text) && isInCalendar(text) ? Date.parse(isInstant ? text : asUtc(text)) : Number.NaN;
  if (!Number.isNaN(time)) return isInstant ? time : instantOf(timezone, time);
  throw new UsageError(`"${written.slice(0, 100)}" is no time`, {
    code: 'INVALID_PARAMETERS',
    suggestions: ['Write 2026-12-01T08:00:00Z, or 2026-12-01T08:00 for what clocks in the time zone show.'],
  });
}

const isoPattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

const asUtc = (text: string): string => (text.includes('T') ? `${text}Z` : text);

/** `Date` takes the 30th of February for the 2nd of March. */
function isInCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = Date.parse(day);
  return !Number.isNaN(midnight) && dateAt(midnight).toISOString().startsWith(day);
}
