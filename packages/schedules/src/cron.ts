import { didYouMean, UsageError } from '@codomyrmex/core';
import { Cron as Croner } from 'croner';
import { isZone, leapOver, wallTime } from './zone.ts';

/** A cron expression in its time zone. */
export interface Cron {
  /** The first instant after `after` that it names, in milliseconds since the epoch; `undefined` when there is none. */
  next(after: number): number | undefined;
}

const aliases = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);
const MAX_LENGTH = 500;

/**
 * Reads five fields or an alias. A time that clocks leap over in spring runs at the leap, once; one that they show twice in
 * autumn runs once, except where minutes or hours go on without a pause.
 * @throws UsageError INVALID_PARAMETERS for anything else, an unknown zone, and dates that never come, such as 30 February.
 */
export function parseCron(expression: string, timezone: string): Cron {
  const fields = expression.trim().split(/\s+/);
  const isAlias = fields.length === 1 && aliases.has(expression.trim().toLowerCase());
  if (expression.length > MAX_LENGTH || (!isAlias && fields.length !== 5)) throw notFiveFields(expression);
  if (!isZone(timezone)) throw unknownZone(timezone);
  const pattern = isAlias ? expression.trim().toLowerCase() : fields.join(' ');
  const instants = cronerOf(expression, pattern, timezone);
  const walls = cronerOf(expression, pattern, 'UTC');
  const hasHours = isAlias ? pattern !== '@hourly' : !(fields[1] ?? '').startsWith('*');
  return {
    next: (after) => {
      const next = instants.nextRun(new Date(after))?.getTime();
      if (!hasHours || next === undefined) return next;
      // Croner loses some of the times in a gap; where it does not, it says the same.
      const wall = walls.nextRun(new Date(wallTime(timezone, after)))?.getTime();
      const leap = wall === undefined ? undefined : leapOver(timezone, wall);
      return leap !== undefined && leap > after && leap < next ? leap : next;
    },
  };
}

function cronerOf(expression: string, pattern: string, timezone: string): Croner {
  try {
    const croner = new Croner(pattern, { timezone, paused: true });
    if (croner.nextRun(new Date(0)) !== null) return croner;
  } catch (cause) {
    throw wrong(expression, cause instanceof Error ? cause.message.replace(/^CronPattern: /, '') : String(cause));
  }
  throw wrong(expression, 'its date never comes');
}

function wrong(expression: string, why: string): UsageError {
  return new UsageError(`the cron expression "${expression.slice(0, MAX_LENGTH)}" cannot be used: ${why}`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [
      'Five fields: minute, hour, day of month, month, day of week; "30 2 * * 1-5" is 02:30 on working days.',
    ],
  });
}

function notFiveFields(expression: string): UsageError {
  const meant = expression.startsWith('@') ? didYouMean(expression, aliases) : undefined;
  return wrong(expression, meant ?? `it has neither five fields nor is it one of ${[...aliases].join(', ')}`);
}

export function unknownZone(timezone: string): UsageError {
  const meant = didYouMean(timezone, Intl.supportedValuesOf('timeZone'));
  return new UsageError(`there is no time zone "${timezone}"`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [meant ?? 'Use an IANA name, such as Europe/Berlin or UTC.'],
  });
}
