import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { LogLedger } from './analysis/log-ledger.ts';
import type { MessageCount } from './analysis/message-counts.ts';
import { isBad, levels } from './level.ts';
import { logFile } from './read/log-file.ts';
import { eachLine } from './read/log-lines.ts';

const MIB = 1024 * 1024;

const countedMessage = z.object({
  template: z.string().meta({ description: 'With numbers, ids, addresses and times folded.' }),
  example: z.string(),
  level: z.enum(levels).nullable().meta({ description: 'The worst it came with.' }),
  count: z.int(),
  first: z.string().nullable(),
  last: z.string().nullable(),
});

const path = z.string().min(1).max(4_096);

export const analyzeLogs = defineAction({
  title: 'Sum up logs',
  description:
    'Counts what logs say: by level, by kind of message, over time, with the times of many errors. Reads JSON lines, logfmt, access logs of web servers, syslog, klog, and the usual texts with time and level; .gz files are unpacked. Times without a zone are taken as UTC.',
  input: z.strictObject({
    path: z.union([path, z.array(path).min(1).max(1_000)]).meta({ description: 'Files of the workspace.' }),
    top: z.int().min(1).max(1_000).default(20).meta({ description: 'How many kinds of messages are told.' }),
    bucket_seconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(60)
      .meta({ description: 'Length of the times in which errors are counted.' }),
    max_bytes: z
      .int()
      .min(1)
      .max(4_096 * MIB)
      .default(256 * MIB)
      .meta({ description: 'Bytes read of each file, unpacked.' }),
  }),
  output: z.object({
    files: z.array(z.object({ path: z.string(), bytes: z.int(), lines: z.int(), truncated: z.boolean() })),
    lines: z.int(),
    entries: z.int().meta({ description: 'Lines without those that continue another, such as of a stack.' }),
    errors: z.int(),
    error_percent: z.number(),
    by_level: z.record(z.string(), z.int()),
    by_format: z.record(z.string(), z.int()),
    time_range: z.object({ from: z.string(), to: z.string(), seconds: z.number() }).nullable(),
    top_messages: z.array(countedMessage),
    top_errors: z.array(countedMessage),
    uncounted_messages: z.int().meta({ description: 'Of kinds beyond the first 20,000.' }),
    bursts: z.array(z.object({ from: z.string(), to: z.string(), errors: z.int() })).meta({
      description: 'Times with at least five errors, and far more than is usual in these logs.',
    }),
  }),
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 900,
  examples: [
    {
      title: 'Two logs in steps of five minutes',
      input: { path: ['logs/app.log', 'logs/app.log.1.gz'], bucket_seconds: 300 },
    },
  ],
  async run(context, { path: written, top, bucket_seconds, max_bytes }) {
    const ledger = new LogLedger({ bucketMs: bucket_seconds * 1_000, now: context.now() });
    const files = [];
    for (const file of typeof written === 'string' ? [written] : written) {
      files.push(await readInto(context, ledger, { file, maxBytes: max_bytes }));
    }
    return { files, ...summary(ledger, top) };
  },
});

async function readInto(
  context: ActionContext,
  ledger: LogLedger,
  { file, maxBytes }: { readonly file: string; readonly maxBytes: number },
) {
  const before = ledger.lines;
  ledger.beginFile();
  const real = await logFile(context, file);
  const { bytes, isTruncated } = await eachLine(real, { maxBytes, signal: context.signal }, (line) => ledger.add(line));
  return { path: file, bytes, lines: ledger.lines - before, truncated: isTruncated };
}

function summary(ledger: LogLedger, top: number) {
  const { lines, entries, errors, from, to, messages } = ledger;
  const range = from === undefined || to === undefined ? undefined : { from, to };
  return {
    lines,
    entries,
    errors,
    error_percent: entries === 0 ? 0 : (errors / entries) * 100,
    by_level: Object.fromEntries(ledger.byLevel),
    by_format: Object.fromEntries(ledger.byFormat),
    time_range: range === undefined ? null : { ...written(range), seconds: (range.to - range.from) / 1_000 },
    top_messages: messages.top(top, () => true).map(shown),
    top_errors: messages.top(top, ({ level }) => isBad(level)).map(shown),
    uncounted_messages: messages.others,
    bursts:
      range === undefined
        ? []
        : ledger.errorTimes.bursts(range).map((burst) => ({ ...written(burst), errors: burst.errors })),
  };
}

const shown = ({ template, example, level, count, first, last }: MessageCount): z.input<typeof countedMessage> => ({
  template,
  example,
  level: level ?? null,
  count,
  first: first === undefined ? null : iso(first),
  last: last === undefined ? null : iso(last),
});

const written = ({ from, to }: { readonly from: number; readonly to: number }) => ({ from: iso(from), to: iso(to) });
const iso = (time: number): string => new Date(time).toISOString();
