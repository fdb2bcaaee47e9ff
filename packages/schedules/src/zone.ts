const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for a zone that the system does not know. */
function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timezone, format);
  return format;
}

export function isZone(timezone: string): boolean {
  try {
    formatOf(timezone);
    return true;
  } catch {
    return false;
  }
}

/** What clocks in the zone show at an instant, written as if it were UTC. Whole seconds. */
export function wallTime(timezone: string, instant: number): number {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

const DAY_MS = 86_400_000;

/** The instant at which clocks leap over `wall`, or `undefined` where they show it. */
export function leapOver(timezone: string, wall: number): number | undefined {
  const before = wall - offsetAt(timezone, wall - DAY_MS);
  const after = wall - offsetAt(timezone, wall + DAY_MS);
  if (wallTime(timezone, before) === wall || wallTime(timezone, after) === wall) return undefined;
  // Read with the old offset the time lies behind the leap, with the new one before it.
  let [early, late] = [Math.min(before, after), Math.max(before, after)];
  const old = offsetAt(timezone, early);
  while (late - early > 1_000) {
    const middle = Math.floor((early + late) / 2_000) * 1_000;
    if (offsetAt(timezone, middle) === old) early = middle;
    else late = middle;
  }
  return late;
}

function offsetAt(timezone: string, instant: number): number {
  const whole = Math.floor(instant / 1_000) * 1_000;
  return wallTime(timezone, whole) - whole;
}

/** When clocks in the zone first show `wall`, written as if it were UTC; where they leap over it, the leap. */
export function instantOf(timezone: string, wall: number): number {
  const leap = leapOver(timezone, wall);
  if (leap !== undefined) return leap;
  const before = wall - offsetAt(timezone, wall - DAY_MS);
  return wallTime(timezone, before) === wall ? before : wall - offsetAt(timezone, wall + DAY_MS);
}
