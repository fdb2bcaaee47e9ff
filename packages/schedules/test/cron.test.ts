import { nextTimes, parseCron, type Schedule } from '@codomyrmex/schedules';
import { describe, expect, it } from 'vitest';
import { cron, scheduleOf } from './schedule-of.ts';

const times = (schedule: Schedule, from: string, count: number): readonly string[] =>
  nextTimes(schedule, Date.parse(from), count).map((time) => new Date(time).toISOString().slice(5, 16));

const timesOf = (expression: string, timezone: string, from: string, count: number): readonly string[] =>
  times(scheduleOf({ timing: cron(expression, timezone) }), from, count);

describe('a cron expression across the change of clocks', () => {
  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00Z', ['03-28T01:30', '03-29T01:00', '03-30T00:30']],
    ['30 2 * * *', 'America/New_York', '2026-03-07T00:00Z', ['03-07T07:30', '03-08T07:00', '03-09T06:30']],
    ['0,30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', ['03-29T01:00', '03-30T00:00', '03-30T00:30']],
    ['15 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', ['03-29T01:00', '03-29T01:15', '03-30T00:15']],
  ])('given %s in %s, when clocks leap over it, then it runs at the leap, once', (expression, zone, from, expected) => {
    expect(timesOf(expression, zone, from, expected.length)).toEqual(expected);
  });

  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', ['10-25T00:30', '10-26T01:30']],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', ['11-01T05:30', '11-02T06:30']],
  ])('given %s in %s, when clocks show it twice, then it runs once', (expression, zone, from, expected) => {
    expect(timesOf(expression, zone, from, expected.length)).toEqual(expected);
  });

  it.each(['Europe/Berlin', 'America/New_York'])(
    'given one that goes on without a pause in %s, then no hour is lost or doubled',
    (zone) => {
      for (const day of ['2026-03-28T20:00Z', '2026-10-24T20:00Z', '2026-03-07T20:00Z', '2026-10-31T20:00Z']) {
        const found = nextTimes(scheduleOf({ timing: cron('*/30 * * * *', zone) }), Date.parse(day), 60);
        expect(new Set(found.map((time, index) => time - index * 1_800_000)).size).toBe(1);
      }
    },
  );

  it('given a leap of half an hour, then it runs at the leap', () => {
    expect(timesOf('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', 2)).toEqual([
      '10-03T15:30',
      '10-04T15:15',
    ]);
  });
});

describe('what is no cron expression', () => {
  it.each([
    ['* * * *', 'neither five fields'],
    ['* * * * * *', 'neither five fields'],
    ['60 * * * *', 'minute'],
    ['0 0 30 2 *', 'never comes'],
    ['@dayly', 'did you mean "@daily"?'],
    ['@reboot', 'neither five fields'],
    ['', 'neither five fields'],
  ])('given "%s", then it is refused: %s', (expression, why) => {
    expect(() => parseCron(expression, 'UTC')).toThrow(why);
  });

  it('given an unknown zone, then it is refused with the nearest', () => {
    expect(() => parseCron('@daily', 'Europe/Berln')).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETERS', suggestions: ['did you mean "Europe/Berlin"?'] }),
    );
  });

  it('given an alias, then it is what it stands for', () => {
    for (const [alias, fields] of [
      ['@hourly', '0 * * * *'],
      ['@Weekly', '0 0 * * 0'],
      ['@yearly', '0 0 1 1 *'],
    ] as const) {
      const from = '2026-01-01T00:00Z';
      expect(timesOf(alias, 'Europe/Berlin', from, 3)).toEqual(timesOf(fields, 'Europe/Berlin', from, 3));
    }
  });
});
