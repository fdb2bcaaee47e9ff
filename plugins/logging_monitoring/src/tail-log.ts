import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { isAtLeast, levelNamed, levels } from './level.ts';
import { formats } from './parse/entry.ts';
import { parseLine } from './parse/parse-line.ts';
import { lastLines } from './read/last-lines.ts';
import { logFile } from './read/log-file.ts';

const MIB = 1024 * 1024;
const MAX_SHOWN = 8_192;

export const tailLog = defineAction({
  title: 'Read the end of a log',
  description: 'The last lines of a log, or the last of a level or with a text, read from the end of the file.',
  input: z.strictObject({
    path: z.string().min(1).max(4_096).meta({ description: 'File of the workspace.' }),
    lines: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .meta({ description: 'How many lines are told, counted from the end.' }),
    level: z
      .string()
      .refine((name) => levelNamed(name) !== undefined, `is none of ${levels.join(', ')}`)
      .optional()
      .meta({ description: 'Only lines of this level and worse.' }),
    contains: z.string().min(1).max(1_000).optional().meta({ description: 'Only lines with this text.' }),
    max_bytes: z
      .int()
      .min(1)
      .max(1_024 * MIB)
      .default(64 * MIB)
      .meta({ description: 'How far from the end is looked.' }),
  }),
  output: z.object({
    path: z.string(),
    lines: z.array(
      z.object({
        text: z.string().meta({ description: 'The line as it stands, cut at 8,192 characters.' }),
        level: z.enum(levels).nullable(),
        time: z.string().nullable(),
        format: z.enum(formats),
      }),
    ),
    count: z.int(),
    bytes_read: z.int(),
    reached_start: z.boolean(),
  }),
  effects: ['fs:read'],
  idempotent: true,
  timeout: 120,
  examples: [
    {
      title: 'The last errors that name a service',
      input: { path: 'logs/app.log', lines: 20, level: 'error', contains: 'payment' },
    },
  ],
  async run(context, { path, lines: count, level, contains, max_bytes }) {
    const file = await logFile(context, path);
    const least = level === undefined ? undefined : levelNamed(level);
    const now = context.now();
    const wanted = (line: string): boolean => {
      if (line === '' || (contains !== undefined && !line.includes(contains))) return false;
      if (least === undefined) return true;
      const found = parseLine(line.slice(0, MAX_SHOWN), now).level;
      return found !== undefined && isAtLeast(found, least);
    };
    const { lines, bytesRead, isWhole } = await lastLines(file, {
      count,
      maxBytes: max_bytes,
      signal: context.signal,
      wanted,
    });
    return {
      path,
      lines: lines.map((line) => shown(line.slice(0, MAX_SHOWN), now)),
      count: lines.length,
      bytes_read: bytesRead,
      reached_start: isWhole,
    };
  },
});

function shown(text: string, now: number) {
  const { level, time, format } = parseLine(text, now);
  return { text, level: level ?? null, time: time === undefined ? null : new Date(time).toISOString(), format };
}
