import { parseDuration } from '@codomyrmex/schedules';
import { describe, expect, it } from 'vitest';
import { createdAt, cron, every, scheduleOf } from './schedule-of.ts';

describe('a schedule that is asked for', () => {
  it.each([
    ['a name that cannot be a file', { name: '../x' }, 'cannot name a schedule'],
    ['less than a second', { timing: every(999) }, 'once a second'],
    ['no number', { timing: every(Number.NaN) }, 'once a second'],
    ['a bad expression', { timing: cron('x') }, 'neither five fields'],
    [
      'a time outside the catch-up window',
      { timing: { kind: 'at', at: createdAt - 3_600_001 } as const },
      'never be due',
    ],
    ['an end that has passed', { endsAt: createdAt }, 'never be due'],
    ['negative jitter', { jitterMs: -1 }, 'no time to wait'],
  ])('given %s, then it is refused', (_, given, why) => {
    expect(() => scheduleOf(given)).toThrow(why);
  });

  it('given a time that has just passed, then it is taken', () => {
    expect(scheduleOf({ timing: { kind: 'at', at: createdAt - 3_600_000 } }).status).toBe('active');
  });
});

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5d', 129_600_000],
    ['250ms', 250],
    ['90', 90_000],
  ])('given %s, then it is %d ms', (written, expected) => {
    expect(parseDuration(written)).toBe(expected);
  });

  it.each(['', 'soon', '-5m', '5 m', '1e9', '367d', 'm5'])('given "%s", then it is refused', (written) => {
    expect(() => parseDuration(written)).toThrow('is no duration');
  });
});
