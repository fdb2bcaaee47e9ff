/** A duration in milliseconds as people read it: `0.4 s`, `12.3 s`, `4 m 05 s`, `2 h 10 m`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return `${minutes} m ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`;
}

/** A time of day, for lines of a log. */
export const clockTime = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(11, 19);

const DAY_MS = 86_400_000;

/** A time as people read it near `now`: `14:03:12 UTC`, with the day where it is another. */
export function moment(milliseconds: number, now: number): string {
  const text = new Date(milliseconds).toISOString();
  const isToday = Math.floor(milliseconds / DAY_MS) === Math.floor(now / DAY_MS);
  return `${isToday ? '' : `${text.slice(0, 10)} `}${text.slice(11, 19)} UTC`;
}
