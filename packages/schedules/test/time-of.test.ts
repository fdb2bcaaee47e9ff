import { timeOf } from '@codomyrmex/schedules';
import { describe, expect, it } from 'vitest';

const read = (written: string, zone = 'Europe/Berlin'): string => new Date(timeOf(written, zone)).toISOString();

describe('a written time', () => {
  it.each([
    ['2026-12-01T08:00:00Z', '2026-12-01T08:00:00.000Z'],
    ['2026-12-01T08:00+02:00', '2026-12-01T06:00:00.000Z'],
    ['2026-12-01T08:00', '2026-12-01T07:00:00.000Z'],
    ['2026-07-01', '2026-06-30T22:00:00.000Z'],
    ['2026-03-29T02:30', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ])('given %s in Berlin, then it is %s', (written, expected) => {
    expect(read(written)).toBe(expected);
  });

  it.each(['tomorrow', '2026-13-01', '2026-12-01T25:00', '2026-02-30', '2027-02-29T08:00:00Z', '12:00', '1'])(
    'given "%s", then it is refused',
    (written) => {
      expect(() => read(written)).toThrow('is no time');
    },
  );

  it('given an unknown zone, then it is refused', () => {
    expect(() => read('2026-01-01', 'Mars/Base')).toThrow('no time zone');
  });
});
