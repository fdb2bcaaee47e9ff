const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 86_400_000;

const ISO = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?$/;
const ACCESS = /^(\d\d)\/([A-Za-z]{3})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})$/;
const SYSLOG = /^([A-Za-z]{3})\s+(\d{1,2}) (\d\d):(\d\d):(\d\d)$/;

/**
 * Milliseconds since the epoch of a time as logs write it. Without a zone it is taken as UTC; without a year as the last such day
 * before `now`. `undefined` for what is no time.
 */
export function timestamp(text: string, now: number): number | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction = '', zone] = iso;
    const milliseconds = Number(`0.${fraction || '0'}`) * 1_000;
    return at([year, Number(month) - 1, day, hour, minute, second], zone, milliseconds);
  }
  const access = ACCESS.exec(text);
  if (access !== null) {
    const [, day, month = '', year, hour, minute, second, zone] = access;
    return at([year, monthNumber(month), day, hour, minute, second], zone);
  }
  const syslog = SYSLOG.exec(text);
  if (syslog === null) return undefined;
  const [, month = '', day, hour, minute, second] = syslog;
  const year = new Date(now).getUTCFullYear();
  const thisYear = at([year, monthNumber(month), day, hour, minute, second], undefined);
  if (thisYear === undefined || thisYear <= now + DAY_MS) return thisYear;
  return at([year - 1, monthNumber(month), day, hour, minute, second], undefined);
}

/** Seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by their size. */
export function epochTime(value: number): number | undefined {
  if (!(value > 1e8)) return undefined;
  if (value < 1e11) return value * 1_000;
  if (value < 1e14) return value;
  if (value < 1e17) return value / 1_000;
  return value < 1e20 ? value / 1_000_000 : undefined;
}

const monthNumber = (name: string): number => months.indexOf(name.toLowerCase());

function at(
  parts: readonly (string | number | undefined)[],
  zone: string | undefined,
  milliseconds = 0,
): number | undefined {
  const [year = 0, month = -1, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month, day, hour, minute, second) + milliseconds - zoneOffset(zone);
}

function zoneOffset(zone: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (match === null) return 0;
  const [, sign, hours, minutes] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
