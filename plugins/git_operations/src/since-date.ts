const MAX_COUNT = 100_000;
const absolute = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?$/;
const relative = /^(\d{1,6}) (minute|hour|day|week|month|year)s? ago$/;

/** Sources for a JSON Schema pattern. */
export const sinceDatePattern = new RegExp(`${absolute.source}|${relative.source}`);

/**
 * A date as people write it, as ISO 8601 in UTC: `2026-01-31`, `2026-01-31T12:00:00Z`, or `3 months ago` counted from `now`.
 * A date without a zone is meant in UTC. `undefined` for a date that there is not.
 */
export function sinceDate(written: string, now: number): string | undefined {
  const [, count, unit] = relative.exec(written) ?? [];
  const date = count === undefined || unit === undefined ? parsed(written) : before(now, Number(count), unit);
  if (Number.isNaN(date.getTime())) return undefined;
  // Git counts from the epoch.
  return new Date(Math.max(0, date.getTime())).toISOString().replace(/\.\d+/, '');
}

function parsed(written: string): Date {
  if (!absolute.test(written)) return new Date(Number.NaN);
  const iso = written.replace(' ', 'T');
  const zoned = /(?:Z|[+-]\d{2}:\d{2})$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`;
  return new Date(zoned);
}

function before(now: number, count: number, unit: string): Date {
  const date = new Date(now);
  const many = Math.min(count, MAX_COUNT);
  switch (unit) {
    case 'year':
      date.setUTCFullYear(date.getUTCFullYear() - many);
      return date;
    case 'month':
      date.setUTCMonth(date.getUTCMonth() - many);
      return date;
    default:
      return new Date(now - many * (milliseconds[unit] ?? Number.NaN));
  }
}

const milliseconds: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
