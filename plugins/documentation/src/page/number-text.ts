const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A number for people: 12,345.67. */
export const numberText = (value: number): string => grouped.format(value);

/** A share from 0 to 1 as people read it: 12.3%. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1%';
  return `${grouped.format(Math.round(percent * 10) / 10)}%`;
}

/** `1 file`, `2 files`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${numberText(count)} ${count === 1 ? one : many}`;

/** A duration in seconds: 0.25 s, 3.4 s, 2 min 5 s. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${grouped.format(seconds)} s`;
  if (seconds < 60) return `${grouped.format(Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in powers of 1,000: 12.3 kB. */
export function bytesText(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${grouped.format(unit === 0 ? size : Math.round(size * 10) / 10)} ${units[unit]}`;
}
