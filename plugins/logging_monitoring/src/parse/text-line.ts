import { levelNamed, syslogLevels } from '../level.ts';
import type { LogEntry } from './entry.ts';
import { timestamp } from './timestamp.ts';

/** Reads a line of one format; `undefined` when it is of another. Every expression is anchored and walks a line once. */
type Reader = (line: string, now: number) => LogEntry | undefined;

const STAMP = String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:\s?(?:Z|[+-]\d\d:?\d\d))?`;
const WORD_LEVEL = '[A-Za-z]{3,13}';

const ACCESS = /^\S+ \S+ \S+ \[([^\]]{20,32})\] "([^"]*)" (\d{3})(?: |$)/;
const SYSLOG_5424 = /^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) (.*)$/;
const SYSLOG_3164 = /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^:\s]+): ?(.*)$/;
const KLOG = /^([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d)\.\d+\s+\d+ [^\]]+\] (.*)$/;
const PYTHON_SHORT = /^(CRITICAL|ERROR|WARNING|INFO|DEBUG):([\w.]+):(.*)$/;
const PYTHON = new RegExp(`^(${STAMP}) - (\\S+) - (${WORD_LEVEL}) - (.*)$`);
const STAMPED = new RegExp(`^\\[?(${STAMP})\\]?\\s*(.*)$`);
/** `[ERROR]`, `ERROR:`, `ERROR` or `(ERROR)`. */
const LEVELLED = new RegExp(`^[[(]?(${WORD_LEVEL})[\\])]?(?::|\\s|$)\\s*(.*)$`);
/** A thread or program may stand before the level. */
const BRACKETED = /^\[[^\]]{1,80}\]\s+(.*)$/;

const access: Reader = (line, now) => {
  const match = ACCESS.exec(line);
  if (match === null) return undefined;
  const [, time = '', request = '', status = ''] = match;
  const level = status.startsWith('5') ? 'error' : status.startsWith('4') ? 'warning' : 'info';
  return { format: 'access', level, time: timestamp(time, now), message: `${status} ${request}` };
};

const syslog: Reader = (line, now) => {
  const modern = SYSLOG_5424.exec(line);
  if (modern !== null) {
    const [, priority = '', time = '', , program = '', , , rest = ''] = modern;
    return {
      format: 'syslog',
      level: syslogLevel(priority),
      time: timestamp(time, now),
      message: `${program}: ${rest.replace(/^- /, '')}`,
    };
  }
  const match = SYSLOG_3164.exec(line);
  if (match === null) return undefined;
  const [, priority, time = '', , program = '', message = ''] = match;
  const level = priority === undefined ? levelled(message)?.level : syslogLevel(priority);
  return {
    format: 'syslog',
    level,
    time: timestamp(time, now),
    message: `${program.replace(/\[\d+\]$/, '')}: ${message}`,
  };
};

const klogLevels = { I: 'info', W: 'warning', E: 'error', F: 'critical' } as const;

const klog: Reader = (line, now) => {
  const match = KLOG.exec(line);
  if (match === null) return undefined;
  const [, letter, month, day, clock, message = ''] = match;
  const isLetter = letter === 'I' || letter === 'W' || letter === 'E' || letter === 'F';
  const year = new Date(now).getUTCFullYear();
  return {
    format: 'klog',
    level: isLetter ? klogLevels[letter] : undefined,
    time: timestamp(`${year}-${month}-${day} ${clock}`, now),
    message,
  };
};

const python: Reader = (line, now) => {
  const short = PYTHON_SHORT.exec(line);
  if (short !== null) {
    const [, level = '', logger = '', message = ''] = short;
    return { format: 'python', level: levelNamed(level), time: undefined, message: `${logger}: ${message}` };
  }
  const match = PYTHON.exec(line);
  if (match === null) return undefined;
  const [, time = '', logger = '', level = '', message = ''] = match;
  return { format: 'python', level: levelNamed(level), time: timestamp(time, now), message: `${logger}: ${message}` };
};

const logfmt: Reader = (line, now) => {
  if (!/^[\w.@-]{1,50}=/.test(line)) return undefined;
  const fields = new Map<string, string>();
  for (const [, key = '', quoted, plain = ''] of line.matchAll(/([\w.@-]{1,50})=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)) {
    fields.set(key, quoted ?? plain);
  }
  const level = levelNamed(fields.get('level') ?? fields.get('lvl') ?? '');
  const message = fields.get('msg') ?? fields.get('message');
  if (level === undefined && message === undefined) return undefined;
  return {
    format: 'logfmt',
    level,
    time: timestamp(fields.get('time') ?? fields.get('ts') ?? '', now),
    message: message ?? line,
  };
};

const text: Reader = (line, now) => {
  const stamped = STAMPED.exec(line);
  if (stamped === null) {
    const found = levelled(line);
    return found === undefined ? undefined : { format: 'text', time: undefined, ...found };
  }
  const [, time = '', rest = ''] = stamped;
  const found = levelled(rest.replace(/^[-|]\s*/, ''));
  return { format: 'text', time: timestamp(time, now), level: found?.level, message: found?.message ?? rest };
};

function levelled(rest: string): Pick<LogEntry, 'level' | 'message'> | undefined {
  return levelFirst(rest) ?? levelFirst(BRACKETED.exec(rest)?.[1] ?? '');
}

function levelFirst(rest: string): Pick<LogEntry, 'level' | 'message'> | undefined {
  const match = LEVELLED.exec(rest);
  const level = levelNamed(match?.[1] ?? '');
  return level === undefined ? undefined : { level, message: (match?.[2] ?? '').replace(/^[-|:]\s*/, '') };
}

const syslogLevel = (priority: string) => syslogLevels[Number(priority) % 8];

/** From those that can be mistaken least to those that can be most. */
export const textReaders: readonly Reader[] = [access, syslog, klog, python, logfmt, text];
