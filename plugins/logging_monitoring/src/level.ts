import type { LogLevel } from '@codomyrmex/core';

/** Levels as logs of all kinds can be told by, from the least to the worst. */
export const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'] as const;
export type Level = (typeof levels)[number];

const names: ReadonlyMap<string, Level> = new Map([
  ['trace', 'trace'],
  ['finest', 'trace'],
  ['finer', 'trace'],
  ['verbose', 'debug'],
  ['debug', 'debug'],
  ['fine', 'debug'],
  ['dbg', 'debug'],
  ['info', 'info'],
  ['inf', 'info'],
  ['information', 'info'],
  ['informational', 'info'],
  ['notice', 'info'],
  ['log', 'info'],
  ['warn', 'warning'],
  ['wrn', 'warning'],
  ['warning', 'warning'],
  ['error', 'error'],
  ['err', 'error'],
  ['severe', 'error'],
  ['critical', 'critical'],
  ['crit', 'critical'],
  ['fatal', 'critical'],
  ['panic', 'critical'],
  ['alert', 'critical'],
  ['emerg', 'critical'],
  ['emergency', 'critical'],
]);

/** A level by any name that is used for it. */
export const levelNamed = (name: string): Level | undefined => names.get(name.toLowerCase());

/** Numbers as pino and bunyan give them (10 to 60); Python's (10 to 50) are told by their names. */
export function levelNumbered(value: number): Level | undefined {
  return Number.isInteger(value / 10) ? levels[value / 10 - 1] : undefined;
}

/** By the severities of syslog, from emergency to debug. */
export const syslogLevels: readonly Level[] = [
  'critical',
  'critical',
  'critical',
  'error',
  'warning',
  'info',
  'info',
  'debug',
];

export const isBad = (level: Level | undefined): boolean => level === 'error' || level === 'critical';

export const isAtLeast = (level: Level, least: Level): boolean => levels.indexOf(level) >= levels.indexOf(least);

/** The level of a step's log, which has four. */
export function stepLevel(level: Level): LogLevel {
  switch (level) {
    case 'trace':
    case 'debug':
      return 'debug';
    case 'info':
      return 'info';
    case 'warning':
      return 'warn';
    case 'error':
    case 'critical':
      return 'error';
  }
}
