/** A date of a given time, in milliseconds since the epoch or as ISO text: for packages that must not see a clock, as `Date` is one. */
export function dateAt(time: number | string): Date {
  return new Date(time);
}
