const MAX_SECONDS = 24 * 3_600;

/** Seconds that `Retry-After` asks for, at most a day; `undefined` for what is none. It is a number of seconds or a date. */
export function retryAfter(written: string | undefined, now: number): number | undefined {
  if (written === undefined) return undefined;
  const seconds = /^\s*\d+\s*$/.test(written) ? Number(written) : secondsUntil(written, now);
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(0, Math.ceil(seconds)), MAX_SECONDS);
}

/** A date of HTTP begins with a day's name; `Date.parse` would take much else for one. */
const secondsUntil = (written: string, now: number): number =>
  /^\s*[A-Z][a-z]{2,8},? /.test(written) ? (Date.parse(written) - now) / 1_000 : Number.NaN;
