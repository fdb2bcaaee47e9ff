const writer = (options: Intl.DateTimeFormatOptions): ((time: Date) => string) => {
  const format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC', hourCycle: 'h23' });
  return (time) => format.format(time);
};

const year = writer({ year: 'numeric' });
const month = writer({ month: 'short' });
const day = writer({ month: 'short', day: 'numeric' });
const minute = writer({ hour: '2-digit', minute: '2-digit' });
const second = writer({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Ticks of a time axis in UTC, each by the largest unit that starts there: 2026, Apr, Apr 15, 10:30. */
export function timeTexts(times: readonly Date[]): readonly string[] {
  return times.map((time, index) => {
    const text = byUnit(time);
    // Without a year in front, a month or day would not say which one.
    return index === 0 && /^[A-Z]/.test(text) ? `${text} ${year(time)}` : text;
  });
}

function byUnit(time: Date): string {
  if (time.getUTCSeconds() !== 0 || time.getUTCMilliseconds() !== 0) return second(time);
  if (time.getUTCMinutes() !== 0 || time.getUTCHours() !== 0) return minute(time);
  if (time.getUTCDate() !== 1) return day(time);
  return time.getUTCMonth() === 0 ? year(time) : month(time);
}
